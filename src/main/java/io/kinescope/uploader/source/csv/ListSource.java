package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.SourceEntry.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV as items. The file is read twice, checked and then sent; what somebody writes
 * to it in between ends the run. Not for several threads.
 */
public final class ListSource implements ItemSource {
  /** Rows whose ledger entries are asked for at once: ten times more would save no more. */
  private static final int LOOKED_UP_TOGETHER = 100;

  private final InputFile input;
  private final String name;
  private final @Nullable String parent;
  private final Demands demands;
  private final BooleanSupplier stopped;
  private final Consumer<String> warnings;
  private final CheckedRows checked = new CheckedRows();
  private @Nullable RowChecker lastLook;
  private @Nullable ManifestHeader header;
  private @Nullable CsvDialect dialect;

  /**
   * A CSV that can be read twice.
   *
   * @param path where it is; standard input was put there
   * @param name what messages call it
   * @param folder where relative {@code file} cells start
   */
  public record Input(Path path, String name, Path folder) {}

  /**
   * Where a row stands.
   *
   * @param list what messages call the list
   * @param row the row itself, with its cells
   * @param parent the default parent
   */
  public record RowOrigin(String list, ManifestEntry row, @Nullable String parent)
      implements Origin {
    /** What the ledger knows the row by; null if its cells could not be told apart. */
    public @Nullable String key() {
      ManifestRow known = known(row);
      return known == null ? null : known.key(parent);
    }

    @Override
    public String where() {
      return list + ", line " + row.line();
    }

    @Override
    public String source() {
      ManifestRow known = known(row);
      return known == null ? "" : Objects.requireNonNullElse(known.source(), "");
    }

    @Override
    public boolean ownsParent() {
      ManifestRow known = known(row);
      return known != null && known.parentId() != null;
    }

    /** The row itself; null if its cells could not be told apart. */
    public static @Nullable ManifestRow known(ManifestEntry entry) {
      return entry instanceof ManifestRow row ? row : ((RowError) entry).row();
    }
  }

  /**
   * A list.
   *
   * @param parent {@code --parent}; rows may have their own
   * @param demands how files are sent
   * @param stopped whether the program was asked to stop
   * @param warnings told of columns that look misspelled
   */
  public ListSource(
      Input input,
      ManifestOptions options,
      @Nullable String parent,
      Demands demands,
      BooleanSupplier stopped,
      Consumer<String> warnings) {
    this.input = new InputFile(input, options);
    this.name = input.name();
    this.parent = parent;
    this.demands = demands;
    this.stopped = stopped;
    this.warnings = warnings;
  }

  @Override
  public Checked check(Consumer<? super SourceEntry> each) {
    long rows = 0;
    long invalid = 0;
    long bytes = 0;
    try (ManifestReader reader = input.openFirst()) {
      header = reader.header();
      dialect = reader.dialect();
      requireSomeParent(reader.header());
      reader.header().warnings().forEach(warnings);
      RowChecker checker = new RowChecker(parent, checked::look);
      while (reader.hasNext()) {
        if (stopped.getAsBoolean()) {
          throw new UploaderException(ErrorKind.INTERRUPTED, "stopped while checking the rows");
        }
        ManifestEntry row = checker.check(reader.next());
        checked.note(rows, row);
        SourceEntry entry = entry(row, checked.size(rows));
        rows++;
        if (entry instanceof Item item) {
          bytes += item.size();
        } else {
          invalid++;
        }
        each.accept(entry);
      }
    }
    return new Checked(rows, invalid, bytes);
  }

  /** Else every row would be invalid for the same reason. */
  private void requireSomeParent(ManifestHeader columns) {
    if (parent == null && !columns.positions().containsKey(ListColumn.PARENT_ID)) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "no destination set, and " + name + " has no column 'parent_id'",
          "use --parent ID or set KINESCOPE_PARENT_ID; 'kinescope projects' and 'kinescope folders'"
              + " list ids");
    }
  }

  /** The columns, once the list was checked. */
  public ManifestHeader header() {
    return Objects.requireNonNull(header, "the list was not checked");
  }

  /** How the list is written, once it was checked. */
  public CsvDialect dialect() {
    return Objects.requireNonNull(dialect, "the list was not checked");
  }

  @Override
  public void read(Consumer<? super List<SourceEntry>> some) {
    try (ManifestReader reader = input.openAgain()) {
      RowChecker checker = new RowChecker(parent, SourceState::of);
      lastLook = checker;
      long number = 0;
      for (List<SourceEntry> next = next(number, reader, checker);
          !next.isEmpty();
          next = next(number, reader, checker)) {
        some.accept(next);
        number += next.size();
      }
    }
  }

  /** The next rows, as many as are looked up in the ledger together; empty at the end. */
  private List<SourceEntry> next(long number, ManifestReader reader, RowChecker checker) {
    List<ManifestEntry> rows = new ArrayList<>(LOOKED_UP_TOGETHER);
    try {
      while (rows.size() < LOOKED_UP_TOGETHER && reader.hasNext()) {
        rows.add(checked.entry(number + rows.size(), reader.next(), parent, checker));
      }
    } catch (UploaderException e) {
      if (rows.isEmpty()) {
        input.requireUnchanged(); // else it was whole, and what can't be read was written just now
        throw e;
      } // else the rows before it stand, and the reader throws it again
    }
    input.requireUnchanged(); // what was written just now need not be a row that was checked
    List<SourceEntry> some = new ArrayList<>(rows.size());
    for (ManifestEntry row : rows) {
      some.add(entry(row, checked.size(number + some.size())));
    }
    return some;
  }

  @Override
  public SourceEntry beforeSending(Item item) {
    ManifestRow row = (ManifestRow) ((RowOrigin) item.origin()).row();
    RowChecker checker = Objects.requireNonNull(lastLook, "the list is not being read");
    ManifestEntry again = checked.beforeSending(row, checker);
    return again instanceof RowError ? entry(again, null) : item;
  }

  private SourceEntry entry(ManifestEntry entry, @Nullable Long size) {
    return entry instanceof ManifestRow row
        ? item(name, row, parent, demands, size == null ? 0 : size)
        : new ItemError(new RowOrigin(name, entry, parent), ((RowError) entry).message());
  }

  /** The item that a valid row stands for. */
  public static Item item(
      String list, ManifestRow row, @Nullable String parent, Demands demands, long size) {
    String url = row.url();
    Path file = row.file();
    String fileText = row.fileText();
    Content content =
        url != null
            ? new Content.RemoteUrl(url)
            : new Content.LocalFile(checked(file), checked(fileText));
    Path name = file == null ? null : file.getFileName();
    String filename = row.filename() != null || name == null ? row.filename() : name.toString();
    return new Item(
        checked(row.key(parent)),
        new RowOrigin(list, row, parent),
        content,
        new Destination.NewVideo(checked(row.parent(parent))),
        new Metadata(checked(row.effectiveTitle()), row.description(), row.subtitle(), filename),
        demands,
        size);
  }

  private static <T> T checked(@Nullable T value) {
    return Objects.requireNonNull(value, "checked by RowRules");
  }
}
