package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.Redaction;

/**
 * The API token. Its text leaves this class only as the value of an {@code Authorization} header.
 */
public final class Token {
  public static final String UUID = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

  private final String secret;

  private Token(String secret) {
    this.secret = secret;
  }

  /**
   * A token from the environment or a file; surrounding white space is dropped.
   *
   * @param origin where it came from, for the message
   * @throws UploaderException of kind AUTH if it is empty or holds what no header can carry
   */
  public static Token of(String text, String origin) {
    String secret = text.strip();
    if (secret.isEmpty()) {
      throw UploaderException.withHint(
          ErrorKind.AUTH, "the API token from " + origin + " is empty", "put the token there");
    }
    if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw UploaderException.withHint(
          ErrorKind.AUTH,
          "the API token from " + origin + " has characters that a token can't have",
          "put the token there alone, on one line");
    }
    return new Token(secret);
  }

  /** Whether it has the form that Kinescope documents. */
  public boolean isUuid() {
    return secret.matches(UUID);
  }

  String authorization() {
    return "Bearer " + secret;
  }

  /** The text with this token masked, for answers that quote it. */
  String removedFrom(String text) {
    return text.replace(secret, Redaction.MASK);
  }

  @Override
  public String toString() {
    return "Token[***]";
  }
}
