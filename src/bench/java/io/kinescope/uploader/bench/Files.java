package io.kinescope.uploader.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
  private static final String TLS = ", TLS 1.3";
  private static final String CURL = "curl";

  /** Where {@code src/bench/run} has put tus-js-client and tus-java-client. */
  private static final Path CLIENTS = Path.of("target/bench");

  private final Path folder;
  private final Receiver receiver;
  private final Arguments arguments;
  private final Goals goals = new Goals();
  private int runs;

  /** What one file reached by POST over TLS, in seconds; 0 when that was not wanted. */
  private double one;

  private Files(Path folder, Receiver receiver, Arguments arguments) {
    this.folder = folder;
    this.receiver = receiver;
    this.arguments = arguments;
  }

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws Exception {
    Path folder = java.nio.file.Files.createTempDirectory(Path.of("target"), "files-");
    int code;
    try (Receiver receiver = new Receiver(folder)) {
      Files files = new Files(folder, receiver, Arguments.of(args, ROUNDS));
      files.run();
      code = files.goals.exitCode();
    }
    System.exit(code);
  }

  private void run() throws IOException, InterruptedException {
    Path film = SparseFile.make(folder.resolve("film.mp4"), arguments.size());
    for (boolean tls : new boolean[] {false, true}) {
      post(tls, film);
      tus(tls, film);
    }
    many();
  }

  private void post(boolean tls, Path film) throws IOException, InterruptedException {
    Contest contest = new Contest("POST" + (tls ? TLS : ", http"));
    Contest.Entrant curl = contest.add(CURL, () -> run(tls, curl(tls, film, "POST")));
    Contest.Entrant ours = ours(contest, tls, "link", List.of(film));
    if (measure(contest, curl)) {
      one = tls ? ours.seconds() : 0;
      goals.atLeast("rate to curl's", curl.seconds() / ours.seconds(), tls ? 0.8 : 0.65);
      if (tls) {
        goals.atMost("CPU to curl's", ours.cpuSeconds() / curl.cpuSeconds(), 1.8);
      }
      goals.atMost("MiB", ours.residentMib(), tls ? 120 : 80);
    }
  }

  private void tus(boolean tls, Path film) throws IOException, InterruptedException {
    Contest contest = new Contest("Tus" + (tls ? TLS : ", http"));
    Contest.Entrant curl = contest.add(CURL, () -> run(tls, curl(tls, film, "PATCH")));
    Contest.Entrant ours = ours(contest, tls, "tus", List.of(film));
    List<Contest.Entrant> clients =
        List.of(
            contest.add("tus-js-client", () -> run(tls, node(tls, film))),
            contest.add("tus-java-client", () -> run(tls, java(tls, film))));
    if (measure(contest, curl)) {
      goals.atLeast("rate to curl's", curl.seconds() / ours.seconds(), tls ? 0.75 : 0.65);
      if (tls) {
        for (Contest.Entrant client : clients) {
          goals.atLeast("rate to " + client.name(), client.seconds() / ours.seconds(), 1.5);
        }
      } else {
        goals.atMost("MiB", ours.residentMib(), 80);
      }
    }
  }

  private void many() throws IOException, InterruptedException {
    List<Path> parts = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      Path part = folder.resolve("part-" + i + ".mp4");
      parts.add(SparseFile.make(part, arguments.size() / AT_ONCE));
    }
    Contest contest = new Contest(AT_ONCE + " files at once, POST" + TLS);
    Contest.Entrant curl = contest.add(AT_ONCE + " curls", () -> run(true, curls(parts)));
    Contest.Entrant ours = ours(contest, true, "link", parts);
    if (measure(contest, curl)) {
      if (one > 0) {
        goals.atLeast("rate to that of one file", one / ours.seconds(), 0.9);
      }
      goals.atMost("MiB", ours.residentMib(), 200);
    }
  }

  private boolean measure(Contest contest, Contest.Entrant curl)
      throws IOException, InterruptedException {
    if (!arguments.wants(contest.title())) {
      return false;
    }
    contest.run(arguments.rounds(), receiver::cpuSeconds);
    contest.print(Contest.Unit.mibPerSecond(arguments.size()), curl.seconds(), curl.cpuSeconds());
    return true;
  }

  /** Adds all builds of ours, and returns the one that is measured. */
  private Contest.Entrant ours(Contest contest, boolean tls, String method, List<Path> files) {
    List<Contest.Entrant> builds = new ArrayList<>();
    arguments
        .homes()
        .forEach(
            (name, home) ->
                builds.add(contest.add(name, () -> run(tls, ours(home, method, files)))));
    return builds.get(0);
  }

  private List<String> ours(Path home, String method, List<Path> files) {
    List<String> line = Launched.launcher(home, "upload", "file");
    files.forEach(file -> line.add(file.toString()));
    line.addAll(List.of("--method", method, "--parallel", Integer.toString(files.size())));
    // A ledger of its own: else the file would be known, and skipped.
    line.addAll(List.of("--ledger", folder.resolve(runs++ + ".db").toString()));
    line.addAll(List.of("--progress", "none"));
    return line;
  }

  private Launched run(boolean tls, List<String> line) throws IOException, InterruptedException {
    return Launched.run(folder, receiver.environment(tls), line);
  }

  private List<String> curl(boolean tls, Path file, String method)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(CURL, "-sSf", "-X", method));
    line.addAll(List.of("-T", file.toString(), link(tls, file)));
    line.addAll(List.of("--cacert", receiver.authority().toString()));
    if (method.equals("PATCH")) {
      line.addAll(List.of("-H", "Tus-Resumable: 1.0.0", "-H", "Upload-Offset: 0"));
      line.addAll(List.of("-H", "Content-Type: application/offset+octet-stream"));
    }
    return line;
  }

  private List<String> curls(List<Path> files) throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder();
    for (Path file : files) {
      script.append('\'').append(String.join("' '", curl(true, file, "POST"))).append("' & ");
      script.append("all=\"$all $!\"; ");
    }
    return List.of("sh", "-c", script + "for one in $all; do wait $one || exit; done");
  }

  private List<String> node(boolean tls, Path file) throws IOException, InterruptedException {
    String script = CLIENTS.resolve("tus-send.mjs").toString();
    return List.of("node", script, file.toString(), link(tls, file));
  }

  private List<String> java(boolean tls, Path file) throws IOException, InterruptedException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djavax.net.ssl.trustStore=" + receiver.trustStore(),
        "-Djavax.net.ssl.trustStorePassword=" + Receiver.PASSWORD,
        "-cp",
        CLIENTS.resolve("tus-java-client.jar") + ":" + CLIENTS,
        "TusJavaSend",
        file.toString(),
        link(tls, file));
  }

  private String link(boolean tls, Path file) throws IOException, InterruptedException {
    return receiver.link(tls, java.nio.file.Files.size(file));
  }
}
