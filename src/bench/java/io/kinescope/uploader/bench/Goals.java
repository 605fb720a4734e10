package io.kinescope.uploader.bench;

import java.io.PrintStream;

/** What is promised of figures, and whether it was kept. */
final class Goals {
  private static final PrintStream OUT = System.out;

  private boolean kept = true;

  /** A figure that should not be larger. */
  void atMost(String what, double figure, double limit) {
    tell(what, figure, "at most", limit, figure <= limit);
  }

  /** A figure that should not be smaller. */
  void atLeast(String what, double figure, double limit) {
    tell(what, figure, "at least", limit, figure >= limit);
  }

  private void tell(String what, double figure, String bound, double limit, boolean met) {
    kept &= met;
    OUT.printf("  %s: %s is %.2f (%s %.2f)%n", met ? "kept" : "MISSED", what, figure, bound, limit);
  }

  /** 1 when one of them was not kept. */
  int exitCode() {
    return kept ? 0 : 1;
  }
}
