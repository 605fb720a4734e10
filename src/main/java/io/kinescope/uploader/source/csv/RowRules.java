package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.source.Metadata;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private static final String LINE_ENDS = "\r\n";

  /** So much of a wrong address is shown. */
  private static final int MAX_SHOWN = 140;

  /** Absolute, http or https, with a host; raw non-ASCII characters are common and let through. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?i)(?:[^@]*@)?(?:\\[[0-9a-f:.]+]|[^@:\\[\\]]+)(?::\\d*)?");

  private final @Nullable String defaultParent;
  private final Function<Path, SourceState> files;
  private final DuplicateKeys keys = new DuplicateKeys();

  /**
   * @param defaultParent from {@code --parent}
   * @param files tells a file's state, such as {@code SourceState::of}
   */
  public RowRules(@Nullable String defaultParent, Function<Path, SourceState> files) {
    this.defaultParent = defaultParent;
    this.files = files;
  }

  /** The row itself when it may be sent, or is known to be wrong; else one that says why not. */
  ManifestRow check(ManifestRow row) {
    if (row.error() != null) {
      return row;
    }
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
    return problems.isEmpty() ? row : row.wrong(String.join("; ", problems));
  }

  /** All that is wrong with the row alone; empty when it can be sent. */
  public List<String> problems(ManifestRow row) {
    List<String> problems = new ArrayList<>();
    checkText(row, problems);
    checkSource(row, problems);
    checkTitles(row, problems);
    if (row.parent(defaultParent) == null) {
      problems.add("parent_id is missing; fill it in, or use --parent ID");
    }
    return problems;
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
      int at = column == ListColumn.FILE ? -1 : firstControl(text, allowed);
      if (text != null && at >= 0) {
        String what =
            LINE_ENDS.indexOf(text.charAt(at)) >= 0
                ? " has a line break, which can't be part of it"
                : String.format(
                    Locale.ROOT,
                    " has a control character (U+%04X at character %d)",
                    (int) text.charAt(at),
                    at + 1);
        problems.add(column.header() + what);
      }
    }
  }

  private static int firstControl(@Nullable String text, String allowed) {
    for (int i = 0; text != null && i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i)) && allowed.indexOf(text.charAt(i)) < 0) {
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
    } else if (!isWebAddress(url)) {
      problems.add("url is not an absolute http or https address: " + shortened(url));
    } else if (hasSpace(url)) {
      problems.add("url has a space in it; write it as %20: " + shortened(url));
    }
  }

  /** Whether it is {@code http} or {@code https} with a host; most need no expression for that. */
  private static boolean isWebAddress(String url) {
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon);
    if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
      return false;
    }
    int start = colon + "://".length();
    boolean plain = true;
    int end = start;
    for (; end < url.length() && "/?#".indexOf(url.charAt(end)) < 0; end++) {
      plain &= "@:[]".indexOf(url.charAt(end)) < 0;
    }
    return plain ? end > start : AUTHORITY.matcher(url.substring(start, end)).matches();
  }

  /** All of Unicode's spaces are single characters. */
  private static boolean hasSpace(String url) {
    for (int i = 0; i < url.length(); i++) {
      if (Character.isSpaceChar(url.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private void checkFile(ManifestRow row, List<String> problems) {
    Path file = row.file();
    if (file == null) {
      problems.add("file is not a possible file name: " + row.fileText());
      return;
    }
    SourceState state = files.apply(file);
    if (state != SourceState.USABLE) {
      boolean backslash = File.separatorChar == '/' && file.toString().contains("\\");
      String advice =
          state == SourceState.MISSING && backslash
              ? " (on this system folders are separated by /)"
              : "";
      problems.add("file " + state.words() + ": " + file + advice);
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
