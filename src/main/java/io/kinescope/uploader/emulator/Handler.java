package io.kinescope.uploader.emulator;

import java.io.IOException;

/** Carries out requests of one host. */
interface Handler {
  /**
   * The answer to a request.
   *
   * @throws Problem if it is refused
   * @throws IOException if the connection broke, or is to be broken
   */
  Answer handle(Call call) throws IOException;
}
