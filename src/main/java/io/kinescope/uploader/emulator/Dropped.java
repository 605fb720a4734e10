package io.kinescope.uploader.emulator;

import java.io.IOException;

/** The connection is to end here: thrown out of the handler, the JDK's server closes the socket. */
final class Dropped extends IOException {
  private static final long serialVersionUID = 1L;

  Dropped() {
    super("dropped");
  }
}
