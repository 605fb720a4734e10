package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeCells;
import io.kinescope.uploader.base.text.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes records one by one, in constant memory; each but those of a JSON array is flushed at once,
 * as the reader may be acting on it. Not for several threads at once.
 *
 * <p>Use it with try-with-resources: closing ends what was begun (the JSON array, a short table)
 * and flushes; it does not close the writer.
 *
 * <p>The first rows of a table decide the widths; a later, longer cell pushes its row out of line.
 * On a terminal that is too narrow, names are cut in the middle, and the last columns are left out;
 * ids and links, which are to be copied, are never cut, and columns that somebody named stay.
 */
public final class RowPrinter implements AutoCloseable {
  /** So many rows decide how wide a table's columns are. */
  static final int DECIDING_ROWS = 100;

  /** Columns that may be cut on a terminal, and to how many cells. */
  private static final Set<String> NAMES =
      Set.of("name", "title", "subtitle", "description", "source");

  private static final int SHORTEST_NAME = 12;

  /**
   * How wide cells of a column usually are, for tables whose first row decides: it may be the one
   * that failed, and has no id and no link.
   */
  private static final Map<String, Integer> USUAL_WIDTHS =
      Map.ofEntries(
          Map.entry("id", 36),
          Map.entry("video_id", 36),
          Map.entry("attachment_id", 36),
          Map.entry("project_id", 36),
          Map.entry("folder_id", 36),
          Map.entry("title", 20),
          Map.entry("state", 8),
          Map.entry("status", 14), // pre-processing
          Map.entry("method", 6),
          Map.entry("created_at", 14), // 10 minutes ago
          Map.entry("play_link", 43),
          Map.entry("embed_link", 49),
          Map.entry("bytes", 10),
          Map.entry("seconds", 8));

  /** In place of that number: there are no rows, but records by themselves. */
  private static final int ALONE = 0;

  private final OutputFormat format;
  private final PrintWriter out;
  private final List<Column> usual;
  private final RowChoice choice;
  private final List<Column> columns;
  private final int decidingRows;
  private final int[] widths;
  private final List<List<String>> waiting = new ArrayList<>();
  private int shown;
  private int fit = Integer.MAX_VALUE;
  private @Nullable Instant now;
  private boolean begun;
  private boolean closed;

  private RowPrinter(
      OutputFormat format,
      PrintWriter out,
      List<Column> usual,
      RowChoice choice,
      int decidingRows) {
    this.format = format;
    this.out = out;
    this.usual = usual;
    this.choice = choice;
    this.columns = choice.columns(usual);
    this.decidingRows = decidingRows;
    this.widths = new int[columns.size()];
    if (decidingRows == 1) {
      Arrays.setAll(widths, i -> USUAL_WIDTHS.getOrDefault(columns.get(i).name(), 0));
    }
    this.shown = columns.size();
    waiting.add(columns.stream().map(column -> column.name().toUpperCase(Locale.ROOT)).toList());
  }

  /** A printer for a list; the first column is the id that {@code -o id} writes. */
  public static RowPrinter of(OutputFormat format, PrintWriter out, List<Column> columns) {
    return of(format, out, columns, RowChoice.all());
  }

  /** The same of some rows, or with other columns. */
  public static RowPrinter of(
      OutputFormat format, PrintWriter out, List<Column> columns, RowChoice choice) {
    return new RowPrinter(format, out, columns, choice, DECIDING_ROWS);
  }

  /**
   * A printer for records that come one by one over minutes: a table, too, shows each at once, in
   * columns as wide as the first one needs, or most do.
   *
   * @param several whether there may be more than one; else each is written by {@link #printOne}
   */
  public static RowPrinter live(
      OutputFormat format, PrintWriter out, List<Column> columns, boolean several) {
    return new RowPrinter(format, out, columns, RowChoice.all(), several ? 1 : ALONE);
  }

  /** Makes a table fit a terminal of so many cells. */
  public RowPrinter fitting(int width) {
    fit = width;
    return this;
  }

  /** Makes a table tell how long ago a time was; its column's name ends in {@code _at}. */
  public RowPrinter tellingAge(Instant today) {
    now = today;
    return this;
  }

  private String tableCell(Column column, JsonObject row) {
    String cell = column.cell(row);
    boolean time = now != null && column.name().endsWith("_at");
    return SafeText.clean(time && now != null ? RelativeTime.of(cell, now) : cell);
  }

