package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceUrl;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a row must be before it is sent, in the order of the file; no key may come twice. What the
 * disk says comes in as a function. One for each pass over the file; not for several threads.
 *
 * <p>Control characters are refused: nobody means them, and they come from a wrong encoding. Line
 * breaks and TAB are text in a description, whatever the way that it travels, and line breaks also
 * in the title and subtitle of a file row, which can go in JSON.
 *
 * <p>An invalid row holds its key, too: the contract says that of two rows with one key the second
 * is invalid. Otherwise repairing the first would upload the same thing again.
 */
public final class RowRules {
  /** What tells one row from another. */
  private static final Set<ListColumn> NAMING =
      EnumSet.complementOf(EnumSet.of(ListColumn.DESCRIPTION, ListColumn.SUBTITLE));

  private static final String LINE_ENDS = "\r\n";

  /** So much of a wrong address is shown. */
  private static final int MAX_SHOWN = 140;

  /**
   * What Excel shows in place of a value, in English and in Russian; ### is a column too narrow.
   */
  private static final Pattern SPREADSHEET_ERROR =
      Pattern.compile(
          "#(?:REF!|N/A|VALUE!|NAME\\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|##+"
              + "|ССЫЛКА!|Н/Д|ЗНАЧ!|ИМЯ\\?|ДЕЛ/0!|ПУСТО!|ЧИСЛО!|ПЕРЕНОС!|ВЫЧИСЛ!)|Err:\\d{3}");

  private static final Pattern SHORTENED_NUMBER = Pattern.compile("\\d(?:[.,]\\d+)?[Ee]\\+\\d+");

  /** In so many rows of a pass, it is looked for what a missing file may be called. */
  private static final int MAX_NEAREST = 100;

  private static final Pattern SEPARATOR = Pattern.compile("[,;\t|]");

  private final @Nullable String defaultParent;
  private final Function<Path, SourceState> files;
  private final DuplicateKeys keys = new DuplicateKeys();
  private int missing;

  /**
   * @param defaultParent from {@code --parent}
   * @param files tells a file's state, such as {@code SourceState::of}
   */
  public RowRules(@Nullable String defaultParent, Function<Path, SourceState> files) {
    this.defaultParent = defaultParent;
    this.files = files;
  }

  /** Whether a row that was checked has this key. */
  boolean holds(String key) {
    return keys.holds(key);
  }

  /** The row itself when it may be sent; else one that says why not. */
  ManifestRow check(ManifestRow row) {
    String error = row.error() != null ? row.error() : String.join("; ", allProblems(row));
    String meant = error.isEmpty() ? null : noRow(row.cells());
    return error.isEmpty() ? row : row.wrong(meant == null ? error : error + "; " + meant);
  }

  private List<String> allProblems(ManifestRow row) {
    List<String> problems = problems(row);
    String key = row.key(defaultParent);
    long first = key == null ? 0 : keys.firstLine(key, row.line());
    if (first > 0) {
      problems.add(
          row.id() != null
              ? "id '" + row.id() + "' is already the id of the row at line " + first
              : "the same source and parent are already at line "
                  + first
                  + "; to make two videos of it, give the rows different ids");
    }
    return problems;
  }

  /** What a line is that was never meant as a row; null if it may well be one. */
  private static @Nullable String noRow(List<String> cells) {
    String first = cells.isEmpty() ? "" : cells.get(0);
    if (first.startsWith("#") && !isSpreadsheetError(first)) {
      return "the line begins with #, but CSV has no comments: remove it";
    }
    boolean alone = cells.stream().skip(1).allMatch(Cells::isBlank);
    return alone && SEPARATOR.matcher(first).find()
        ? "if quotes stand around the whole line, it is one cell: remove them"
        : null;
  }

  /** All that is wrong with the row alone; empty when it can be sent. */
  public List<String> problems(ManifestRow row) {
    List<String> problems = new ArrayList<>();
    checkText(row, problems);
    checkErrorValues(row, problems);
    checkSource(row, problems);
    checkTitles(row, problems);
    if (row.parent(defaultParent) == null) {
      problems.add("parent_id is missing; fill it in, or use --parent ID");
    }
    return problems;
  }

