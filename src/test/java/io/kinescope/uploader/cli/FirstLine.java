package io.kinescope.uploader.cli;

import java.io.StringWriter;

/** Standard output that does something as soon as anything is written to it. */
final class FirstLine extends StringWriter {
  private final Runnable action;
  private boolean done;

  FirstLine(Runnable action) {
    this.action = action;
  }

  @Override
  public void write(String text, int offset, int length) {
    super.write(text, offset, length);
    if (!done) {
      done = true;
      action.run();
    }
  }
}
