package io.kinescope.uploader.terminal;

import java.util.Locale;

/** The forms in which records are written: {@code --output}. */
public enum OutputFormat {
  TABLE,
  JSON,
  JSONL,
  CSV,
  ID;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT); // so that help texts show what one types
  }
}
