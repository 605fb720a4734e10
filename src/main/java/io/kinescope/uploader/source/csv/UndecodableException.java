package io.kinescope.uploader.source.csv;

import java.nio.charset.CharacterCodingException;

/** A byte that is not text in the encoding; whoever counts the lines adds where it is. */
final class UndecodableException extends CharacterCodingException {
  private static final long serialVersionUID = 1L;

  private final String message;
  private final String hint;

  UndecodableException(String message, String hint) {
    this.message = message;
    this.hint = hint;
  }

  @Override
  public String getMessage() {
    return message;
  }

  String hint() {
    return hint;
  }
}
