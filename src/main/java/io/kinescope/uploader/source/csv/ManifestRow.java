package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.source.Content.LocalFile;
import io.kinescope.uploader.source.Content.RemoteUrl;
import io.kinescope.uploader.source.SourceEntry.Origin;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One data row of the CSV. Values are without surrounding space; null means "not set".
 *
 * <p>A row whose quotes are broken, or that has too many cells, has no values, and keeps more cells
 * than the header has columns. The failed file writes those behind its own columns, so that the row
 * stays invalid when that file is imported again: without them a title cut at a comma would look
 * like a good one.
 *
 * @param list what messages call the CSV
 * @param line the physical line of the file where the row starts, from 1
 * @param row the same in a spreadsheet, where a cell with line breaks is in one row
 * @param cells for the results: at least as many as the header has, unescaped, else as they came
 * @param values of our columns; none where the cells can't be told apart
 * @param file the {@code file} cell from the CSV's folder; null also when that is no possible path
 * @param remote what the {@code url} cell names
 * @param error all that is known to be wrong with it, in one line; {@link RowRules} finds more
 */
public record ManifestRow(
    String list,
    long line,
    long row,
    List<String> cells,
    Map<ListColumn, String> values,
    @Nullable Path file,
    @Nullable RemoteUrl remote,
    @Nullable String error)
    implements Origin {
  public ManifestRow {
    cells = List.copyOf(cells);
  }

  /** A row whose cells could be told apart. */
  public static ManifestRow of(
      String list,
      long line,
      long row,
      List<String> cells,
      Map<ListColumn, String> values,
      Path folder,
      UrlIdentity identity) {
    String fileText = values.get(ListColumn.FILE);
    String url = values.get(ListColumn.URL);
    return new ManifestRow(
        list,
        line,
        row,
        cells,
        values,
        fileText == null ? null : resolve(folder, fileText),
        url == null ? null : identity.of(url),
        null);
  }

  private static @Nullable Path resolve(Path folder, String text) {
    try {
      return folder.resolve(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The same, which can't be sent. */
  ManifestRow wrong(String why) {
    return new ManifestRow(list, line, row, cells, values, file, remote, why);
  }

  /** The stripped cell of one of our columns; null when it is blank, or there is none. */
  public @Nullable String value(ListColumn column) {
    return values.get(column);
  }

  public @Nullable String url() {
    return value(ListColumn.URL);
  }

  public @Nullable String fileText() {
    return value(ListColumn.FILE);
  }

  @Nullable String id() {
    return value(ListColumn.ID);
  }

  @Override
  public String where() {
    return (row == line ? "" : "spreadsheet row " + row + " of ") + list + ", line " + line;
  }

  @Override
  public String source() {
    return remote != null ? remote.text() : values.getOrDefault(ListColumn.FILE, "");
  }

  /** The row's id, else its file. */
  @Override
  public String name() {
    return id() == null ? Origin.super.name() : "id:" + id();
  }

  @Override
  public boolean ownsParent() {
    return values.containsKey(ListColumn.PARENT_ID);
  }

  /** Where the video goes: the row's own cell, else the default; null if neither is set. */
  @Nullable String parent(@Nullable String defaultParent) {
    String own = value(ListColumn.PARENT_ID);
    return own != null ? own : defaultParent;
  }

  /** The title to send: the cell, for a file else its name without the extension. */
  public @Nullable String effectiveTitle() {
    String title = value(ListColumn.TITLE);
    return title != null || file == null || url() != null ? title : FileSource.titleOf(file);
  }

  /**
   * The key that the ledger knows the row by. <b>Its form must never change</b>, or every ledger in
   * the world forgets what it has done:
   *
   * <ul>
   *   <li>{@code id:<id>} when the row has an id;
   *   <li>{@code url:<url>|<parent>}, the URL as {@link UrlIdentity} has it (until schema 3 exactly
   *       as written);
   *   <li>{@code file:<path>|<parent>}, the path as written, relative to the CSV, with {@code .}
   *       and {@code ..} resolved and {@code /} between its parts. Not absolute: a CI job finds its
   *       checkout in another folder each time, and must know its rows again.
   * </ul>
   *
   * The parent is the row's or the default one, and empty if there is none.
   *
   * @param defaultParent from {@code --parent}
   * @return null when the row has neither id nor source, and so nothing to be known by
   */
  public @Nullable String key(@Nullable String defaultParent) {
    if (id() != null) {
      return "id:" + id();
    }
    String fileText = fileText();
    String own = parent(defaultParent);
    String parent = own == null ? "" : own;
    return remote != null
        ? remote.key(parent)
        : fileText == null ? null : LocalFile.key(fileText, parent);
  }
}
