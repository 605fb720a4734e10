package io.kinescope.uploader.base.error;

/** Takes what a person should know although it is no failure. */
@FunctionalInterface
public interface Notices {
  /** One sentence. */
  void warn(String message);
}
