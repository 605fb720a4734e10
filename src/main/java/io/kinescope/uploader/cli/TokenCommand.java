package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.concurrent.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program that prints the token, such as {@code pass show kinescope}. Its standard error is ours,
 * since it may ask for something; its standard input is empty, since ours may be a list. What it
 * prints is never shown.
 */
record TokenCommand(String text) {
  /** A token is one short line. */
  private static final int MAX_BYTES = 4096;

  /** The program and its arguments. */
  List<String> words() {
    return new CommandWords("token-command", text).list();
  }

  /** For messages: the program alone, since an argument may be a secret. */
  String shown() {
    return "token-command '" + words().get(0) + "'";
  }

  /**
   * Runs it.
   *
   * @return the first line that it prints
   * @throws UploaderException of kind AUTH if it can't be run or fails
   */
  String run(StopSignal stop) {
    try {
      Process process = new ProcessBuilder(words()).redirectError(Redirect.INHERIT).start();
      stop.onRequest(process::destroy);
      process.getOutputStream().close();
      byte[] printed;
      try (InputStream out = process.getInputStream()) {
        printed = out.readNBytes(MAX_BYTES);
        out.transferTo(OutputStream.nullOutputStream());
      }
      int code = process.waitFor();
      if (stop.requested()) {
        throw new UploaderException(ErrorKind.INTERRUPTED, "stopped");
      }
      if (code != 0) {
        throw failed("failed with exit code " + code, "run it in a shell to see why");
      }
      return new String(printed, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      // Java's own message quotes the whole command: "… error=2, REASON", from 25 on "… error: 2
      // (REASON) ".
      String why =
          String.valueOf(e.getMessage()).replaceFirst("^.*error(?:=|: )\\d+,? ", "").strip();
      throw failed(
          "could not be run: " + IoWords.of(new IOException(why)),
          "it is run without a shell; for one, write sh -c '…'");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
    }
  }

  private UploaderException failed(String how, String hint) {
    return UploaderException.withHint(ErrorKind.AUTH, "the " + shown() + " " + how, hint);
  }

  @Override
  public String toString() {
    return shown();
  }
}
