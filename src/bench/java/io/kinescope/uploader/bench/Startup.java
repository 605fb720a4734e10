package io.kinescope.uploader.bench;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long short commands take, as ratios to a JVM of the same kind that says hello: {@code
 * --version}, {@code projects} over http, and the import of one row. Arguments: none, or the number
 * of rounds, and folders of other builds ({@code target/kinescope} of another checkout) to be
 * compared in the same rounds. Linux, after {@code mvn package}.
 */
public final class Startup {
  private static final int ROUNDS = 15;

  private Startup() {}

  /** What every JVM costs. */
  public static final class Hello {
    private Hello() {}

    /** Says it. */
    public static void main(String[] args) {
      System.out.println("hello");
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory(Path.of("target"), "startup-").toAbsolutePath();
    Map<String, Path> homes = new LinkedHashMap<>();
    homes.put("this build", Path.of("target/kinescope"));
    for (int i = 1; i < args.length; i++) {
      homes.put(args[i], Path.of(args[i]));
    }
    PrintStream out = System.out;
    try (Emulator emulator = Emulator.start(EmulatorSettings.defaults().unlimited())) {
      Map<String, String> environment = Launched.environment(emulator);
      Map<String, List<Double>> seconds = new TreeMap<>();
      List<String> hello =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              Path.of("target/test-classes").toAbsolutePath().toString(),
              Hello.class.getName());
      for (int round = 0; round < rounds; round++) {
        note(seconds, "hello", time(folder, environment, hello));
        List<Map.Entry<String, Path>> builds = new ArrayList<>(homes.entrySet());
        Collections.shuffle(builds);
        for (Map.Entry<String, Path> home : builds) {
          String launcher = home.getValue().resolve("bin/kinescope").toAbsolutePath().toString();
          note(
              seconds,
              "--version, " + home.getKey(),
              time(folder, environment, List.of(launcher, "--version")));
          note(
              seconds,
              "projects, " + home.getKey(),
              time(folder, environment, List.of(launcher, "projects")));
          String name = home.getKey().hashCode() + "-" + round; // no other run's ledger beside it
          Path list = Files.createDirectory(folder.resolve(name)).resolve("list.csv");
          Files.writeString(list, "url,title\nhttps://example.com/" + round + ".mp4,T\n");
          note(
              seconds,
              "one-row import, " + home.getKey(),
              time(
                  folder,
                  environment,
                  List.of(launcher, "import-csv", list.toString(), "--results", "none")));
        }
      }
      double base = median(seconds.getOrDefault("hello", List.of()));
      out.printf("hello-world JVM: %.0f ms (median of %d)%n", base * 1000, rounds);
      seconds.remove("hello");
      seconds.forEach(
          (what, all) ->
              out.printf("%-60s %.2f (%.0f ms)%n", what, median(all) / base, median(all) * 1000));
    }
  }

  private static void note(Map<String, List<Double>> seconds, String what, double one) {
    seconds.computeIfAbsent(what, key -> new ArrayList<>()).add(one);
  }

  private static double median(List<Double> all) {
    List<Double> sorted = new ArrayList<>(all);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static double time(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    long start = System.nanoTime();
    Process process =
        builder
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    int code = process.waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (code != 0) {
      throw new IllegalStateException(
          command + " ended with " + code + ": " + Files.readString(folder.resolve("err")));
    }
    return seconds;
  }
}
