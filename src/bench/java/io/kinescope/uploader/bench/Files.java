package io.kinescope.uploader.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file by upload link and POST and by Tus, over http and over TLS, and eight at once over TLS:
 * the packaged launcher beside curl and other Tus clients, whole processes, all to the same {@link
 * Receiver}. Arguments, in any order: the size ({@code 1G}), the number of rounds, parts of the
 * names of the contests to run, and folders of other builds ({@code target/kinescope} of another
 * checkout), which take part in the same rounds. Run from the repository's root after {@code mvn
 * package}; Linux only.
 */
public final class Files {
  private static final int ROUNDS = 5;
  private static final int AT_ONCE = 8;
  private static final Pattern SIZE = Pattern.compile("(\\d+)([MG])");
  private static final String CURL = "curl";
  private static final String OURS = "kinescope";

  /** Where {@code src/bench/run} has put tus-js-client and tus-java-client. */
  private static final Path CLIENTS = Path.of("target/bench");

  private final Path folder;
  private final Receiver receiver;
  private final Map<String, Path> homes;
  private final long size;
  private int runs;

  private Files(Path folder, Receiver receiver, Map<String, Path> homes, long size) {
    this.folder = folder;
    this.receiver = receiver;
    this.homes = homes;
    this.size = size;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    long size = 1L << 30;
    int rounds = ROUNDS;
    Map<String, Path> homes = new LinkedHashMap<>();
    homes.put(OURS, Launched.HOME);
    List<String> wanted = new ArrayList<>();
    for (String arg : args) {
      Matcher matcher = SIZE.matcher(arg);
      if (matcher.matches()) {
        size = Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("G") ? 30 : 20);
      } else if (arg.matches("\\d+")) {
        rounds = Integer.parseInt(arg);
      } else if (Path.of(arg).resolve("bin/kinescope").toFile().exists()) {
        homes.put(arg, Path.of(arg));
      } else {
        wanted.add(arg);
      }
    }
    Path folder = java.nio.file.Files.createTempDirectory(Path.of("target"), "files-");
    try (Receiver receiver = new Receiver(folder)) {
      new Files(folder, receiver, homes, size).all(rounds, wanted);
    }
  }

  private void all(int rounds, List<String> wanted) throws IOException, InterruptedException {
    Path film = SparseFile.cached(SparseFile.make(folder.resolve("film.mp4"), size));
    List<Path> parts = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      Path part = SparseFile.make(folder.resolve("part-" + i + ".mp4"), size / AT_ONCE);
      parts.add(SparseFile.cached(part));
    }
    for (boolean tls : new boolean[] {false, true}) {
      String over = tls ? ", TLS 1.3" : ", http";
      Contest post = new Contest("POST" + over);
      Contest.Entrant posting = post.add(CURL, () -> run(tls, curl(tls, film, "POST")));
      ours(post, tls, "link", List.of(film));
      run(post, posting, rounds, wanted);
      Contest tus = new Contest("Tus" + over);
      Contest.Entrant patching = tus.add(CURL, () -> run(tls, curl(tls, film, "PATCH")));
      ours(tus, tls, "tus", List.of(film));
      tus.add("tus-js-client", () -> run(tls, node(tls, film)));
      tus.add("tus-java-client", () -> run(tls, java(tls, film)));
      run(tus, patching, rounds, wanted);
    }
    Contest many = new Contest(AT_ONCE + " files at once, POST, TLS 1.3");
    Contest.Entrant curls = many.add(CURL, () -> run(true, curls(parts)));
    ours(many, true, "link", parts);
    run(many, curls, rounds, wanted);
  }

  private void run(Contest contest, Contest.Entrant curl, int rounds, List<String> wanted)
      throws IOException, InterruptedException {
    if (wanted.isEmpty() || wanted.stream().anyMatch(contest.title()::contains)) {
      contest.run(rounds, receiver::cpuSeconds);
      contest.print(Contest.Unit.mibPerSecond(size), curl.seconds(), curl.cpuSeconds());
    }
  }

  private void ours(Contest contest, boolean tls, String method, List<Path> files) {
    homes.forEach(
        (name, home) ->
            contest.add(
                name,
                () -> {
                  List<String> line = Launched.launcher(home, "upload", "file");
                  files.forEach(file -> line.add(file.toString()));
                  line.addAll(List.of("--method", method, "--parallel", "" + files.size()));
                  // A ledger of its own: else the file would be known, and skipped.
                  line.addAll(List.of("--ledger", folder.resolve(runs++ + ".db").toString()));
                  line.addAll(List.of("--progress", "none"));
                  return run(tls, line);
                }));
  }

  private Launched run(boolean tls, List<String> line) throws IOException, InterruptedException {
    return Launched.run(folder, receiver.environment(tls), line);
  }

  private List<String> curl(boolean tls, Path file, String method)
      throws IOException, InterruptedException {
    String link = receiver.link(tls, file.toFile().length());
    List<String> line = new ArrayList<>(List.of(CURL, "-sSf", "-X", method, "-T", "" + file));
    line.addAll(List.of("--cacert", receiver.authority().toString(), link));
    if (method.equals("PATCH")) {
      line.addAll(List.of("-H", "Tus-Resumable: 1.0.0", "-H", "Upload-Offset: 0"));
      line.addAll(List.of("-H", "Content-Type: application/offset+octet-stream"));
    }
    return line;
  }

  private List<String> node(boolean tls, Path file) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("node", CLIENTS.resolve("node/tus-send.mjs") + ""));
    line.addAll(List.of(file.toString(), receiver.link(tls, file.toFile().length())));
    return line;
  }

  private List<String> java(boolean tls, Path file) throws IOException, InterruptedException {
    Path folder = CLIENTS.resolve("tus-java-client");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Djavax.net.ssl.trustStore=" + receiver.trustStore());
    line.add("-Djavax.net.ssl.trustStorePassword=" + Receiver.PASSWORD);
    line.addAll(List.of("-cp", folder.resolve("tus-java-client.jar") + ":" + folder));
    line.addAll(List.of("TusJavaSend", file.toString()));
    line.add(receiver.link(tls, file.toFile().length()));
    return line;
  }

  private List<String> curls(List<Path> files) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder();
    for (Path file : files) {
      script.append('\'').append(String.join("' '", curl(true, file, "POST"))).append("' & ");
    }
    return List.of("sh", "-c", script + "wait");
  }
}
