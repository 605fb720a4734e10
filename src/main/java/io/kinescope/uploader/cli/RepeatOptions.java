package io.kinescope.uploader.cli;

import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.Job.Flag;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What becomes of items that earlier runs of {@code upload file} or {@code upload url} tried. */
final class RepeatOptions {
  @Option(
      names = "--again",
      description = "Upload anew, as a new video, also what earlier runs uploaded or began.")
  boolean again;

  @Option(
      names = "--adopt-existing",
      description =
          "Take over videos of the same title (and size and MD5, where known) that the parent has already, instead of uploading again: for a machine that has lost its record.")
  boolean adoptExisting;

  @Option(
      names = "--retry-unknown",
      description = "Upload again what has an unknown outcome: you looked, and there is no video.")
  boolean retryUnknown;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "The record of what is uploaded (default: $XDG_STATE_HOME/kinescope/uploads.db).")
  @Nullable Path ledger;

  /** The job of these options. */
  Job toJob(int parallel, WaitOptions wait, boolean verify, ErrorThreshold maxErrors) {
    Set<Flag> flags = EnumSet.of(Flag.KEY_HOLDS_SOURCE, Flag.FOLLOW_SKIPPED);
    put(flags, Flag.AGAIN, again);
    put(flags, Flag.ADOPT_EXISTING, adoptExisting && !again);
    put(flags, Flag.RETRY_UNKNOWN, retryUnknown);
    put(flags, Flag.WAIT, wait.wait);
    put(flags, Flag.VERIFY, verify);
    return new Job(parallel, null, maxErrors, wait.timeout, flags);
  }

  static void put(Set<Flag> flags, Flag flag, boolean on) {
    if (on) {
      flags.add(flag);
    }
  }
}
