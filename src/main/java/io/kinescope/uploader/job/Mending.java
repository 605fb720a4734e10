package io.kinescope.uploader.job;

import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import org.jspecify.annotations.Nullable;

/**
 * What a failed file brings home is its list's, whose ledger it shares: the list still has the row
 * as it failed, with a source or title that could not be sent, and that row is done. The ledger
 * notes under the row's key which sources the list may still have; before the create call, so that
 * a run that dies in it leaves no video without the note.
 */
final class Mending {
  private static final String NOTE = Ledger.NOTE_OF_ITEM;

  private Mending() {}

  /**
   * A row of a failed file is going to be sent.
   *
   * @param known what the ledger has of it; null: the list's row was never fit to be sent
   */
  static void begin(Ledger ledger, Item item, @Nullable LedgerEntry known) {
    String source = known == null ? "" : known.intent().source();
    if (item.content().isFrom(source)) {
      return; // the list's row is found by itself
    }
    String noted = ledger.noted(NOTE + item.key()).orElse("");
    if (noted.isEmpty() || noted.lines().noneMatch(source::equals)) {
      ledger.note(NOTE + item.key(), noted + source + '\n');
    }
  }

  /** The list's row stands for something else now, and is sent as that. */
  static void forget(Ledger ledger, Item item) {
    if (ledger.noted(NOTE + item.key()).isPresent()) {
      ledger.note(NOTE + item.key(), null);
    }
  }

  /** The entry, as one of the item's own source if it was mended from that. */
  static @Nullable LedgerEntry known(LedgerReader ledger, Item item, @Nullable LedgerEntry entry) {
    return entry != null
            && entry.state().hasArrived()
            && !item.content().isFrom(entry.intent().source())
            && ledger
                .noted(NOTE + item.key())
                .filter(sources -> sources.lines().anyMatch(item.content()::isFrom))
                .isPresent()
        ? entry.from(item.content().text())
        : entry;
  }

  /** The entry of a row that can't be sent, if it need not be, since it was mended; else null. */
  static @Nullable LedgerEntry known(
      LedgerReader ledger, ItemError row, @Nullable LedgerEntry entry) {
    return entry != null && entry.state().hasArrived() && ledger.noted(NOTE + row.key()).isPresent()
        ? entry
        : null;
  }
}
