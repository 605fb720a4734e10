package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.source.TitleRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a row must be before it is sent. Pure: what the disk says comes in as a function.
 *
 * <p>Control characters are refused: nobody means them, and they come from a wrong encoding. Line
 * breaks and TAB are text in a description, whatever the way that it travels, and line breaks also
 * in the title and subtitle of a file row, which can go in JSON.
 */
public final class RowRules {
  private static final String LINE_ENDS = "\r\n";

  /** So much of a wrong address is shown. */
  private static final int MAX_SHOWN = 140;

  /** Absolute, http or https, with a host; raw non-ASCII characters are common and let through. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?i)(?:[^@]*@)?(?:\\[[0-9a-f:.]+]|[^@:\\[\\]]+)(?::\\d*)?");

  private RowRules() {}

  /**
   * All that is wrong with the row; empty when it can be sent.
   *
   * @param defaultParent from {@code --parent}
   * @param files tells a file's state, such as {@code SourceState::of}
   */
  public static List<RowProblem> check(
      ManifestRow row, @Nullable String defaultParent, Function<Path, SourceState> files) {
    List<RowProblem> problems = new ArrayList<>();
    if (hasControl(row)) { // nearly never, and one look is cheaper than seven
      String inTitles = row.url() == null ? LINE_ENDS : "";
      checkText(ListColumn.URL, row.url(), "", problems);
      checkText(ListColumn.TITLE, row.effectiveTitle(), inTitles, problems);
      checkText(ListColumn.DESCRIPTION, row.description(), LINE_ENDS + "\t", problems);
      checkText(ListColumn.SUBTITLE, row.subtitle(), inTitles, problems);
      checkText(ListColumn.FILENAME, row.filename(), "", problems);
      checkText(ListColumn.ID, row.id(), "", problems);
      checkText(ListColumn.PARENT_ID, row.parentId(), "", problems);
    }
    checkSource(row, files, problems);
    checkTitles(row, problems);
    if (row.parent(defaultParent) == null) {
      problems.add(
          new RowProblem(ListColumn.PARENT_ID, "is missing; fill it in, or use --parent ID"));
    }
    return List.copyOf(problems);
  }

  /** Whether anything of the row that is sent has a control character, line ends among them. */
  private static boolean hasControl(ManifestRow row) {
    for (String text :
        Arrays.asList(
            row.url(),
            row.fileText(),
            row.title(),
            row.description(),
            row.subtitle(),
            row.filename(),
            row.parentId(),
            row.id())) {
      for (int i = 0; text != null && i < text.length(); i++) {
        if (Character.isISOControl(text.charAt(i))) {
          return true;
        }
      }
    }
    return false;
  }

  private static void checkText(
      ListColumn column, @Nullable String text, String allowed, List<RowProblem> problems) {
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && allowed.indexOf(c) < 0) {
        String what =
            LINE_ENDS.indexOf(c) >= 0
                ? "has a line break, which can't be part of it"
                : String.format(
                    Locale.ROOT,
                    "has a control character (U+%04X at character %d)",
                    (int) c,
                    i + 1);
        problems.add(new RowProblem(column, what));
        return;
      }
    }
  }

  private static void checkSource(
      ManifestRow row, Function<Path, SourceState> files, List<RowProblem> problems) {
    String url = row.url();
    if (url == null && row.fileText() == null) {
      problems.add(new RowProblem(null, "neither url nor file is set"));
    } else if (url == null) {
      checkFile(row, files, problems);
    } else if (row.fileText() != null) {
      problems.add(new RowProblem(null, "url and file are both set; a row has one of them"));
    } else if (!isWebAddress(url)) {
      problems.add(
          new RowProblem(
              ListColumn.URL, "is not an absolute http or https address: " + shortened(url)));
    } else if (hasSpace(url)) {
      problems.add(
          new RowProblem(ListColumn.URL, "has a space in it; write it as %20: " + shortened(url)));
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

  private static void checkFile(
      ManifestRow row, Function<Path, SourceState> files, List<RowProblem> problems) {
    Path file = row.file();
    String what =
        file == null
            ? "is not a possible file name: " + row.fileText()
            : switch (files.apply(file)) {
              case USABLE -> null;
              case MISSING -> "does not exist: " + file + backslashHint(file);
              case FOLDER -> "is a folder: " + file;
              case SPECIAL -> "is not a regular file: " + file;
              case EMPTY -> "is empty (0 bytes): " + file;
              case UNREADABLE -> "can't be read: " + file;
            };
    if (what != null) {
      problems.add(new RowProblem(ListColumn.FILE, what));
    }
  }

  private static String backslashHint(Path file) {
    return file.getFileSystem().getSeparator().equals("/") && file.toString().contains("\\")
        ? " (on this system folders are separated by /)"
        : "";
  }

  private static void checkTitles(ManifestRow row, List<RowProblem> problems) {
    String title = row.effectiveTitle();
    String problem = title == null ? null : TitleRule.problem(title);
    if (problem != null) {
      String origin = row.title() == null ? "; it is taken from the file's name" : "";
      problems.add(new RowProblem(ListColumn.TITLE, problem + origin));
    }
    if (title == null && row.url() != null) {
      problems.add(new RowProblem(ListColumn.TITLE, "is missing (required for url rows)"));
    }
    problem = row.subtitle() == null ? null : TitleRule.problem(row.subtitle());
    if (problem != null) {
      problems.add(new RowProblem(ListColumn.SUBTITLE, problem));
    }
    if (row.url() != null && row.subtitle() != null) {
      problems.add(
          new RowProblem(
              ListColumn.SUBTITLE,
              "can't be sent with a url: Kinescope takes only title and description there"));
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
