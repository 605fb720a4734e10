package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.upload.ProcessingWaiter;
import io.kinescope.uploader.upload.UploadResult;
import java.util.List;

/** Ends a command that made one video: waits if asked to, and prints. */
final class OneResult {
  private OneResult() {}

  static ExitCode finish(App session, WaitOptions wait, UploadResult result) {
    Invocation invocation = session.invocation();
    if (!wait.wait) {
      print(invocation, result);
      return ExitCode.OK;
    }
    String id = result.videoId();
    ProcessingWaiter.Outcome outcome;
    try {
      outcome = session.waiter().await(List.of(id), wait.timeout, video -> {});
    } catch (UploaderException e) {
      print(invocation, result); // the video is made, whatever became of the waiting
      throw e;
    }
    if (outcome.settled().isEmpty()) {
      print(invocation, result);
      throw notReady(id);
    }
    Video video = outcome.settled().get(0);
    print(invocation, result.seen(video.status().name(), video.playLink(), video.embedLink()));
    if (video.status().failed()) {
      throw ProcessingWaiter.failure(video);
    }
    return ExitCode.OK;
  }

  /** The error for a video that {@code --wait-timeout} was too short for. */
  static UploaderException notReady(String videoId) {
    return UploaderException.withHint(
        ErrorKind.WAIT_TIMEOUT,
        "video " + videoId + " is not ready yet",
        "ask again with 'kinescope videos wait " + videoId + "'");
  }

  private static void print(Invocation invocation, UploadResult result) {
    try (ResultPrinter printer = new ResultPrinter(invocation, null, false)) {
      printer.print(result);
    }
  }
}
