package io.kinescope.uploader.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Programs side by side: each runs once a round, in an order that changes, so that what else the
 * machine does meets all of them. Prints medians, and ratios to the one that is the yardstick.
 */
final class Contest {
  private static final PrintStream OUT = System.out;

  private final String title;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  /** One run of one program. */
  interface Run {
    /** Runs it; fails when the program did. */
    Launched run() throws IOException, InterruptedException;
  }

  /** What a server has used of the CPU so far, in seconds. */
  interface Server {
    /** Asks for it. */
    double cpuSeconds() throws IOException;
  }

  private record Sample(Launched launched, double serverSeconds) {}

  Contest(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  void add(String name, Run run) {
    runs.put(name, run);
    samples.put(name, new ArrayList<>());
  }

  /** Runs all of them so many times. */
  void run(int rounds, Server server) throws IOException, InterruptedException {
    for (int round = 0; round < rounds; round++) {
      List<String> order = new ArrayList<>(runs.keySet());
      Collections.shuffle(order);
      for (String name : order) {
        double before = server.cpuSeconds();
        Launched launched = runs.get(name).run();
        if (launched.exit() != 0) {
          throw new IllegalStateException(
              name + " ended with " + launched.exit() + ": " + launched.out() + launched.err());
        }
        samples.get(name).add(new Sample(launched, server.cpuSeconds() - before));
      }
    }
  }

  /**
   * Prints a line for each program.
   *
   * @param mib what each moves; with it a rate is told, and a higher ratio is better
   */
  void print(String yardstick, double mib) {
    OUT.printf("%n%s%n", title);
    OUT.printf(
        "%-24s %22s %7s %8s %7s %6s %9s%n",
        "", "MiB/s (all runs)", "ratio", "CPU s", "ratio", "MiB", "server s");
    double rate = mib / seconds(yardstick);
    double cpu = median(yardstick, sample -> sample.launched().cpuSeconds());
    for (String name : runs.keySet()) {
      double ours = median(name, sample -> sample.launched().cpuSeconds());
      OUT.printf(
          "%-24s %6.0f (%6.0f..%6.0f) %7.2f %8.2f %7.2f %6.0f %9.2f%n",
          name,
          mib / seconds(name),
          mib / Collections.max(all(name, sample -> sample.launched().seconds())),
          mib / Collections.min(all(name, sample -> sample.launched().seconds())),
          mib / seconds(name) / rate,
          ours,
          ours / cpu,
          Collections.max(all(name, sample -> sample.launched().residentKib() / 1024.0)),
          median(name, Sample::serverSeconds));
    }
  }

  /** The median of a program's times, by the wall. */
  double seconds(String name) {
    return median(name, sample -> sample.launched().seconds());
  }

  private double median(String name, ToDoubleFunction<Sample> value) {
    List<Double> sorted = all(name, value);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private List<Double> all(String name, ToDoubleFunction<Sample> value) {
    List<Double> values = new ArrayList<>();
    for (Sample sample : samples.get(name)) {
      values.add(value.applyAsDouble(sample));
    }
    return values;
  }
}
