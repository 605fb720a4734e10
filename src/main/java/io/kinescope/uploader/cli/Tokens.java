package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.http.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the API token: never an argument value, since those are seen by everybody on the machine.
 */
final class Tokens {
  private static final String VARIABLE = "KINESCOPE_API_TOKEN";

  /** A token file is one short line; more than this is another file. */
  private static final long LARGEST_FILE = 4096;

  private Tokens() {}

  /**
   * The token, or null if none is set.
   *
   * @param file from {@code --token-file} or {@code KINESCOPE_API_TOKEN_FILE}
   * @param named whether the file was named on the command line, where it wins over the environment
   */
  static @Nullable Token find(Environment surroundings, @Nullable Path file, boolean named) {
    String variable = surroundings.variable(VARIABLE);
    if (variable != null && !named) {
      return Token.of(variable, VARIABLE);
    }
    return file == null ? null : read(file);
  }

  private static Token read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new UploaderException(
            ErrorKind.AUTH, "token file " + file + " is too large to be one");
      }
      return Token.of(Files.readString(file), "token file " + file);
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.AUTH,
          "token file " + file + " can't be read: " + IoWords.of(e),
          "check the path and its permissions",
          null,
          null,
          e);
    }
  }

  /** The error for a command that needs a token when there is none. */
  static UploaderException missing() {
    return UploaderException.withHint(
        ErrorKind.AUTH,
        "no API token is set",
        "set " + VARIABLE + " or KINESCOPE_API_TOKEN_FILE, or give --token-file; or try --sandbox");
  }
}
