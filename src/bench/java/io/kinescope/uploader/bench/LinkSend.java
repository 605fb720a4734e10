package io.kinescope.uploader.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sparse file of 5 GiB through a link and one POST, by the packaged launcher with {@code -Xmx64m}
 * to the emulator in another process: tells the rate and the most memory that was resident.
 * Arguments: none, or GiB of the file. Run from the repository's root after {@code mvn package};
 * Linux only.
 */
public final class LinkSend {
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;
  private static final long LOOK_EVERY_MILLIS = 50;
  private static final Pattern EXPORT = Pattern.compile("export (\\w+)='(.*)'");
  private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private LinkSend() {}

  /** Runs it; the exit code is that of the upload. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long size = (args.length == 0 ? 5 : Long.parseLong(args[0])) * GIB;
    String launcher = Path.of("target/kinescope/bin/kinescope").toAbsolutePath().toString();
    Path folder = Files.createTempDirectory(Path.of("target"), "link-send-");
    Path file = sparse(folder.resolve("film.mp4"), size);
    PrintStream out = System.out;
    Process emulator = new ProcessBuilder(launcher, "sandbox").start();
    try {
      ProcessBuilder upload =
          new ProcessBuilder(
              launcher,
              "upload",
              "file",
              file.toString(),
              "--method",
              "link",
              "-o",
              "json",
              "--progress",
              "none");
      upload.environment().putAll(exports(emulator));
      upload.environment().put("KINESCOPE_JAVA_OPTS", "-Xmx64m");
      upload.redirectError(ProcessBuilder.Redirect.INHERIT);
      long start = System.nanoTime();
      Process sending = upload.start();
      long residentKib = 0;
      while (!sending.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        residentKib = Math.max(residentKib, resident(sending.pid()));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      out.print(new String(sending.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      out.printf("%.1f s, %.0f MiB/s%n", seconds, size / seconds / MIB);
      out.printf("resident at most: %d MiB%n", residentKib * 1024 / MIB);
      Files.delete(file);
      Files.delete(folder);
      emulator.destroy();
      System.exit(sending.exitValue());
    } finally {
      emulator.destroy();
    }
  }

  /** What the emulator says that another shell is to export. */
  private static Map<String, String> exports(Process emulator) throws IOException {
    Map<String, String> variables = new HashMap<>();
    BufferedReader lines = emulator.inputReader(StandardCharsets.UTF_8);
    while (!variables.containsKey("KINESCOPE_PARENT_ID")) {
      Matcher export = EXPORT.matcher(String.valueOf(lines.readLine()));
      if (!export.matches()) {
        throw new IOException("the emulator did not start");
      }
      variables.put(export.group(1), export.group(2));
    }
    return variables;
  }

  /** The most memory that the process had so far; 0 when it has ended. */
  private static long resident(long pid) throws IOException {
    try {
      Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static Path sparse(Path file, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
    return file;
  }
}
