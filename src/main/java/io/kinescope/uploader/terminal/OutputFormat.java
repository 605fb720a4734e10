package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.Locale;

/** The forms in which records are written: {@code --output}. */
public enum OutputFormat {
  TABLE,
  JSON,
  JSONL,
  CSV,
  ID;

  /**
   * Reads the option's value.
   *
   * @throws UploaderException USAGE, naming the forms that there are
   */
  public static OutputFormat parse(String text) {
    for (OutputFormat format : values()) {
      if (format.id().equals(text.strip().toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new UploaderException(
        ErrorKind.USAGE, "--output '" + text + "' is none of table, json, jsonl, csv, id");
  }

  /** The option's value. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id(); // so that help texts show what one types
  }
}
