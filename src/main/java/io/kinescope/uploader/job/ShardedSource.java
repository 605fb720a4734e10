package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UrlIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * The items of one shard. All are looked at, so that it is known which titles others have, too: a
 * video that is found by such a title may be another shard's. 8 bytes for each item of the others.
 * Not for several threads until all were looked at.
 */
public final class ShardedSource implements ItemSource {
  private static final int FIRST_TITLES = 1 << 10;
  private static final String ID = "id:";

  private final ItemSource all;
  private final Shard shard;
  private final boolean partial;

  /** Hashes of the parents and titles of the others' items. */
  private long[] titles = new long[FIRST_TITLES];

  private int others;
  private long invalidElsewhere;
  private long keys;
  private long sumHigh;
  private long sumLow;
  private boolean anyWithId;
  private boolean anyWithout;
  private boolean anyUrl;

  /**
   * @param all the items of all shards
   * @param partial whether they are only what is left of the shard's own, as in its failed file:
   *     then nothing is known of the others, and an item that falls to another can't be sent
   */
  public ShardedSource(ItemSource all, Shard shard, boolean partial) {
    this.all = all;
    this.shard = shard;
    this.partial = partial;
  }

  @Override
  public Checked check(Consumer<? super SourceEntry> each) {
    long[] sums = {0, 0, 0};
    Instant[] firstEnd = {null};
    Checked unused =
        all.check(
            entry -> {
              SourceEntry own = own(entry);
              note(entry, own != null);
              if (own != null) {
                sums[0]++;
                sums[1] += own instanceof Item ? 0 : 1;
                sums[2] += own instanceof Item item ? item.size() : 0;
                firstEnd[0] = earlier(firstEnd[0], own);
                each.accept(own);
              }
            });
    titles = Arrays.copyOf(titles, others);
    Arrays.sort(titles);
    return new Checked(sums[0], sums[1], sums[2], firstEnd[0]);
  }

  /** The entry as this shard has it; null if it is another's. */
  private @Nullable SourceEntry own(SourceEntry entry) {
    if (shard.owns(entry)) {
      return entry;
    }
    return partial && entry instanceof Item item
        ? new ItemError(
            item.origin(),
            "was corrected so that it falls to another shard: correct it in the list itself",
            item.key())
        : partial ? entry : null;
  }

  private void note(SourceEntry entry, boolean own) {
    if (!(entry instanceof Item item)) {
      invalidElsewhere += own ? 0 : 1;
      return;
    }
    long[] key = hash(item.key());
    keys++; // a sum, since the order of a list does not matter
    sumHigh += key[0];
    sumLow += key[1];
    anyWithId |= item.key().startsWith(ID);
    anyWithout |= !item.key().startsWith(ID);
    anyUrl |= item.content() instanceof Content.RemoteUrl;
    if (!own) {
      if (others == titles.length) {
        titles = Arrays.copyOf(titles, 2 * others);
      }
      titles[others++] = title(item);
    }
  }

  private static @Nullable Instant earlier(@Nullable Instant first, SourceEntry entry) {
    Instant ends =
        entry instanceof Item item && item.content() instanceof Content.RemoteUrl url
            ? url.ends()
            : null;
    return first == null || (ends != null && ends.isBefore(first)) ? ends : first;
  }

  private static long title(Item item) {
    return hash(item.parent() + '\0' + VideoMatcher.plain(item.title()))[0];
  }

  private static long[] hash(String text) {
    return MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void read(Consumer<? super List<SourceEntry>> some) {
    all.read(
        page -> {
          List<SourceEntry> own =
              page.stream().flatMap(entry -> Stream.ofNullable(own(entry))).toList();
          if (!own.isEmpty()) {
            some.accept(own);
          }
        });
  }

  @Override
  public boolean isElsewhere(Item item) {
    return partial || Arrays.binarySearch(titles, title(item)) >= 0;
  }

  /** Hands out the items of the other shards, some at a time. */
  void readOthers(Consumer<? super List<SourceEntry>> some) {
    all.read(page -> some.accept(page.stream().filter(entry -> !shard.owns(entry)).toList()));
  }

  /** Whether it is not known what the others have. */
  boolean isPartial() {
    return partial;
  }

  /** How many entries of other shards can't be sent. */
  public long invalidElsewhere() {
    return invalidElsewhere;
  }

  /** What tells this list from others: which keys all of its items have. */
  public String listDigest() {
    HexFormat hex = HexFormat.of();
    return keys + ":" + hex.toHexDigits(sumHigh) + hex.toHexDigits(sumLow);
  }

  /**
   * What the keys of the list are made of; empty for a list without items. A key that is made of
   * something else may fall to another shard, whose ledger does not know the row.
   *
   * @throws UploaderException of kind USAGE if some have an id and some have none: a row that gets
   *     or loses its id could not be known again
   */
  public String keyForm() {
    if (anyWithId && anyWithout) {
      throw UploaderException.usage(
          "some rows have an id and some have none: a shard could not know a row again whose id"
              + " comes or goes",
          "give every row an id, or none");
    }
    String ignored = String.join(",", new TreeSet<>(all.identity().ignored()));
    return anyWithId
        ? "id"
        : !anyWithout ? "" : anyUrl ? "source, query less " + ignored : "source";
  }

  @Override
  public boolean holds(String key) {
    return all.holds(key);
  }

  @Override
  public UrlIdentity identity() {
    return all.identity();
  }

  @Override
  public SourceEntry beforeSending(Item item) {
    return all.beforeSending(item);
  }
}
