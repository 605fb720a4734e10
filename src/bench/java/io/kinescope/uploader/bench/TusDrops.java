package io.kinescope.uploader.bench;

import io.kinescope.uploader.tus.CuttingProxy;
import io.kinescope.uploader.tus.NodeTus;
import io.kinescope.uploader.tus.RealTus;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A file of 5 GiB over a line that drops every 300 MiB, to {@code @tus/server}: the same SHA-256
 * must arrive, and the sending process stay below 160 MiB resident. Arguments: none, or GiB of the
 * file. Run from the repository's root; needs node, npm and twice the file's size on the disk.
 */
public final class TusDrops {
  private static final long GIB = 1L << 30;
  private static final long DROP_EVERY = 300L << 20;
  private static final long MARK_EVERY = 7L << 20;
  private static final int MARK_BYTES = 64 << 10;
  private static final long MAX_RESIDENT_KIB = 160L << 10;

  private TusDrops() {}

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws Exception {
    long size = (args.length == 0 ? 5 : Long.parseLong(args[0])) * GIB;
    PrintStream out = System.out;
    Path folder = Files.createTempDirectory(Path.of("target"), "tus-drops-");
    boolean kept = true;
    try {
      Path file = sparse(folder.resolve("film.mp4"), size);
      Path store = Files.createDirectory(folder.resolve("store"));
      try (RealTus server = new NodeTus(store);
          CuttingProxy proxy = new CuttingProxy(server.port(), DROP_EVERY)) {
        String path = server.create(HttpClient.newHttpClient(), size);
        long start = System.nanoTime();
        List<String> report = send("http://127.0.0.1:" + proxy.port() + path, file);
        double seconds = (System.nanoTime() - start) / 1e9;
        long residentKib = Long.parseLong(report.get(1));
        out.printf("%s%n", report.get(0));
        out.printf("%.1f s, %.0f MiB/s%n", seconds, size / seconds / (1 << 20));
        out.printf("resident at most: %d MiB%n", residentKib >> 10);
        String sent = sha256(file);
        String stored = sha256(server.stored(path));
        out.printf("SHA-256 of the file  %s%n", sent);
        out.printf("SHA-256 at the server %s%n", stored);
        kept = sent.equals(stored) && residentKib < MAX_RESIDENT_KIB;
      }
    } finally {
      delete(folder);
    }
    out.println(kept ? "kept" : "BROKEN");
    System.exit(kept ? 0 : 1);
  }

  private static List<String> send(String link, Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                TusSend.class.getName(),
                link,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream in = process.getInputStream()) {
      List<String> lines =
          Arrays.asList(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1));
      if (lines.size() < 2) {
        throw new IOException("the sender failed");
      }
      return lines;
    }
  }

  /** Random marks, so that a chunk in a wrong place shows, and holes between them. */
  private static Path sparse(Path file, long size) throws IOException {
    byte[] mark = new byte[MARK_BYTES];
    Random random = new Random(7);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      for (long at = 0; at + MARK_BYTES <= size; at += MARK_EVERY) {
        random.nextBytes(mark);
        channel.write(ByteBuffer.wrap(mark), at);
      }
      channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
    return file;
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
