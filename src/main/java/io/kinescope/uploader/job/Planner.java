package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.upload.Uploads;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides for a dry run, as the run itself would; each item once, in their order. */
public final class Planner {
  /** The word for an item that the run would refuse before it is sent. */
  public static final String REFUSE = "refuse";

  /** The word for one that stays as it failed. */
  public static final String STAY = "stay";

  private final Job job;
  private final @Nullable Ledger ledger;
  private final @Nullable TextRepair rights;
  private final @Nullable GoneRows gone;
  private final Instant now;
  private final LateLinks late;
  private long tried;
  private long mended;

  /**
   * What would happen to an item.
   *
   * @param word {@code upload}, {@code skip}, {@code resume}, {@code look-up}, {@code defer},
   *     {@code invalid}, {@link #STAY} or {@link #REFUSE}
   * @param entry what the ledger knows of it
   * @param note what else there is to say
   */
  public record Planned(String word, @Nullable LedgerEntry entry, @Nullable String note) {
    /** Of what is no item. */
    public static final Planned INVALID = new Planned(ItemOutcome.INVALID.id(), null, null);

    /** Whether it can't be sent as it is. */
    public boolean isInvalid() {
      return word.equals(ItemOutcome.INVALID.id());
    }
  }

  /**
   * @param ledger null if there is none
   * @param rights tells what the token may; null without a token
   * @param list the items, all of which were looked at
   * @param rate of the calls
   */
  public Planner(
      Job job,
      @Nullable Ledger ledger,
      @Nullable TextRepair rights,
      ItemSource list,
      Instant now,
      RateSpec rate) {
    this.job = job;
    this.ledger = ledger;
    this.rights = rights;
    this.gone = ledger == null ? null : new GoneRows(ledger, list);
    this.now = now;
    this.late = new LateLinks(now, rate);
  }

  /** What is to be said of the links of the items that were planned; null if nothing is. */
  public @Nullable String lateLinks() {
    return late.warning();
  }

  /**
   * Of a row that can't be sent: null, or that it need not be, since its failed file has done it.
   */
  public @Nullable Planned mended(ItemError row) {
    String key = row.key();
    LedgerEntry known =
        ledger == null || key == null
            ? null
            : Mending.known(ledger, row, ledger.find(key).orElse(null));
    mended += known == null ? 0 : 1;
    return known == null ? null : new Planned("skip", known, "done by the failed file");
  }

  /** How many of those there were. */
  public long mended() {
    return mended;
  }

  /** Decides about the next row. */
  public Planned planned(SourceEntry row) {
    return row instanceof Item item
        ? planned(item)
        : Objects.requireNonNullElse(mended((ItemError) row), Planned.INVALID);
  }

  private Planned planned(Item item) {
    LedgerEntry entry = ledger == null ? null : ledger.find(item.key()).orElse(null);
    entry = entry == null && gone != null ? gone.same(item) : entry;
    entry = ledger == null ? null : Mending.known(ledger, item, entry);
    FileSource source = KnownItems.sourceIfReadable(item);
    ItemPlan plan = ItemPlan.of(entry, item, item.fingerprint(), source, job.flags());
    plan = ledger == null ? plan : new SameFile(ledger, source).settled(plan);
    String ended = plan instanceof ItemPlan.Create ? KnownItems.ended(item, now) : null;
    if (ended != null) {
      return new Planned(ItemOutcome.INVALID.id(), entry, ended);
    }
    if (entry == null && gone != null && !job.is(Flag.RETRY_UNKNOWN)) {
      UploaderException twin = gone.twin(item);
      if (twin != null) {
        return new Planned(STAY, null, ItemResult.message(twin));
      }
    }
    if (needsCall(plan) && job.limit() != null && tried++ >= job.limit()) {
      return new Planned("defer", entry, "--limit " + job.limit());
    }
    if (Uploads.owesText(item) && rights != null && needsCall(plan)) {
      try {
        rights.requireRight(item);
      } catch (UploaderException e) {
        return new Planned(REFUSE, entry, ItemResult.message(e));
      }
    }
    if (needsCall(plan)) {
      late.note(item);
    }
    return new Planned(plan.word(), entry, note(item, plan));
  }

  private boolean needsCall(ItemPlan plan) {
    return plan instanceof ItemPlan.Skip skip
        ? skip.needsCall(job.flags())
        : !(plan instanceof ItemPlan.Stay);
  }

  private @Nullable String note(Item item, ItemPlan plan) {
    if (plan instanceof ItemPlan.Skip skip && skip.edited()) {
      return job.is(Flag.UPDATE_METADATA)
          ? "metadata differs: the new title and description are sent"
          : "metadata differs";
    }
    if (plan instanceof ItemPlan.Create create && create.orphan() != null) {
      return "as a new video; the earlier one is " + create.orphan();
    }
    if (plan instanceof ItemPlan.Create create
        && create.first()
        && item.makesVideo()
        && job.is(Flag.ADOPT_EXISTING)) {
      return "unless the parent has it already";
    }
    return plan instanceof ItemPlan.Stay stay ? Redaction.text(stay.failure().message()) : null;
  }
}
