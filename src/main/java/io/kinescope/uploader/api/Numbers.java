package io.kinescope.uploader.api;

/** Numbers as the guide writes them: {@code 5}, not {@code 5.0}. */
final class Numbers {
  private Numbers() {}

  static Number shortest(double value) {
    long whole = (long) value;
    if (whole == value) {
      return whole;
    }
    return value;
  }
}
