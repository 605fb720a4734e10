package io.kinescope.uploader.bench;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the packaged launcher, or another program beside it, as a child and measures it. Linux only,
 * from the repository's root, after {@code mvn package}; CPU time is right only if no other child
 * ends meanwhile.
 *
 * @param seconds by the wall
 * @param cpuSeconds user and system time, of all its threads and children
 * @param residentKib the most that was resident, as the kernel noted it shortly before the end; of
 *     it and its children together
 */
record Launched(
    int exit, double seconds, double cpuSeconds, long residentKib, String out, String err) {
  /** The build that is measured. */
  static final Path HOME = Path.of("target/kinescope");

  private static final long LOOK_EVERY_MILLIS = 10;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Clock ticks of {@code /proc/PID/stat}: 100 a second on every Linux that people use. */
  private static final double TICKS_PER_SECOND = 100;

  /** Where in {@code /proc/PID/stat} times are, counted after the name. */
  private static final int OWN_USER = 11;

  private static final int CHILDREN_USER = 13;

  /** What lets a child talk to the emulator. */
  static Map<String, String> environment(Emulator sandbox) {
    return Map.of(
        "KINESCOPE_API_URL", sandbox.apiUrl().toString(),
        "KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString(),
        "KINESCOPE_API_TOKEN", sandbox.token(),
        "KINESCOPE_PARENT_ID", sandbox.defaultParentId());
  }

  /** The launcher of a build and its arguments. */
  static List<String> launcher(Path home, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(home.resolve("bin/kinescope").toAbsolutePath().toString());
    line.addAll(List.of(arguments));
    return line;
  }

  /** Starts the launcher; its output goes to files {@code out} and {@code err} of the folder. */
  static Process start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, environment, launcher(HOME, arguments));
  }

  private static Process start(Path folder, Map<String, String> environment, List<String> line)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> kept = new HashMap<>(environment);
    kept.put("PATH", System.getenv("PATH"));
    kept.put("HOME", folder.toAbsolutePath().toString());
    kept.put("JAVA_HOME", System.getProperty("java.home"));
    String options = System.getenv("KINESCOPE_JAVA_OPTS");
    if (options != null) {
      kept.put("KINESCOPE_JAVA_OPTS", options);
    }
    builder.environment().clear();
    builder.environment().putAll(kept);
    return builder
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  /** Runs the launcher to its end. */
  static Launched run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, environment, launcher(HOME, arguments));
  }

  /** Runs any program to its end. */
  static Launched run(Path folder, Map<String, String> environment, List<String> line)
      throws IOException, InterruptedException {
    double cpuBefore = cpuOfChildren();
    long start = System.nanoTime();
    Process process = start(folder, environment, line);
    long residentKib = 0;
    while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
      residentKib = Math.max(residentKib, residentKib(Long.toString(process.pid())));
    }
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    return new Launched(
        process.exitValue(),
        seconds,
        cpuOfChildren() - cpuBefore,
        residentKib,
        Files.readString(folder.resolve("out")),
        Files.readString(folder.resolve("err")));
  }

  /** A number of the sums of a run with {@code -o json}. */
  long sum(String field) {
    JsonObject sums = Json.parseObject(out);
    Long number = sums == null ? null : sums.number(field);
    if (number == null) {
      throw new IllegalStateException("no " + field + ", exit code " + exit + ": " + err + out);
    }
    return number;
  }

  /** {@code 2.31 s, CPU 3.02 s, resident at most 133 MiB}. */
  String cost() {
    return String.format(
        "%.2f s, CPU %.2f s, resident at most %d MiB", seconds, cpuSeconds, residentKib >> 10);
  }

  private static long residentKib(String pid) {
    Path entry = Path.of("/proc", pid);
    long sum = 0;
    try {
      for (String line : Files.readAllLines(entry.resolve("status"))) {
        if (line.startsWith("VmHWM:")) {
          sum = Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      String children = Files.readString(entry.resolve("task").resolve(pid).resolve("children"));
      for (String child : children.split(" ", -1)) {
        sum += child.isBlank() ? 0 : residentKib(child);
      }
      return sum;
    } catch (IOException e) {
      return sum; // it has just gone
    }
  }

  private static double cpuOfChildren() throws IOException {
    return cpuSeconds("self", CHILDREN_USER);
  }

  /** User and system time of a process that still runs, in seconds. */
  static double cpuSeconds(Process process) throws IOException {
    return cpuSeconds(Long.toString(process.pid()), OWN_USER);
  }

  private static double cpuSeconds(String pid, int user) throws IOException {
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(field[user]) + Long.parseLong(field[user + 1])) / TICKS_PER_SECOND;
  }
}