  /** The list can't be read: what was not begun is left out, as an empty list would be a lie. */
  public void failed() {
    closed = closed || (!begun && waiting.size() <= 1);
  }

  /** What was not begun is left out, rows and all. */
  public void discard() {
    closed = closed || !begun;
  }

  /**
   * Writes the one record that a command is about: {@code json} over several lines, {@code table}
   * as one {@code name: value} a line, the others as a list of one.
   */
  public static void printOne(
      OutputFormat format, PrintWriter out, List<Column> columns, JsonObject object) {
    switch (format) {
      case JSON -> out.print(Json.writePretty(object) + "\n");
      case TABLE -> {
        int widest = columns.stream().mapToInt(column -> column.name().length()).max().orElse(0);
        for (Column column : columns) {
          String value = column.cell(object);
          if (!value.isEmpty()) {
            String name = TerminalText.padded(column.name() + ":", widest + 2);
            out.print(name + SafeText.clean(value) + "\n");
          }
        }
      }
      case JSONL, CSV, ID -> {
        try (RowPrinter printer = of(format, out, columns)) {
          printer.print(object);
        }
      }
    }
    out.flush();
  }

  /** Writes one record. */
  public void print(JsonObject row) {
    if (!choice.wants(row)) {
      return;
    }
    if (decidingRows == ALONE) {
      printOne(format, out, columns, row);
      return;
    }
    switch (format) {
      case JSON -> out.print((begun ? ",\n" : "[\n") + Json.write(choice.json(row)));
      case JSONL -> line(Json.write(choice.json(row)));
      case ID -> line(SafeText.clean(usual.get(0).cell(row)));
      case CSV -> {
        header();
        csv(columns.stream().map(column -> SafeCells.escape(column.cell(row))).toList());
        out.flush();
      }
      case TABLE -> {
        waiting.add(columns.stream().map(column -> tableCell(column, row)).toList());
        if (begun || waiting.size() > decidingRows) {
          release();
        }
        return;
      }
    }
    begun = true;
  }

  private void line(String text) {
    out.print(text + "\n");
    out.flush();
  }

  private void header() {
    if (!begun) {
      csv(columns.stream().map(Column::name).toList());
    }
  }

  private void csv(List<String> cells) {
    try {
      CSVFormat.RFC4180.printRecord(out, cells.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a PrintWriter keeps its errors for checkError()
    }
  }

  private boolean mayCut(int column) {
    return NAMES.contains(columns.get(column).name());
  }

  /** How wide the table is at least, with names cut as far as they may be. */
  private int narrowest() {
    int sum = 2 * (shown - 1);
    for (int i = 0; i < shown; i++) {
      sum += mayCut(i) ? Math.min(widths[i], SHORTEST_NAME) : widths[i];
    }
    return sum;
  }

  private void fit() {
    while (shown > 1 && narrowest() > fit && !choice.namesColumns()) {
      shown--;
    }
    int tooMuch = 2 * (shown - 1) + Arrays.stream(widths, 0, shown).sum() - fit;
    for (int i = 0; i < shown && tooMuch > 0; i++) {
      int cut = mayCut(i) ? Math.min(tooMuch, Math.max(0, widths[i] - SHORTEST_NAME)) : 0;
      widths[i] -= cut;
      tooMuch -= cut;
    }
  }

  private void release() {
    if (!begun) {
      for (List<String> cells : waiting) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], TerminalText.width(cells.get(i)));
        }
      }
      if (fit < Integer.MAX_VALUE) {
        fit();
      }
    }
    for (List<String> cells : waiting) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < shown; i++) {
        String cell = cells.get(i);
        if (fit < Integer.MAX_VALUE && mayCut(i)) {
          cell = TerminalText.shortenedInside(cell, widths[i]);
        }
        line.append(i == 0 ? "" : "  ").append(TerminalText.padded(cell, widths[i]));
      }
      line(line.toString().stripTrailing());
    }
    waiting.clear();
    begun = true;
  }

  /** Whether nobody reads any more ({@code kinescope videos list | head}): time to stop. */
  public boolean broken() {
    return out.checkError();
  }

  @Override
  public void close() {
    if (!closed && decidingRows != ALONE) {
      closed = true;
      switch (format) {
        case JSON -> out.print(begun ? "\n]\n" : "[]\n");
        case CSV -> header();
        case TABLE -> release();
        case JSONL, ID -> {}
      }
    }
    out.flush();
  }
}
