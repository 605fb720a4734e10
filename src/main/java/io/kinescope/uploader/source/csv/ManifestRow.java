package io.kinescope.uploader.source.csv;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row whose cells could be told apart. Whether what they say is allowed is for {@link RowRules}.
 * All values are without surrounding space; null means "not set".
 *
 * @param file {@code fileText} from the CSV's folder; null also when that is no possible path
 * @param fileText the {@code file} cell
 * @param id the user's own row key
 */
public record ManifestRow(
    long line,
    long number,
    List<String> cells,
    @Nullable String url,
    @Nullable Path file,
    @Nullable String fileText,
    @Nullable String title,
    @Nullable String description,
    @Nullable String subtitle,
    @Nullable String filename,
    @Nullable String parentId,
    @Nullable String id)
    implements ManifestEntry {
  public ManifestRow {
    cells = List.copyOf(cells);
  }

  static ManifestRow of(
      ManifestHeader header, Path folder, long line, long number, List<String> cells) {
    Map<ListColumn, String> values = header.values(cells);
    String fileText = values.get(ListColumn.FILE);
    return new ManifestRow(
        line,
        number,
        cells,
        values.get(ListColumn.URL),
        fileText == null ? null : resolve(folder, fileText),
        fileText,
        values.get(ListColumn.TITLE),
        values.get(ListColumn.DESCRIPTION),
        values.get(ListColumn.SUBTITLE),
        values.get(ListColumn.FILENAME),
        values.get(ListColumn.PARENT_ID),
        values.get(ListColumn.ID));
  }

  /** Where the video goes: the row's own cell, else the default; null if neither is set. */
  public @Nullable String parent(@Nullable String defaultParent) {
    return parentId != null ? parentId : defaultParent;
  }

  /** The URL, or the file as it is written; null when the row has neither. */
  public @Nullable String source() {
    return url != null ? url : fileText;
  }

  /** Whether that is this row's source, too: for a file also in another spelling, as in its key. */
  public boolean isFrom(String otherSource) {
    return otherSource.equals(source())
        || (url == null && fileText != null && portable(otherSource).equals(portable(fileText)));
  }

  /** The title to send: the cell, for a file else its name without the extension. */
  public @Nullable String effectiveTitle() {
    if (title != null || fileText == null || url != null) {
      return title;
    }
    String path = portable(fileText);
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * The key that the ledger knows the row by. <b>Its form must never change</b>, or every ledger in
   * the world forgets what it has done:
   *
   * <ul>
   *   <li>{@code id:<id>} when the row has an id;
   *   <li>{@code url:<url>|<parent>}, the URL exactly as written;
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
    if (id != null) {
      return "id:" + id;
    }
    String parent = parent(defaultParent);
    String end = "|" + (parent == null ? "" : parent);
    if (url != null) {
      return "url:" + url + end;
    }
    return fileText == null ? null : "file:" + portable(fileText) + end;
  }

  private static @Nullable Path resolve(Path folder, String text) {
    try {
      return folder.resolve(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String portable(String text) {
    if (isPortable(text)) {
      return text;
    }
    try {
      Path path = Path.of(text);
      return path.normalize().toString().replace(path.getFileSystem().getSeparator(), "/");
    } catch (InvalidPathException e) {
      return text;
    }
  }

  /** Whether nothing can be made shorter, as in nearly all rows; only where / is the separator. */
  private static boolean isPortable(String text) {
    return File.separatorChar == '/'
        && !text.isEmpty()
        && text.charAt(0) != '.'
        && !text.contains("/.")
        && !text.contains("//")
        && !text.endsWith("/");
  }
}
