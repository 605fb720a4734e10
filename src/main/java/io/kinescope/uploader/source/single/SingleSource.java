package io.kinescope.uploader.source.single;

import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.SourceEntry;
import java.util.List;
import java.util.function.Consumer;

/**
 * One item, as often as it is asked for.
 *
 * @param item checked already
 */
public record SingleSource(Item item) implements ItemSource {
  @Override
  public Checked check(Consumer<? super SourceEntry> each) {
    each.accept(item);
    return new Checked(1, 0, item.size());
  }

  @Override
  public void read(Consumer<? super List<SourceEntry>> some) {
    some.accept(List.of(item));
  }
}
