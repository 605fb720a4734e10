package io.kinescope.uploader.emulator;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Identifiers as the service makes them. */
final class Ids {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int SHORT = 22;

  private Ids() {}

  static String uuid() {
    return UUID.randomUUID().toString();
  }

  /** The 22 characters that end {@code play_link}. */
  static String shortId() {
    StringBuilder id = new StringBuilder(SHORT);
    for (int i = 0; i < SHORT; i++) {
      id.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
