package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.upload.ProcessingWaiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code videos wait}. */
@Command(
    name = "wait",
    description = {
      "Wait until videos are ready, or never will be; print each as it settles.",
      "Exit code 0 when all are ready, 3 when one ended in error or aborted, 10 when the time ran out."
    })
final class VideosWaitCommand extends BaseCommand.Online {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of videos.")
  List<String> ids = List.of();

  @Option(
      names = "--wait-timeout",
      paramLabel = "DURATION",
      description = "Give up after so long (default: never).")
  @Nullable Duration timeout;

  @Override
  ExitCode run(App session) {
    List<String> wanted = List.copyOf(new LinkedHashSet<>(ids));
    List<ErrorKind> failures = new ArrayList<>();
    try (VideoPrinter printer = new VideoPrinter(session.invocation(), wanted.size() > 1)) {
      ProcessingWaiter.Outcome outcome =
          session
              .waiter()
              .await(wanted, timeout, video -> settled(session, printer, video, failures));
      for (String id : outcome.pending()) {
        fail(session, OneResult.notReady(id), failures);
      }
    }
    return ExitCode.ofAll(failures);
  }

  private static void settled(
      App session, VideoPrinter printer, Video video, List<ErrorKind> failures) {
    printer.print(video);
    if (video.status().failed()) {
      fail(session, ProcessingWaiter.failure(video), failures);
    }
  }

  private static void fail(App session, UploaderException e, List<ErrorKind> failures) {
    failures.add(e.kind());
    report(session.invocation(), e);
  }
}
