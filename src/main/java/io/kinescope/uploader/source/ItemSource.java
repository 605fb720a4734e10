package io.kinescope.uploader.source;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands out items, as often as it is asked, a bounded number at a time. */
public interface ItemSource {
  /**
   * What looking at all of them found.
   *
   * @param items all, the invalid ones too
   * @param invalid those that can't be sent
   * @param bytes of all files
   * @param firstEnd when the first of the links ends that say so; null if none does
   */
  record Checked(long items, long invalid, long bytes, @Nullable Instant firstEnd) {
    /** The same, when so many of the invalid ones need not be sent. */
    public Checked without(long done) {
      return new Checked(items, invalid - done, bytes, firstEnd);
    }
  }

  /**
   * Looks at every item and sends nothing.
   *
   * @param each told of every entry, in order
   * @throws io.kinescope.uploader.base.error.UploaderException of kind INPUT if not all can be
   *     read, USAGE if the settings don't fit
   */
  Checked check(Consumer<? super SourceEntry> each);

  /**
   * Hands out the items once more, some at a time, so that the ledger is asked for many at once.
   *
   * @throws io.kinescope.uploader.base.error.UploaderException if the source can't be read on; what
   *     was handed out before stands
   */
  void read(Consumer<? super List<SourceEntry>> some);

  /** Whether one of the items that were looked at has this key; for lists. */
  default boolean holds(String key) {
    return true;
  }

  /**
   * Whether an item of another process may have the item's parent and title: then a video that is
   * found by them may be that one's, and this process's ledger does not tell.
   */
  default boolean isElsewhere(Item item) {
    return false;
  }

  /** What its URLs are known by. */
  default UrlIdentity identity() {
    return UrlIdentity.USUAL;
  }

  /** Looks once more at an item that is going to be sent. */
  default SourceEntry beforeSending(Item item) {
    return item;
  }

  /** One URL, or one upload link; it was checked already. */
  record SingleSource(Item item) implements ItemSource {
    @Override
    public Checked check(Consumer<? super SourceEntry> each) {
      each.accept(item);
      return new Checked(1, 0, item.size(), null);
    }

    @Override
    public void read(Consumer<? super List<SourceEntry>> some) {
      some.accept(List.of(item));
    }
  }
}
