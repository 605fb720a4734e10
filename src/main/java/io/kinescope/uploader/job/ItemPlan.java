package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.files.FileSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with an item, by what the ledger knows of it. {@link #of} is pure; its table
 * is in {@code RATIONALE.md}.
 */
public sealed interface ItemPlan {
  /**
   * Before the fingerprint of an item whose create call can't carry all of its text, until the rest
   * was sent.
   */
  String OWED = "+";

  /** What a dry run calls it. */
  String word();

  /** What decided, for the log. */
  default String why() {
    return this instanceof Create create
        ? create.first
            ? "nothing was made of it before"
            : create.orphan == null ? "it was tried before" : "beside video " + create.orphan
        : this instanceof Resolve
            ? "the answer to its create call was lost"
            : this instanceof Resume ? "its upload link is known" : "it was edited";
  }

  /**
   * It is done.
   *
   * @param edited whether title or description were edited since
   * @param owes whether text that the create call could not carry has yet to be sent
   */
  record Skip(LedgerEntry known, boolean edited, boolean owes) implements ItemPlan {
    /** Whether anything has to be sent. */
    boolean needsCall(Set<Flag> flags) {
      return owes || (edited && flags.contains(Flag.UPDATE_METADATA));
    }

    @Override
    public String word() {
      return "skip";
    }
  }

  /** It was refused, or a person has to decide; nothing changed since. */
  record Stay(LedgerEntry entry, Failure failure) implements ItemPlan {
    @Override
    public String word() {
      return Planner.STAY;
    }
  }

  /**
   * A create call of an earlier run has an unknown outcome: look before anything is sent.
   *
   * @param sourceChanged whether what it made is no longer what the item stands for
   */
  record Resolve(LedgerEntry entry, boolean sourceChanged) implements ItemPlan {
    @Override
    public String word() {
      return "look-up";
    }
  }

  /** It has a link from an earlier run, and the file may be the same: {@link SameFile} tells. */
  record Resume(LedgerEntry entry) implements ItemPlan {
    @Override
    public String word() {
      return "resume";
    }
  }

  /**
   * It has to be sent from the start.
   *
   * @param orphan the video id of an earlier attempt that is not gone on with; null if there is
   *     none
   * @param first whether nothing was ever created for it
   */
  record Create(@Nullable String orphan, boolean first) implements ItemPlan {
    @Override
    public String word() {
      return "upload";
    }
  }

  /**
   * Decides.
   *
   * @param entry null if the ledger does not know the item
   * @param fingerprint the item's, of its text as it is now
   * @param source the file as it is now; null for what has none, or if it can't be read
   */
  static ItemPlan of(
      @Nullable LedgerEntry entry,
      Item item,
      String fingerprint,
      @Nullable FileSource source,
      Set<Flag> flags) {
    if (entry == null) {
      return new Create(null, true);
    }
    if (flags.contains(Flag.AGAIN)) {
      return new Create(entry.videoId(), false);
    }
    boolean sameSource =
        flags.contains(Flag.KEY_HOLDS_SOURCE)
            ? source == null || isAsBefore(source, entry)
            : item.content().isFrom(entry.intent().source());
    return switch (entry.state()) {
      case UPLOADED, ADOPTED ->
          sameSource
              ? ofArrived(entry, item, fingerprint, sizeOf(source), flags)
              : new Create(entry.videoId(), false);
      case INTENT, UNKNOWN ->
          new Resolve(entry, !(sameSource && sameSize(entry.intent().size(), sizeOf(source))));
      case LINKED -> resume(entry, item, isFrom(item, entry.intent().source(), flags), source);
      case FAILED -> ofFailed(entry, item, fingerprint, sameSource, source, flags);
    };
  }

  private static ItemPlan ofFailed(
      LedgerEntry entry,
      Item item,
      String fingerprint,
      boolean sameSource,
      @Nullable FileSource source,
      Set<Flag> flags) {
    Failure failure = Objects.requireNonNull(entry.failure(), "a failed entry has a failure");
    boolean unknown = failure.kind() == ErrorKind.UNKNOWN_OUTCOME;
    if (unknown && flags.contains(Flag.RETRY_UNKNOWN)) {
      return new Create(entry.videoId(), false); // a person has looked
    }
    if (unknown && entry.videoId() == null && flags.contains(Flag.ADOPT_EXISTING)) {
      return new Create(null, true); // it was left for a person, who may have tidied up
    }
    String recorded = entry.intent().fingerprint();
    boolean sameText = recorded == null || isSameText(recorded, fingerprint);
    boolean looksAgain = unknown && entry.endpoint() != null; // the link tells, or the video
    boolean again =
        looksAgain
            || failure.retryable()
            || (flags.contains(Flag.RETRY_FAILED) && !unknown)
            || !sameSource
            || !sameText;
    if (!again) {
      return new Stay(entry, failure);
    }
    return entry.endpoint() == null
        ? new Create(entry.videoId(), false)
        : resume(entry, item, isFrom(item, entry.intent().source(), flags), source);
  }

  /** Of an item that has arrived; the size is null for a URL, or if it can't be told. */
  static ItemPlan ofArrived(
      LedgerEntry known, Item item, String fingerprint, @Nullable Long size, Set<Flag> flags) {
    if (item.content() instanceof Content.Elsewhere) {
      return new Create(null, false); // each call means a new link
    }
    boolean same =
        isFrom(item, known.intent().source(), flags) && sameSize(known.intent().size(), size);
    boolean again = flags.contains(Flag.RETRY_FAILED) && known.differs();
    if (!same || again) {
      return new Create(known.videoId(), false);
    }
    String recorded = known.intent().fingerprint();
    boolean owes = recorded != null && recorded.startsWith(OWED);
    return new Skip(known, recorded != null && !isSameText(recorded, fingerprint), owes);
  }

  private static boolean isFrom(Item item, String recorded, Set<Flag> flags) {
    return flags.contains(Flag.KEY_HOLDS_SOURCE) || item.content().isFrom(recorded);
  }

  private static boolean isSameText(String recorded, String fingerprint) {
    return recorded.endsWith(fingerprint) && recorded.length() - fingerprint.length() <= 1;
  }

  private static ItemPlan resume(
      LedgerEntry entry, Item item, boolean sameSource, @Nullable FileSource source) {
    if (item.content() instanceof Content.Elsewhere) {
      return entry.endpoint() == null ? new Create(null, false) : new Resume(entry);
    }
    boolean same =
        sameSource
            && entry.endpoint() != null
            && source != null
            && sameSize(entry.intent().size(), source.size());
    return same ? new Resume(entry) : new Create(entry.videoId(), false);
  }

  /** Whether size and modification time are those of what was sent. */
  static boolean isAsBefore(FileSource source, LedgerEntry entry) {
    return sameSize(entry.intent().size(), source.size())
        && source.modified().equals(entry.intent().modified());
  }

  private static boolean sameSize(@Nullable Long before, @Nullable Long now) {
    return before == null || now == null || before.equals(now);
  }

  private static @Nullable Long sizeOf(@Nullable FileSource source) {
    return source == null ? null : source.size();
  }
}
