package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Known;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.files.FileSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a row, by what the ledger knows of it. {@link #of} is pure; its table is
 * in {@code package-info}.
 */
sealed interface RowPlan {
  /** What a dry run calls it. */
  String word();

  /** It is done; {@code metadataDiffers} says that title or description were edited since. */
  record Skip(Known known, boolean metadataDiffers) implements RowPlan {
    /** Whether an edit has to be sent. */
    boolean needsCall(boolean updateMetadata) {
      return metadataDiffers && updateMetadata;
    }

    @Override
    public String word() {
      return "skip";
    }
  }

  /** It was refused, or a person has to decide; nothing changed since. */
  record Stay(LedgerEntry entry, Failure failure) implements RowPlan {
    @Override
    public String word() {
      return "stay";
    }
  }

  /**
   * A create call of an earlier run has an unknown outcome: look before anything is sent.
   *
   * @param sourceChanged whether what it made is no longer what the row stands for
   */
  record LookUp(LedgerEntry entry, boolean sourceChanged) implements RowPlan {
    @Override
    public String word() {
      return "look-up";
    }
  }

  /** It has a link from an earlier run, and the file is the same. */
  record Resume(LedgerEntry entry) implements RowPlan {
    @Override
    public String word() {
      return "resume";
    }
  }

  /**
   * It has to be sent from the start.
   *
   * @param abandoned the video id of an earlier attempt that can't be gone on with; null if there
   *     is none
   */
  record Send(@Nullable String abandoned) implements RowPlan {
    @Override
    public String word() {
      return "upload";
    }
  }

  /**
   * Which refused and unknown rows to try again.
   *
   * @param failed {@code --retry-failed}
   * @param unknown {@code --retry-unknown}
   */
  record Retries(boolean failed, boolean unknown) {}

  /**
   * Decides.
   *
   * @param entry null if the ledger does not know the row
   * @param source the file as it is now; null for a URL
   */
  static RowPlan of(
      @Nullable LedgerEntry entry,
      ManifestRow row,
      String fingerprint,
      @Nullable FileSource source,
      Retries retries) {
    if (entry == null) {
      return new Send(null);
    }
    boolean sameSource = row.isFrom(entry.intent().source());
    boolean sameMetadata = Objects.equals(entry.intent().fingerprint(), fingerprint);
    return switch (entry.state()) {
      case UPLOADED, ADOPTED -> ofArrived(entry.known(), row, fingerprint, sizeOf(source), retries);
      case INTENT, UNKNOWN ->
          new LookUp(entry, !(sameSource && sameSize(entry.intent().size(), sizeOf(source))));
      case LINKED -> resume(entry, sameSource, source);
      case FAILED -> {
        Failure failure = Objects.requireNonNull(entry.failure(), "a failed entry has a failure");
        boolean unknown = failure.kind() == ErrorKind.UNKNOWN_OUTCOME;
        if (unknown && retries.unknown()) {
          yield new Send(entry.videoId()); // a person has looked
        }
        boolean looksAgain = unknown && entry.endpoint() != null; // the link tells, or the video
        boolean again =
            looksAgain || failure.retryable() || retries.failed() || !sameSource || !sameMetadata;
        if (!again) {
          yield new Stay(entry, failure);
        }
        yield entry.endpoint() == null
            ? new Send(entry.videoId())
            : resume(entry, sameSource, source);
      }
    };
  }

  /**
   * Decides about an item that has arrived.
   *
   * @param size of the file as it is now; null for a URL, or if it can't be told
   */
  static RowPlan ofArrived(
      Known known, ManifestRow row, String fingerprint, @Nullable Long size, Retries retries) {
    boolean same = row.isFrom(known.source()) && sameSize(known.size(), size);
    boolean again = retries.failed() && known.differs();
    return same && !again
        ? new Skip(known, !fingerprint.equals(known.fingerprint()))
        : new Send(known.videoId());
  }

  private static RowPlan resume(
      LedgerEntry entry, boolean sameSource, @Nullable FileSource source) {
    boolean same =
        sameSource
            && entry.endpoint() != null
            && source != null
            && sameSize(entry.intent().size(), source.size())
            && source.modified().equals(entry.intent().modified());
    return same ? new Resume(entry) : new Send(entry.videoId());
  }

  /**
   * A done file counts as changed by its size alone: a fresh checkout has new times for old files.
   */
  private static boolean sameSize(@Nullable Long before, @Nullable Long now) {
    return before == null || now == null || before.equals(now);
  }

  private static @Nullable Long sizeOf(@Nullable FileSource source) {
    return source == null ? null : source.size();
  }
}
