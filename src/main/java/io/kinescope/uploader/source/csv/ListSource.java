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
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.files.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV as items. The file is read twice, checked and then sent. What is read the
 * second time counts only as long as nobody has written to it since the first: half of an old row
 * and half of a new one may look like a row. Not for several threads.
 */
public final class ListSource implements ItemSource {
  /** Rows whose ledger entries are asked for at once: ten times more would save no more. */
  private static final int LOOKED_UP_TOGETHER = 100;

  private static final int MAX_ODD = 10;

  private final Input input;
  private final ManifestOptions options;
  private final @Nullable String parent;
  private final Demands demands;
  private final BooleanSupplier stopped;
  private final Consumer<String> warnings;
  private final CheckedRows checked = new CheckedRows();
  private long odd;
  private List<Object> checkedState = List.of();
  private @Nullable RowRules firstLook;
  private @Nullable RowRules lastLook;
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
   * @param parent {@code --parent}; rows may have their own
   * @param warnings told of columns that look misspelled, and of rows that look odd
   */
  public ListSource(
      Input input,
      ManifestOptions options,
      @Nullable String parent,
      Demands demands,
      BooleanSupplier stopped,
      Consumer<String> warnings) {
    this.input = input;
    this.options = options;
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
    Instant firstEnd = null;
    checkedState = state();
    try (ManifestReader reader = ManifestReader.open(input, options)) {
      header = reader.header();
      dialect = reader.dialect();
      requireSomeParent(reader.header());
      reader.header().requireTitle(input.name());
      reader.header().warnings().forEach(warnings);
      RowRules rules = new RowRules(parent, checked::look);
      firstLook = rules;
      while (reader.hasNext()) {
        if (stopped.getAsBoolean()) {
          throw new UploaderException(ErrorKind.INTERRUPTED, "stopped while checking the rows");
        }
        ManifestRow row = rules.check(reader.next());
        checked.note(rows, row);
        odd(row);
        SourceEntry entry = entry(row, checked.size(rows));
        rows++;
        if (entry instanceof Item item) {
          bytes += item.size();
          Instant ends = item.content() instanceof Content.RemoteUrl url ? url.ends() : null;
          firstEnd =
              firstEnd == null || (ends != null && ends.isBefore(firstEnd)) ? ends : firstEnd;
        } else {
          invalid++;
        }
        each.accept(entry);
      }
    }
    if (odd > MAX_ODD) {
      warnings.accept(odd - MAX_ODD + " more rows have this kind of problem");
    }
    return new Checked(rows, invalid, bytes, firstEnd);
  }

  private void odd(ManifestRow row) {
    String oddity = row.error() == null ? RowRules.oddity(row) : null;
    if (oddity != null && ++odd <= MAX_ODD) {
      warnings.accept(row.where() + ": " + oddity);
    }
  }

  /** Else every row would be invalid for the same reason. */
  private void requireSomeParent(ManifestHeader columns) {
    if (parent == null && !columns.positions().containsKey(ListColumn.PARENT_ID)) {
      throw UploaderException.usage(
          "no destination set, and " + input.name() + " has no column 'parent_id'",
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
    requireUnchanged();
    try (ManifestReader reader = ManifestReader.open(input, options)) {
      RowRules rules = new RowRules(parent, SourceState::of);
      lastLook = rules;
      long number = 0;
      List<SourceEntry> next = next(number, reader, rules);
      while (!next.isEmpty()) {
        some.accept(next);
        number += next.size();
        next = next(number, reader, rules);
      }
    }
  }

  /** The next rows, as many as are looked up in the ledger together; empty at the end. */
  private List<SourceEntry> next(long number, ManifestReader reader, RowRules rules) {
    List<ManifestRow> rows = new ArrayList<>(LOOKED_UP_TOGETHER);
    try {
      while (rows.size() < LOOKED_UP_TOGETHER && reader.hasNext()) {
        rows.add(checked.again(number + rows.size(), reader.next(), parent, rules));
      }
    } catch (UploaderException e) {
      if (rows.isEmpty()) {
        requireUnchanged(); // else it was whole, and what can't be read was written just now
        throw e;
      } // else the rows before it stand, and the reader throws it again
    }
    requireUnchanged(); // what was written just now need not be a row that was checked
    List<SourceEntry> some = new ArrayList<>(rows.size());
    for (ManifestRow row : rows) {
      some.add(entry(row, checked.size(number + some.size())));
    }
    return some;
  }

  private void requireUnchanged() {
    if (!state().equals(checkedState)) {
      throw new UploaderException(ErrorKind.REFUSED, input.name() + " changed during the import");
    }
  }

  /** By what a file is told from one that was written to, or put in its place. */
  private List<Object> state() {
    try {
      BasicFileAttributes now = Files.readAttributes(input.path(), BasicFileAttributes.class);
      return List.of(now.size(), now.lastModifiedTime(), Optional.ofNullable(now.fileKey()));
    } catch (IOException e) {
      return List.of(); // opening it says why
    }
  }

  @Override
  public boolean holds(String key) {
    return Objects.requireNonNull(firstLook, "the list was not checked").holds(key);
  }

  @Override
  public UrlIdentity identity() {
    return options.identity();
  }

  @Override
  public SourceEntry beforeSending(Item item) {
    RowRules rules = Objects.requireNonNull(lastLook, "the list is not being read");
    ManifestRow again = checked.beforeSending((ManifestRow) item.origin(), rules);
    return again.error() != null ? new ItemError(again, again.error()) : item;
  }

  /** The item of a valid row; its size is 0 where nobody looked. */
  private SourceEntry entry(ManifestRow row, long size) {
    if (row.error() != null) {
      return new ItemError(row, row.error(), row.key(parent));
    }
    Path file = row.file();
    Content content =
        row.remote() != null
            ? row.remote()
            : new Content.LocalFile(checked(file), checked(row.fileText()));
    String filename = row.value(ListColumn.FILENAME);
    return new Item(
        checked(row.key(parent)),
        row,
        content,
        new Destination.NewVideo(checked(row.parent(parent))),
        new Metadata(
            checked(row.effectiveTitle()),
            row.value(ListColumn.DESCRIPTION),
            row.value(ListColumn.SUBTITLE),
            filename == null && file != null ? FileSource.nameOf(file) : filename),
        demands,
        size);
  }

  private static <T> T checked(@Nullable T value) {
    return Objects.requireNonNull(value, "checked by RowRules");
  }
}
