package io.kinescope.uploader.base.error;

/** Takes what a person should know although it is no failure. */
@FunctionalInterface
public interface Notices {
  /** One sentence. */
  void warn(String message);

  /** One sentence of what was left out: the run's end tells of it, so it is said in any case. */
  default void trouble(String message) {
    warn(message);
  }
}
