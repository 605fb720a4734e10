package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.watch.Sight;
import io.kinescope.uploader.watch.VideoWatcher;
import io.kinescope.uploader.watch.VideoWatcher.Goal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
  ExitCode run(App app) {
    List<String> wanted = List.copyOf(new LinkedHashSet<>(ids));
    List<ErrorKind> failures = Collections.synchronizedList(new ArrayList<>());
    try (VideoPrinter printer = new VideoPrinter(app.invocation(), wanted.size() > 1);
        VideoWatcher watcher =
            new VideoWatcher(
                app.kinescope().videos(),
                app.transport(),
                System::nanoTime,
                timeout,
                app.invocation().messages()::warn)) {
      watcher.uploadsEnded();
      List<String> unseen = Collections.synchronizedList(new ArrayList<>());
      for (String id : wanted) {
        boolean watched =
            watcher.add(
                id, Goal.READY, sight -> settled(app, printer, id, sight, failures, unseen));
        if (!watched) {
          throw new UploaderException(
              ErrorKind.USAGE, "at most " + VideoWatcher.MAX_WATCHED + " videos at once");
        }
      }
      UploaderException trouble = watcher.finish(0);
      if (trouble != null && trouble.kind() != ErrorKind.WAIT_TIMEOUT) {
        throw trouble;
      }
      for (String id : unseen) {
        fail(
            app,
            UploaderException.withHint(
                ErrorKind.WAIT_TIMEOUT,
                "video " + id + " is not ready yet",
                "ask again with 'kinescope videos wait " + id + "'"),
            failures);
      }
    }
    return ExitCode.ofAll(failures);
  }

  private static void settled(
      App app,
      VideoPrinter printer,
      String id,
      Sight sight,
      List<ErrorKind> failures,
      List<String> unseen) {
    if (sight instanceof Sight.Seen seen) {
      printer.print(seen.video());
      if (seen.video().status().failed()) {
        fail(app, seen.failure(), failures);
      }
    } else if (sight instanceof Sight.Gone gone) {
      fail(app, gone.error(), failures);
    } else {
      unseen.add(id);
    }
  }

  private static void fail(App app, UploaderException e, List<ErrorKind> failures) {
    failures.add(e.kind());
    report(app.invocation(), e);
  }
}
