package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads from standard input what must not be an argument. */
final class StandardInput {
  private StandardInput() {}

  /** Its first line. */
  static String line(InputStream in) {
    try {
      String line =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      if (line != null) {
        return line;
      }
    } catch (IOException e) {
      throw new UploaderException(ErrorKind.INPUT, "standard input can't be read", e);
    }
    throw new UploaderException(ErrorKind.INPUT, "standard input is empty");
  }
}
