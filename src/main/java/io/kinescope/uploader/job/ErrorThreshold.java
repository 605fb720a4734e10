package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.UploaderException;
import org.jspecify.annotations.Nullable;

/**
 * {@code --max-errors}: a number of failed rows, or a share of those tried.
 *
 * @param count stop at this many; null for no such limit
 * @param percent stop when more than this share failed; null for no such limit
 */
public record ErrorThreshold(@Nullable Long count, @Nullable Double percent) {
  /** Errors never stop the run. */
  public static final ErrorThreshold NONE = new ErrorThreshold(null, null);

  /** A share means nothing before this many rows were tried: the first failure would be 100 %. */
  static final long LEAST_TRIED = 20;

  private static final double ALL = 100;

  /** Reads {@code 50} or {@code 10%}; throws USAGE if it is neither. */
  public static ErrorThreshold parse(String text) {
    String value = text.strip();
    try {
      if (value.endsWith("%")) {
        double percent = Double.parseDouble(value.substring(0, value.length() - 1).strip());
        if (percent >= 0 && percent <= ALL) {
          return new ErrorThreshold(null, percent);
        }
      } else {
        long count = Long.parseLong(value);
        if (count > 0) {
          return new ErrorThreshold(count, null);
        }
      }
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
    throw wrong(text);
  }

  private static UploaderException wrong(String text) {
    return UploaderException.usage(
        "--max-errors '" + text + "' is not valid",
        "write a number from 1, or a percentage from 0% to 100%");
  }

  /** Whether so many failures among so many tried rows are too many. */
  boolean exceeded(long failed, long tried) {
    if (count != null && failed >= count) {
      return true;
    }
    return percent != null && tried >= LEAST_TRIED && failed * ALL > percent * tried;
  }
}
