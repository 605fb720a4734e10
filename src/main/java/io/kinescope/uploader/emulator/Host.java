package io.kinescope.uploader.emulator;

/** The three origins of the service. */
enum Host {
  API("API"),
  UPLOADER("uploader"),
  ENDPOINT("upload link");

  private final String words;

  Host(String words) {
    this.words = words;
  }

  /** For the sentence at {@code /}. */
  String words() {
    return words;
  }
}
