package io.kinescope.uploader.source.files;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.SourceEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** The files of a command line, and of the directories that it names. */
public final class FilesSource implements ItemSource {
  private static final int HANDED_OUT_TOGETHER = 100;

  private final List<Path> paths;
  private final FileFinder finder;
  private final Notices notices;
  private final Function<Path, SourceEntry> items;
  private final BooleanSupplier stopped;
  private final boolean mayBeEmpty;
  private long unreadable;

  /**
   * @param notices told, by the first search, what is left out and why
   * @param items makes the item of a file, or says why there is none
   * @param mayBeEmpty whether it is as it should be that there is nothing to upload
   */
  public FilesSource(
      List<Path> paths,
      FileFinder finder,
      Notices notices,
      Function<Path, SourceEntry> items,
      BooleanSupplier stopped,
      boolean mayBeEmpty) {
    this.paths = List.copyOf(paths);
    this.finder = finder;
    this.notices = notices;
    this.items = items;
    this.stopped = stopped;
    this.mayBeEmpty = mayBeEmpty;
  }

  @Override
  public Checked check(Consumer<? super SourceEntry> each) {
    long[] sums = {0, 0, 0};
    Consumer<Path> look =
        path -> {
          if (stopped.getAsBoolean()) {
            throw new UploaderException(ErrorKind.INTERRUPTED, "stopped while looking for files");
          }
          SourceEntry entry = items.apply(path);
          sums[0]++;
          sums[1] += entry instanceof Item ? 0 : 1;
          sums[2] += entry instanceof Item item ? item.size() : 0;
          each.accept(entry);
        };
    FileFinder.Left left = finder.find(paths, notices, look);
    unreadable = left.unreadable();
    if (sums[0] == 0 && unreadable == 0 && left.young() == 0 && !mayBeEmpty) {
      throw UploaderException.withHint(
          ErrorKind.INPUT,
          "nothing to upload: no file was found",
          "use --include to name other files than the usual video types");
    }
    return new Checked(sums[0], sums[1], sums[2], null);
  }

  /** Folders that could not be read when the files were looked at. */
  public long unreadable() {
    return unreadable;
  }

  @Override
  public void read(Consumer<? super List<SourceEntry>> some) {
    List<SourceEntry> waiting = new ArrayList<>(HANDED_OUT_TOGETHER);
    Consumer<Path> handOut =
        path -> {
          waiting.add(items.apply(path));
          if (waiting.size() == HANDED_OUT_TOGETHER) {
            some.accept(List.copyOf(waiting));
            waiting.clear();
          }
        };
    var unused = finder.find(paths, said -> {}, handOut); // the first search said it
    if (!waiting.isEmpty()) {
      some.accept(List.copyOf(waiting));
    }
  }
}
