package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.job.JobSummary;
import io.kinescope.uploader.source.SourceEntry;
import java.util.ArrayList;
import java.util.List;

/** What every run says to people. */
final class RunWords {
  private RunWords() {}

  /** One line, whatever the cells hold that the message quotes. */
  static void sayFault(Console console, SourceEntry entry, UploaderException e) {
    String line = ErrorPrinter.line(e);
    String where = entry.origin().where();
    console.error(SafeText.clean(line.contains(where) ? line : where + ": " + line));
  }

  /** Why a run stopped before its end, if it did. */
  static void sayStop(Console console, JobSummary summary) {
    if (summary.stop() == null) {
      return;
    }
    long left = summary.count(ItemOutcome.DEFERRED);
    boolean saidAlready = summary.items() == 1 && left == 0 && !summary.kinds().isEmpty();
    if (!saidAlready) {
      console.error(
          "stopped: "
              + summary.stop().message()
              + (left == 0
                  ? ""
                  : left == 1 ? "; 1 item was not tried" : "; " + left + " items were not tried")
              + "; "
              + (summary.stop().kind() == ErrorKind.WAIT_TIMEOUT
                  ? "run the same command again to wait on"
                  : "fix this, then run the same command again"));
    }
  }

  /** {@code 24 files: 20 uploaded, 3 skipped, 1 deferred}. */
  static String sum(JobSummary summary, String noun) {
    List<String> parts = new ArrayList<>();
    for (ItemOutcome state : ItemOutcome.values()) {
      if (summary.count(state) > 0) {
        parts.add(summary.count(state) + " " + state.id());
      }
    }
    return summary.items()
        + " "
        + noun
        + (summary.items() == 1 ? "" : "s")
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }
}
