package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether and how long to wait for Kinescope to process a video. */
final class WaitOptions {
  private static final String TIMEOUT = "--wait-timeout";

  @Option(names = "--wait", description = "Wait until the video is ready, or never will be.")
  boolean wait;

  @Option(
      names = TIMEOUT,
      paramLabel = "DURATION",
      description = "Give up waiting after so long (default: never); exit code 10.")
  @Nullable Duration timeout;

  /**
   * Refuses {@code --wait-timeout} on a command line that waits for nothing. In the settings file
   * it may stand alone: there it is for whichever command waits.
   *
   * @param canVerify whether the command has {@code --verify}
   * @param verify whether {@code --verify}, which waits too, is given
   * @throws UploaderException of kind USAGE
   */
  void requireUse(CommandSpec spec, boolean canVerify, boolean verify) {
    if (!wait && !verify && spec.commandLine().getParseResult().hasMatchedOption(TIMEOUT)) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          TIMEOUT + " is given, but nothing is waited for",
          "add --wait" + (canVerify ? " or --verify" : "") + ", or leave it out");
    }
  }
}
