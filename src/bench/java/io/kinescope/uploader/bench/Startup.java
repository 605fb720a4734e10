package io.kinescope.uploader.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How long short commands take, as ratios to a JVM of the same JDK that says hello: {@code
 * --version}, {@code projects} over http and over TLS, and the import of one row; by each JDK below
 * {@code /usr/lib/jvm} that the project supports. Arguments, in any order: the number of rounds,
 * parts of the contests' names ({@code 17}), and folders of other builds ({@code target/kinescope}
 * of another checkout), which take part in the same rounds. Linux, after {@code mvn package}.
 */
public final class Startup {
  private static final int ROUNDS = 15;
  private static final Path JDKS = Path.of("/usr/lib/jvm");
  private static final List<Integer> VERSIONS = List.of(17, 25);

  private final Path folder;
  private final Receiver receiver;
  private final Arguments arguments;
  private final Goals goals = new Goals();
  private int rows;

  private Startup(Path folder, Receiver receiver, Arguments arguments) {
    this.folder = folder;
    this.receiver = receiver;
    this.arguments = arguments;
  }

  /** What every JVM costs. */
  public static final class Hello {
    private Hello() {}

    /** Says it. */
    public static void main(String[] args) {
      System.out.println("hello");
    }
  }

  /** A command, and how many times hello it may take. */
  private record Kind(String name, boolean tls, double limit) {
    static final List<Kind> ALL =
        List.of(
            new Kind("--version", false, 1.3),
            new Kind("projects, http", false, 4),
            new Kind("projects, TLS", true, 6),
            new Kind("one-row import", false, 6));
  }

  /** Runs it; the exit code is 1 when a promise is broken. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target"), "startup-").toAbsolutePath();
    int code;
    try (Receiver receiver = new Receiver(folder)) {
      Startup startup = new Startup(folder, receiver, Arguments.of(args, ROUNDS));
      for (Map.Entry<Integer, Path> jdk : jdks().entrySet()) {
        startup.measure("start, JDK " + jdk.getKey(), jdk.getValue());
      }
      code = startup.goals.exitCode();
    }
    System.exit(code);
  }

  /** The JDKs of this machine by version. */
  private static Map<Integer, Path> jdks() throws IOException {
    Map<Integer, Path> found = new TreeMap<>();
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    if (Files.isDirectory(JDKS)) {
      try (Stream<Path> below = Files.list(JDKS)) {
        below.sorted().forEach(homes::add);
      }
    }
    for (Path home : homes) {
      if (Files.isExecutable(home.resolve("bin/java")) && Files.exists(home.resolve("release"))) {
        Properties release = new Properties();
        try (var in = Files.newInputStream(home.resolve("release"))) {
          release.load(in);
        }
        String version = release.getProperty("JAVA_VERSION").replace("\"", "");
        int feature = Runtime.Version.parse(version).feature();
        if (VERSIONS.contains(feature)) {
          found.putIfAbsent(feature, home.toRealPath());
        }
      }
    }
    return found;
  }

  private void measure(String title, Path jdk) throws IOException, InterruptedException {
    if (!arguments.wants(title)) {
      return;
    }
    Contest contest = new Contest(title);
    List<String> hello =
        List.of(
            jdk.resolve("bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Path.of("target/test-classes").toAbsolutePath().toString(),
            Hello.class.getName());
    Contest.Entrant yardstick = contest.add("hello", () -> Launched.run(folder, Map.of(), hello));
    List<Contest.Entrant> judged = new ArrayList<>();
    for (Kind kind : Kind.ALL) {
      for (Map.Entry<String, Path> home : arguments.homes().entrySet()) {
        boolean ours = home.getValue().equals(Launched.HOME);
        // A home of its own: the JVM may keep an archive there of what the first run has loaded.
        Path own = Files.createDirectories(folder.resolve(title + contest.size()));
        Map<String, String> environment = new TreeMap<>(receiver.environment(kind.tls()));
        environment.put("JAVA_HOME", jdk.toString());
        Contest.Entrant entrant =
            contest.add(
                ours ? kind.name() : kind.name() + ", " + home.getKey(),
                () -> Launched.run(own, environment, line(kind, home.getValue(), own)));
        if (ours) {
          judged.add(entrant);
        }
      }
    }
    contest.run(arguments.rounds(), Contest.Server.NONE);
    contest.print(Contest.Unit.MILLIS, yardstick.seconds(), yardstick.cpuSeconds());
    for (int i = 0; i < judged.size(); i++) {
      Kind kind = Kind.ALL.get(i);
      goals.atMost(kind.name(), judged.get(i).seconds() / yardstick.seconds(), kind.limit());
    }
  }

  private List<String> line(Kind kind, Path home, Path own) throws IOException {
    if (!kind.name().contains("import")) {
      return Launched.launcher(home, kind.name().replaceAll(",.*", ""));
    }
    // A folder of its own: no other run's ledger is beside the list.
    Path list = Files.createDirectory(own.resolve("list-" + rows)).resolve("list.csv");
    Files.writeString(list, "url,title\nhttps://example.com/" + rows++ + ".mp4,T\n");
    return Launched.launcher(home, "import-csv", list.toString(), "--results", "none");
  }
}
