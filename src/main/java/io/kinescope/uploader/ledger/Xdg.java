package io.kinescope.uploader.ledger;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** The folders of the XDG base directory specification. */
final class Xdg {
  private Xdg() {}

  /**
   * The variable's folder if it is an absolute path, as the specification wants; else the other.
   */
  static Path folder(Map<String, String> environment, String variable, Path otherwise) {
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      return otherwise;
    }
    try {
      Path path = Path.of(value);
      return path.isAbsolute() ? path : otherwise;
    } catch (InvalidPathException e) {
      return otherwise;
    }
  }
}
