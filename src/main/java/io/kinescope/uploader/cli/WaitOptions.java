package io.kinescope.uploader.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how long to wait for Kinescope to process a video. */
final class WaitOptions {
  @Option(names = "--wait", description = "Wait until the video is ready, or never will be.")
  boolean wait;

  @Option(
      names = "--wait-timeout",
      paramLabel = "DURATION",
      description = "Give up waiting after so long (default: never); exit code 10.")
  @Nullable Duration timeout;
}
