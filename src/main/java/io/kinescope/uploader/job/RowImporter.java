package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Known;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowError;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.UploadMethod;
import io.kinescope.uploader.upload.UploadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Brings one valid row from start to end, and is the only class that touches the ledger while rows
 * run. Never throws: whatever happens is the row's outcome. Safe for many threads.
 */
final class RowImporter {
  /**
   * These are nobody's fault in the row: the next run tries again by itself once they are mended.
   */
  private static final Set<ErrorKind> MENDED_ELSEWHERE =
      Set.of(ErrorKind.AUTH, ErrorKind.QUOTA, ErrorKind.PARENT_MISSING, ErrorKind.INPUT);

  private final ImportTools tools;
  private final ProgressBoard board;
  private final Rules rules;
  private final CreateGate titles = new CreateGate();
  private final UnknownOutcomeResolver lostCalls;

  /**
   * What the command line says.
   *
   * @param updateMetadata send an edited title or description of a done row to its video
   * @param watch how far to watch the videos
   */
  record Rules(
      @Nullable String defaultParent,
      RowPlan.Retries retries,
      boolean updateMetadata,
      ImportSettings.Watch watch) {}

  RowImporter(ImportTools tools, ProgressBoard board, Rules rules) {
    this.tools = tools;
    this.board = board;
    this.rules = rules;
    this.lostCalls = new UnknownOutcomeResolver(tools, titles, rules.retries().unknown());
    tools
        .ledger()
        .forEachUnresolved(
            entry ->
                titles.unresolved(
                    orEmpty(entry.intent().parent()),
                    orEmpty(entry.intent().title()),
                    entry.key()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /**
   * The outcomes of rows that need no call, in their order; null for those that have to be run.
   * Quick: a list of a million done rows passes here.
   *
   * @param sizes the size of the file of an entry, where somebody looked at it just now
   */
  List<@Nullable RowOutcome> withoutCall(
      List<ManifestEntry> entries, IntFunction<@Nullable Long> sizes) {
    List<@Nullable RowJob> jobs = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (ManifestEntry entry : entries) {
      RowJob job = entry instanceof ManifestRow row ? new RowJob(row, rules.defaultParent()) : null;
      jobs.add(job);
      if (job != null) {
        keys.add(job.key());
      }
    }
    Map<String, Known> known = tools.ledger().known(keys);
    List<@Nullable RowOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      RowJob job = jobs.get(i);
      if (job != null) {
        outcomes.add(withoutCall(job, known.get(job.key()), sizes.apply(i)));
      } else {
        outcomes.add(RowOutcome.invalid(((RowError) entries.get(i)).message()));
      }
    }
    return outcomes;
  }

  private @Nullable RowOutcome withoutCall(RowJob job, @Nullable Known known, @Nullable Long size) {
    if (known == null) {
      return null;
    }
    RowPlan plan =
        known.state().hasArrived()
            ? RowPlan.ofArrived(
                known,
                job.row(),
                job.fingerprint(),
                size == null ? job.sizeIfThere() : size,
                rules.retries())
            : plan(job, job.sourceIfReadable());
    if (plan instanceof RowPlan.Skip skip && !skip.needsCall(rules.updateMetadata())) {
      return skipped(job, known, skip.metadataDiffers());
    }
    return plan instanceof RowPlan.Stay stay
        ? RowOutcome.stays(stay.entry(), stay.failure())
        : null;
  }

  private RowPlan plan(RowJob job, @Nullable FileSource source) {
    LedgerEntry entry = tools.ledger().find(job.key()).orElse(null);
    return RowPlan.of(entry, job.row(), job.fingerprint(), source, rules.retries());
  }

  /** Brings the row home. */
  RowOutcome run(ManifestRow row) {
    RowJob job = new RowJob(row, rules.defaultParent());
    try {
      return act(job, plan(job, job.source()));
    } catch (UploaderException e) {
      return e.kind() == ErrorKind.INTERRUPTED ? RowOutcome.deferred() : RowOutcome.failed(e, 0);
    } catch (RuntimeException e) {
      return RowOutcome.failed(bug(e), 0);
    } finally {
      // A stop request interrupts what waits. The row's end has yet to be written down, and a
      // channel that an interrupted thread writes to closes itself.
      boolean unused = Thread.interrupted();
    }
  }

  static UploaderException bug(RuntimeException e) {
    return new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e);
  }

  private RowOutcome act(RowJob job, RowPlan plan) {
    if (plan instanceof RowPlan.Skip skip) {
      return skip.metadataDiffers()
          ? updateMetadata(job, skip.known())
          : skipped(job, skip.known(), false);
    }
    if (plan instanceof RowPlan.Stay stay) {
      return RowOutcome.stays(stay.entry(), stay.failure());
    }
    LedgerEntry resumed = plan instanceof RowPlan.Resume resume ? resume.entry() : null;
    try (RowJournal journal = new RowJournal(tools.ledger(), titles, job, resumed)) {
      if (plan instanceof RowPlan.Send send && send.abandoned() != null) {
        tools
            .notices()
            .warn(
                job.key()
                    + " is sent as a new video; the earlier one stays in Kinescope: "
                    + send.abandoned());
      }
      if (plan instanceof RowPlan.LookUp lookUp) {
        RowOutcome found = lostCalls.ofEarlierRun(job, journal, lookUp);
        if (found != null) {
          return found;
        }
      }
      return send(job, journal);
    }
  }

  private RowOutcome updateMetadata(RowJob job, Known known) {
    // A description that was taken away becomes empty.
    String description = Objects.requireNonNullElse(job.row().description(), "");
    try {
      tools.videos().update(Objects.requireNonNull(known.videoId()), job.title(), description);
      tools.ledger().metadataUpdated(job.key(), job.title(), job.fingerprint());
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return skipped(job, known, true).nowFailed(e); // the video stays the row's
    }
    return skipped(job, known, false);
  }

  /** What earlier runs did not wait for, or did not compare, this one does when it is asked to. */
  private RowOutcome skipped(RowJob job, Known known, boolean metadataDiffers) {
    boolean toVerify =
        rules.watch().verify()
            && job.row().url() == null
            && known.fate() == Fate.READY
            && (known.verified() == null || known.differs());
    boolean pending = rules.watch().waits() && (known.fate() == Fate.OPEN || toVerify);
    RowOutcome outcome = RowOutcome.skipped(known, metadataDiffers, pending);
    return known.differs() && !toVerify ? outcome.nowFailed(differs(known)) : outcome;
  }

  private static UploaderException differs(Known known) {
    return UploaderException.withHint(
        ErrorKind.VERIFICATION,
        "an earlier run found that video " + known.videoId() + " differs from the file",
        "--verify compares again; or delete the video, and --retry-failed uploads the file again");
  }

  private RowOutcome send(RowJob job, RowJournal journal) {
    for (boolean again = false; ; again = true) {
      UploadResult result;
      try {
        result = upload(job, journal);
      } catch (UploaderException e) {
        UploadMethod method = journal.method();
        if (!journal.begun() || journal.refused()) {
          throw e; // the ledger knows no more than before, and must not be told otherwise
        }
        boolean outcomeUnknown = e.kind() == ErrorKind.UNKNOWN_OUTCOME && !journal.isLinked();
        if (!outcomeUnknown || method == null) {
          return notDone(job, journal, e);
        }
        RowOutcome found = lostCalls.ofThisRun(job, journal, method, e, again);
        if (found != null) {
          return found;
        }
        continue;
      }
      return settled(job, journal, result);
    }
  }

  private UploadResult upload(RowJob job, RowJournal journal) {
    if (job.row().url() != null) {
      return tools.uploads().url(job.row().url(), job.parent(), job.metadata(), journal);
    }
    FileSource source = Objects.requireNonNull(job.source(), "a row has a URL or a file");
    try (ProgressBoard.Transfer transfer = board.transfer(FileSource.nameOf(source.path()))) {
      return tools.uploads().file(job.upload(source), source, transfer, journal);
    }
  }

  /**
   * The service has everything. If the ledger can't be told, it goes on saying that the outcome is
   * unknown or that there is a link: then the next run finds the video, and makes no second one.
   */
  private RowOutcome settled(RowJob job, RowJournal journal, UploadResult result) {
    RowOutcome outcome = RowOutcome.uploaded(result, journal.attempts());
    try {
      tools
          .ledger()
          .settle(
              job.key(),
              new Outcome.Uploaded(
                  StoredVideos.of(result), StoredVideos.processing(result.status())));
    } catch (UploaderException e) {
      titles.unresolved(job.parent(), job.title(), job.key());
      return outcome.nowFailed(RowJournal.naming(result.videoId(), "is uploaded", e));
    }
    titles.resolved(job.parent(), job.title(), job.key());
    return outcome;
  }

  /**
   * The row is not done, and that is known: nothing was made, or what was made has an id and a link
   * to go on with.
   */
  private RowOutcome notDone(RowJob job, RowJournal journal, UploaderException e) {
    boolean retryable = e.kind().retryable() || MENDED_ELSEWHERE.contains(e.kind());
    Failure failure =
        new Failure(e.kind(), String.valueOf(e.getMessage()), e.code(), e.requestId(), retryable);
    tools.ledger().settle(job.key(), new Outcome.Failed(failure));
    titles.resolved(job.parent(), job.title(), job.key());
    return e.kind() == ErrorKind.INTERRUPTED && !journal.isLinked()
        ? RowOutcome.deferred(journal.attempts())
        : RowOutcome.failed(e, journal.attempts(), journal.videoId());
  }
}
