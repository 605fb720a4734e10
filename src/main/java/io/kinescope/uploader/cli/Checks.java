package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.TitleRule;
import org.jspecify.annotations.Nullable;

/** Checks of option values that several commands share. */
final class Checks {
  /** Each is a thread, and long before so many, the rate is what limits. */
  private static final int MAX_PARALLEL = 1_000;

  private Checks() {}

  static void positive(String option, int value) {
    if (value < 1) {
      throw new UploaderException(ErrorKind.USAGE, option + " must be at least 1, but is " + value);
    }
  }

  /** The value of {@code --parallel}. */
  static void parallel(int value) {
    positive("--parallel", value);
    if (value > MAX_PARALLEL) {
      throw new UploaderException(
          ErrorKind.USAGE, "--parallel must be at most " + MAX_PARALLEL + ", but is " + value);
    }
  }

  /** Kinescope's rule for titles and subtitles. */
  static void title(String what, @Nullable String text) {
    String problem = text == null ? null : TitleRule.problem(text);
    if (problem != null) {
      throw UploaderException.of(ErrorKind.USAGE, what + " " + problem)
          .hint("give another one")
          .build();
    }
  }
}
