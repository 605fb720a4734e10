package io.kinescope.uploader.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Programs side by side: each runs once a round, in an order that changes, so that what else the
 * machine does meets all of them. Prints medians, and ratios to a yardstick.
 */
final class Contest {
  private static final PrintStream OUT = System.out;
  private static final double KIB_PER_MIB = 1024;

  private final String title;
  private final List<Entrant> entrants = new ArrayList<>();

  /** One run of one program. */
  interface Run {
    /** Runs it; the exit code tells whether it succeeded. */
    Launched run() throws IOException, InterruptedException;
  }

  /** The process at the other end. */
  interface Server {
    /** There is none, or its cost is of no interest. */
    Server NONE = () -> 0;

    /** What it has used of the CPU so far, in seconds. */
    double cpuSeconds() throws IOException;
  }

  /** What is told of a time in seconds, such as a rate. */
  record Unit(String name, DoubleUnaryOperator ofSeconds) {
    static final Unit SECONDS = new Unit("s", seconds -> seconds);
    static final Unit MILLIS = new Unit("ms", seconds -> seconds * 1e3);

    /** The rate of so many bytes. */
    static Unit mibPerSecond(long bytes) {
      return new Unit("MiB/s", seconds -> bytes / (double) (1 << 20) / seconds);
    }
  }

  /** A program and what its runs took. */
  static final class Entrant {
    private final String name;
    private final Run run;
    private final int most;
    private final List<Launched> runs = new ArrayList<>();
    private final List<Double> serverSeconds = new ArrayList<>();

    private Entrant(String name, Run run, int most) {
      this.name = name;
      this.run = run;
      this.most = most;
    }

    private void run(Server server) throws IOException, InterruptedException {
      if (runs.size() >= most) {
        return;
      }
      double before = server.cpuSeconds();
      Launched launched = run.run();
      if (launched.exit() != 0) {
        throw new IllegalStateException(
            name + " ended with " + launched.exit() + ": " + launched.out() + launched.err());
      }
      runs.add(launched);
      serverSeconds.add(server.cpuSeconds() - before);
    }

    private List<Double> sorted(ToDoubleFunction<Launched> value) {
      return runs.stream().mapToDouble(value).sorted().boxed().toList();
    }

    String name() {
      return name;
    }

    /** The most that was resident in any run, in MiB. */
    double residentMib() {
      return runs.stream().mapToDouble(Launched::residentKib).max().orElseThrow() / KIB_PER_MIB;
    }

    /** The median of its times by the wall. */
    double seconds() {
      return median(sorted(Launched::seconds));
    }

    /** The median of what it used of the CPU, in seconds. */
    double cpuSeconds() {
      return median(sorted(Launched::cpuSeconds));
    }
  }

  Contest(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  int size() {
    return entrants.size();
  }

  /** Adds a program that runs in every round. */
  Entrant add(String name, Run run) {
    return add(name, run, Integer.MAX_VALUE);
  }

  /** Adds one that is so slow that it runs in the first round only. */
  Entrant addOnce(String name, Run run) {
    return add(name, run, 1);
  }

  private Entrant add(String name, Run run, int most) {
    Entrant entrant = new Entrant(name, run, most);
    entrants.add(entrant);
    return entrant;
  }

  /** Runs all of them so many times. */
  void run(int rounds, Server server) throws IOException, InterruptedException {
    List<Entrant> order = new ArrayList<>(entrants);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order);
      for (Entrant entrant : order) {
        entrant.run(server);
      }
    }
  }

  /** Prints a line for each program, with ratios to a time and a CPU time, both in seconds. */
  void print(Unit unit, double seconds, double cpuSeconds) {
    OUT.printf("%n%s%n", title);
    OUT.printf(
        "%-32s %24s %6s %8s %6s %5s %8s%n",
        "", unit.name + " (lowest..highest)", "ratio", "CPU s", "ratio", "MiB", "server s");
    double yardstick = unit.ofSeconds.applyAsDouble(seconds);
    for (Entrant entrant : entrants) {
      double middle = unit.ofSeconds.applyAsDouble(entrant.seconds());
      List<Double> values =
          entrant.sorted(launched -> unit.ofSeconds.applyAsDouble(launched.seconds()));
      OUT.printf(
          "%-32s %24s %6.2f %8.2f %6.2f %5.0f %8.2f%n",
          entrant.name,
          String.format(
              "%s (%s..%s)",
              figure(middle), figure(values.get(0)), figure(values.get(values.size() - 1))),
          middle / yardstick,
          entrant.cpuSeconds(),
          entrant.cpuSeconds() / cpuSeconds,
          entrant.residentMib(),
          median(entrant.serverSeconds.stream().sorted().toList()));
    }
  }

  private static String figure(double value) {
    return String.format(value < 100 ? "%.2f" : "%.0f", value);
  }

  private static double median(List<Double> sorted) {
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
