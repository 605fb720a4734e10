package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.Set;

/** Reads the values of {@code --trim} and {@code --preview}; lengths are in seconds. */
final class Specs {
  private static final Set<String> QUALITIES = Set.of("360p", "480p", "720p", "1080p");

  private Specs() {}

  /** {@code START[,LENGTH]}. */
  static Trim trim(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length > 2) {
      throw trimError(text);
    }
    double start = seconds(parts[0], 0, trimError(text));
    return new Trim(
        start, parts.length == 1 ? null : seconds(parts[1], Double.MIN_VALUE, trimError(text)));
  }

  /** {@code START,LENGTH,QUALITY}. */
  static Preview preview(String text) {
    String[] parts = text.split(",", -1);
    UploaderException error =
        UploaderException.withHint(
            ErrorKind.USAGE,
            "'" + text + "' is no preview",
            "write START,LENGTH,QUALITY, for example 0,5,720p; qualities are 360p, 480p, 720p, 1080p");
    if (parts.length != 3 || !QUALITIES.contains(parts[2].strip())) {
      throw error;
    }
    return new Preview(
        seconds(parts[0], 0, error), seconds(parts[1], Double.MIN_VALUE, error), parts[2].strip());
  }

  private static UploaderException trimError(String text) {
    return UploaderException.withHint(
        ErrorKind.USAGE,
        "'" + text + "' is no trim",
        "write START or START,LENGTH in seconds, for example 1.5,30");
  }

  private static double seconds(String text, double least, UploaderException error) {
    try {
      double value = Double.parseDouble(text.strip());
      if (value >= least && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw error;
    }
    throw error;
  }
}
