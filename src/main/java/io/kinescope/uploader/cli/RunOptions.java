package io.kinescope.uploader.cli;

import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.upload.Uploads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the engine runs: the options of every command that uploads. */
class RunOptions {
  private static final String TIMEOUT = "--wait-timeout";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--adopt-existing",
      description =
          "Take over videos in the parent that have the same title (and size and MD5, where known) instead of uploading again: for a machine that has lost its ledger.")
  private boolean adoptExisting;

  @Option(
      names = "--retry-unknown",
      description =
          "Upload again where the outcome is unknown; use it only after you looked in Kinescope and found no video.")
  private boolean retryUnknown;

  @Option(names = "--wait", description = "Wait until processing succeeds or fails.")
  private boolean wait;

  @Option(
      names = TIMEOUT,
      paramLabel = "DURATION",
      description = "Stop waiting after this long (default: never); exit code 10.")
  private @Nullable Duration timeout;

  /** The job of one item; the flags are those of the command's own options. */
  Job toJob(Set<Flag> own) {
    return job(1, null, ErrorThreshold.NONE, own, "--wait");
  }

  /**
   * A job. Refuses {@code --wait-timeout} on a command line that waits for nothing; in the settings
   * file it may stand alone, for whichever command waits.
   */
  final Job job(
      int parallel, @Nullable Long limit, ErrorThreshold errors, Set<Flag> own, String waiting) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    flags.addAll(own);
    put(flags, Flag.ADOPT_EXISTING, adoptExisting && !flags.contains(Flag.AGAIN));
    put(flags, Flag.RETRY_UNKNOWN, retryUnknown);
    put(flags, Flag.WAIT, wait);
    boolean waits = wait || flags.contains(Flag.VERIFY);
    BaseCommand.require(
        waits || !command.commandLine().getParseResult().hasMatchedOption(TIMEOUT),
        TIMEOUT + " is set, but this command does not wait; add " + waiting + ", or leave it out");
    return new Job(parallel, limit, errors, timeout, flags);
  }

  static void put(Set<Flag> flags, Flag flag, boolean on) {
    if (on) {
      flags.add(flag);
    }
  }

  /** Of commands that send many files. */
  static final class Batch extends RunOptions {
    /** Each is a thread, and long before this many, the rate is what limits. */
    private static final int MAX_PARALLEL = 1_000;

    @Option(
        names = "--parallel",
        paramLabel = "N",
        defaultValue = "4",
        description = "Number of parallel uploads, up to 1000 (default: ${DEFAULT-VALUE}).")
    private int parallel;

    @Option(
        names = "--max-errors",
        paramLabel = "N|P%",
        description =
            "Stop after N items, or P percent of those tried, have failed; a percentage applies from the 20th item on.")
    private @Nullable ErrorThreshold maxErrors;

    @Option(
        names = "--verify",
        description =
            "Compare MD5 and size of files with what Kinescope stored; waits for processing. Exit code 9 if they differ.")
    private boolean verify;

    @Option(
        names = "--method",
        paramLabel = "METHOD",
        defaultValue = "auto",
        description =
            "How to send files: auto, single (one request), link (upload link and POST) or tus (link and chunks, can be resumed) (default: ${DEFAULT-VALUE}).")
    private MethodChoice method = MethodChoice.AUTO;

    @Option(
        names = "--chunk-size",
        paramLabel = "SIZE",
        converter = Converters.ChunkSize.class,
        description = "Size of each Tus chunk, such as 8M (default: adapts to the connection).")
    private @Nullable Long chunkSize;

    @Option(
        names = "--content-type",
        paramLabel = "TYPE",
        description = "Content type of files (default: from each file's name).")
    private @Nullable String contentType;

    @Option(
        names = "--take-over",
        description =
            "If another upload of the same item is unfinished in Kinescope, delete its video and upload the file again; use it only if nothing else is sending the file.")
    private boolean takeOver;

    Job toJob(@Nullable Long limit, Set<Flag> own) {
      BaseCommand.require(
          parallel >= 1 && parallel <= MAX_PARALLEL,
          "--parallel must be from 1 to " + MAX_PARALLEL + ", but is " + parallel);
      Set<Flag> flags = EnumSet.noneOf(Flag.class);
      flags.addAll(own);
      put(flags, Flag.VERIFY, verify);
      put(flags, Flag.TAKE_OVER, takeOver);
      ErrorThreshold errors = maxErrors == null ? ErrorThreshold.NONE : maxErrors;
      return job(parallel, limit, errors, flags, "--wait or --verify");
    }

    Demands toDemands(long largestSingle) {
      return new Demands(method, largestSingle, contentType, null, null, null);
    }

    Uploads toUploads(App app) {
      return app.uploads(chunkSize, verify);
    }
  }

  /** Of commands that name URLs. */
  static final class Urls {
    @Option(
        names = "--ignore-query",
        paramLabel = "NAME,…|all",
        hideParamSyntax = true,
        split = ",",
        description =
            "Query parameters to ignore when recognizing a URL, such as token; all ignores the whole query (default: those of known signatures: S3, GCS, CloudFront, Azure, …).")
    private Set<String> ignored = Set.of();

    UrlIdentity identity() {
      return ignored.isEmpty() ? UrlIdentity.USUAL : new UrlIdentity(ignored);
    }
  }

  /** Of commands whose uploads are remembered over all runs of a user. */
  static final class Remembered {
    @Option(
        names = "--again",
        description = "Upload as a new video, even if an earlier run has uploaded or begun it.")
    private boolean again;

    @Option(
        names = "--ledger",
        paramLabel = "FILE",
        description =
            "Remember uploads in this file (default: $XDG_STATE_HOME/kinescope/uploads.db).")
    private @Nullable Path ledger;

    Set<Flag> toFlags() {
      Set<Flag> flags = EnumSet.of(Flag.KEY_HOLDS_SOURCE, Flag.FOLLOW_SKIPPED);
      put(flags, Flag.AGAIN, again);
      return flags;
    }

    @Nullable Path ledger() {
      return ledger;
    }
  }
}
