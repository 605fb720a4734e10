package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Content.LocalFile;
import io.kinescope.uploader.source.Content.RemoteUrl;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.UrlIdentity;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Entries of rows that are no longer in the list. A row that the ledger does not know may be one of
 * them under another key: it got an {@code id} or lost it, or other parameters of its URL are left
 * out. One whose URL differs in the query alone may be, and a person has to tell. Looks through the
 * ledger once, at the first such row; 16 bytes an entry. Not for several threads.
 */
final class GoneRows {
  private static final String ID = "id:";
  private static final int ENTRY_BITS = 32;

  private final LedgerReader ledger;
  private final ItemSource list;

  /** Those that a row of this run was found to be. */
  private final BitSet taken = new BitSet();

  private boolean told;

  /** Entries by source and parent: half a hash, and the entry's number. */
  private long @Nullable [] same;

  /** Those of done URLs by parent, title, and URL up to its query. */
  private long[] alike = {};

  GoneRows(LedgerReader ledger, ItemSource list) {
    this.ledger = ledger;
    this.list = list;
  }

  /** What the ledger knows of the item under another key; null if nothing. */
  @Nullable LedgerEntry same(Item item) {
    String row = row(item);
    long[] index = index();
    LedgerEntry found =
        first(index, row, entry -> row.equals(row(entry)) && !(hasId(entry.key()) && hasId(item)));
    if (found != null) {
      taken.set((int) found.id());
    }
    return found;
  }

  /** Why a person has to look at the item before it is sent; null if nobody has. */
  @Nullable UploaderException twin(Item item) {
    if (!(item.content() instanceof RemoteUrl url)) {
      return null;
    }
    String about = about(item.parent(), item.title(), url.text());
    index();
    LedgerEntry done =
        first(
            alike,
            about,
            entry -> about.equals(about(entry)) && !(hasId(entry.key()) && hasId(item)));
    if (done == null) {
      return null;
    }
    String message =
        "differs from the row that made "
            + done.videoId()
            + " only in the query of its URL"
            + (told ? "" : " (said once for all such rows)");
    UploaderException.Builder error =
        UploaderException.of(ErrorKind.UNKNOWN_OUTCOME, message)
            .hint(
                "use --ignore-query "
                    + String.join(",", UrlIdentity.differing(url.text(), done.intent().source()))
                    + " if it is the same, --retry-unknown if it is not");
    UploaderException twin = told ? error.alreadySaid().build() : error.build();
    told = true;
    return twin;
  }

  private static boolean hasId(Item item) {
    return hasId(item.key());
  }

  private static boolean hasId(String key) {
    return key.startsWith(ID);
  }

  private @Nullable LedgerEntry first(long[] index, String what, Predicate<LedgerEntry> is) {
    long from = (long) what.hashCode() << ENTRY_BITS;
    int found = Arrays.binarySearch(index, from);
    for (int at = found < 0 ? -found - 1 : found; at < index.length; at++) {
      if (index[at] >> ENTRY_BITS != what.hashCode()) {
        return null;
      }
      int id = (int) index[at];
      LedgerEntry entry = taken.get(id) ? null : ledger.find((long) id).orElse(null);
      if (entry != null && is.test(entry)) {
        return entry;
      }
    }
    return null;
  }

  private long[] index() {
    if (same == null) {
      LongStream.Builder rows = LongStream.builder();
      LongStream.Builder urls = LongStream.builder();
      BiFunction<String, LedgerEntry, Long> number =
          (what, entry) -> (long) what.hashCode() << ENTRY_BITS | entry.id();
      ledger.list(
          Listing.ALL,
          entry -> {
            if (!list.holds(entry.key())) {
              rows.add(number.apply(row(entry), entry));
              if (entry.state().hasArrived() && isUrl(entry)) {
                urls.add(number.apply(about(entry), entry));
              }
            }
            return true;
          });
      same = rows.build().sorted().toArray();
      alike = urls.build().sorted().toArray();
    }
    return same;
  }

  private static boolean isUrl(LedgerEntry entry) {
    return entry.intent().call() == CreateCall.URL;
  }

  /** What a list without ids knows it by. */
  private static String row(Item item) {
    Content content = item.content();
    return content instanceof RemoteUrl url
        ? url.key(item.parent())
        : LocalFile.key(content.text(), item.parent());
  }

  private String row(LedgerEntry entry) {
    String source = entry.intent().source();
    String parent = Objects.requireNonNullElse(entry.intent().parent(), "");
    return isUrl(entry) ? list.identity().of(source).key(parent) : LocalFile.key(source, parent);
  }

  private static String about(String parent, String title, String url) {
    return parent + '\0' + title + '\0' + UrlIdentity.upToQuery(url);
  }

  private static String about(LedgerEntry entry) {
    return about(
        Objects.requireNonNullElse(entry.intent().parent(), ""),
        Objects.requireNonNullElse(entry.intent().title(), ""),
        entry.intent().source());
  }
}
