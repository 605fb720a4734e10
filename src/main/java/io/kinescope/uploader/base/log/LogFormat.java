package io.kinescope.uploader.base.log;

import java.util.Locale;

/** The form of a log file's lines: {@code --log-format}. */
public enum LogFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT); // so that help texts show what one types
  }
}