  /** What is odd about a row that can be sent; null if nothing is. */
  static @Nullable String oddity(ManifestRow row) {
    String id = row.id();
    if (id != null && SHORTENED_NUMBER.matcher(id).matches()) {
      return "id '" + id + "' was shortened by the spreadsheet: format the column as text";
    }
    String page = row.url() == null ? null : SourceUrl.pageAdvice(row.url());
    return page == null ? null : "url " + page;
  }

  /** Told by its first letter first: nearly no cell is one. */
  private static boolean isSpreadsheetError(@Nullable String text) {
    return text != null
        && (text.startsWith("#") || text.startsWith("Err:"))
        && SPREADSHEET_ERROR.matcher(text).matches();
  }

  private static void checkErrorValues(ManifestRow row, List<String> problems) {
    for (ListColumn column : NAMING) {
      String text = row.value(column);
      if (isSpreadsheetError(text)) {
        problems.add(
            column.header() + " is " + text + ", a spreadsheet error: correct the cell there");
      }
    }
  }

  private static void checkText(ManifestRow row, List<String> problems) {
    for (ListColumn column : ListColumn.values()) {
      String text = column == ListColumn.TITLE ? row.effectiveTitle() : row.value(column);
      String allowed =
          switch (column) {
            case DESCRIPTION -> LINE_ENDS + "\t";
            case TITLE, SUBTITLE -> row.url() == null ? LINE_ENDS : "";
            default -> "";
          };
      int at = column == ListColumn.URL ? -1 : firstLost(text, column, allowed);
      if (text != null && at >= 0) {
        String what =
            LINE_ENDS.indexOf(text.charAt(at)) >= 0
                ? " has a line break, which can't be part of it"
                : (text.charAt(at) == SafeText.UNDECODED
                        ? " has a character that got lost ("
                        : " has a control character (")
                    + SafeText.named(text, at)
                    + ")";
        problems.add(column.header() + what);
      }
    }
  }

  /** The first character that nobody means; a file is looked for under whatever name it has. */
  private static int firstLost(@Nullable String text, ListColumn column, String allowed) {
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = column != ListColumn.FILE && Character.isISOControl(c);
      if ((control && allowed.indexOf(c) < 0) || c == SafeText.UNDECODED) {
        return i;
      }
    }
    return -1;
  }

  private void checkSource(ManifestRow row, List<String> problems) {
    String url = row.url();
    if (url == null && row.fileText() == null) {
      problems.add("neither url nor file is set");
    } else if (url == null) {
      checkFile(row, problems);
    } else if (row.fileText() != null) {
      problems.add("url and file are both set; a row has one of them");
    } else if (SourceUrl.problem(url) != null && !isSpreadsheetError(url)) {
      problems.add("url " + SourceUrl.problem(url) + ": " + shortened(Redaction.url(url)));
    }
  }

  private void checkFile(ManifestRow row, List<String> problems) {
    Path file = row.file();
    if (isSpreadsheetError(row.fileText())) {
      return; // said
    }
    if (file == null) {
      problems.add(
          "file has a name that can't be used in the current locale or on this system: "
              + row.fileText());
      return;
    }
    SourceState state = files.apply(file);
    if (state != SourceState.USABLE) {
      boolean look = state == SourceState.MISSING && missing++ < MAX_NEAREST;
      String advice = look ? FileSource.adviceOnMissing(file, row.fileText()) : null;
      problems.add(
          "file " + state.words() + ": " + file + (advice == null ? "" : " (" + advice + ")"));
    }
  }

  private static void checkTitles(ManifestRow row, List<String> problems) {
    String title = row.effectiveTitle();
    String subtitle = row.value(ListColumn.SUBTITLE);
    String problem = title == null ? null : Metadata.problem(title);
    if (problem != null) {
      boolean own = row.value(ListColumn.TITLE) != null;
      problems.add("title " + problem + (own ? "" : "; it is taken from the file's name"));
    }
    if (title == null && row.url() != null) {
      problems.add("title is missing (required for url rows)");
    }
    problem = subtitle == null ? null : Metadata.problem(subtitle);
    if (problem != null) {
      problems.add("subtitle " + problem);
    }
    if (row.url() != null && subtitle != null) {
      problems.add(
          "subtitle can't be sent with a url: Kinescope takes only title and description there");
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
