package io.kinescope.uploader.source.csv;

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
 * <p>Text of a url row travels in HTTP headers, so it can't have line breaks; text of a file row
 * can go in JSON, which carries all. Control characters are refused in both: nobody means them, and
 * they come from a wrong encoding. TAB is allowed in a description.
 */
public final class RowRules {
  /** Kinescope's limit for title and subtitle, in characters (code points). */
  public static final int MAX_TITLE = 140;

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
    boolean lines = row.url() == null;
    boolean control = hasControl(row); // nearly never, and one look is cheaper than seven
    checkSource(row, files, control, problems);
    checkTitle(row, control, problems);
    if (control) {
      checkText(Column.DESCRIPTION, row.description(), lines, true, problems);
      checkText(Column.SUBTITLE, row.subtitle(), lines, false, problems);
    }
    checkLength(Column.SUBTITLE, row.subtitle(), "", problems);
    if (row.url() != null && row.subtitle() != null) {
      problems.add(
          new RowProblem(
              Column.SUBTITLE,
              "can't be sent with a url: Kinescope takes only title and description there"));
    }
    if (control) {
      checkText(Column.FILENAME, row.filename(), false, false, problems);
      checkText(Column.ID, row.id(), false, false, problems);
      checkText(Column.PARENT_ID, row.parentId(), false, false, problems);
    }
    if (row.parent(defaultParent) == null) {
      problems.add(
          new RowProblem(
              Column.PARENT_ID, "is not set, and neither is --parent: where shall the video go?"));
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

  private static void checkSource(
      ManifestRow row,
      Function<Path, SourceState> files,
      boolean control,
      List<RowProblem> problems) {
    String url = row.url();
    if (url == null && row.fileText() == null) {
      problems.add(new RowProblem(null, "neither url nor file is set"));
    } else if (url != null && row.fileText() != null) {
      problems.add(new RowProblem(null, "url and file are both set; a row has one of them"));
    } else if (url != null) {
      checkUrl(url, control, problems);
    } else {
      checkFile(row, files, problems);
    }
  }

  private static void checkUrl(String url, boolean control, List<RowProblem> problems) {
    int before = problems.size();
    if (control) {
      checkText(Column.URL, url, false, false, problems);
    }
    if (problems.size() > before) {
      return;
    }
    if (!isWebAddress(url)) {
      problems.add(
          new RowProblem(
              Column.URL, "is not an absolute http or https address: " + shortened(url)));
    } else if (hasSpace(url)) {
      problems.add(
          new RowProblem(Column.URL, "has a space in it; write it as %20: " + shortened(url)));
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
              case MISSING -> "there is no such file: " + file + backslashHint(file);
              case FOLDER -> "is a folder: " + file;
              case SPECIAL -> "is not a regular file: " + file;
              case EMPTY -> "is empty (0 bytes): " + file;
              case UNREADABLE -> "can't be read: " + file;
            };
    if (what != null) {
      problems.add(new RowProblem(Column.FILE, what));
    }
  }

  private static String backslashHint(Path file) {
    return file.getFileSystem().getSeparator().equals("/") && file.toString().contains("\\")
        ? " (on this system folders are separated by /)"
        : "";
  }

  private static void checkTitle(ManifestRow row, boolean control, List<RowProblem> problems) {
    String title = row.effectiveTitle();
    if (title == null) {
      if (row.url() != null) {
        problems.add(new RowProblem(Column.TITLE, "is not set; a url needs one"));
      }
      return;
    }
    if (control) {
      checkText(Column.TITLE, title, row.url() == null, false, problems);
    }
    checkLength(
        Column.TITLE, title, row.title() == null ? ", taken from the file's name" : "", problems);
  }

  private static void checkLength(
      Column column, @Nullable String text, String origin, List<RowProblem> problems) {
    int length = text == null ? 0 : text.codePointCount(0, text.length());
    if (length > MAX_TITLE) {
      problems.add(
          new RowProblem(
              column, "is longer than " + MAX_TITLE + " characters (" + length + origin + ")"));
    }
  }

  private static void checkText(
      Column column,
      @Nullable String text,
      boolean linesAllowed,
      boolean tabAllowed,
      List<RowProblem> problems) {
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineBreak = c == '\n' || c == '\r';
      if (lineBreak && !linesAllowed) {
        problems.add(new RowProblem(column, "has a line break, " + whyNoLines(column)));
        return;
      }
      if (Character.isISOControl(c) && !lineBreak && !(c == '\t' && tabAllowed)) {
        problems.add(
            new RowProblem(
                column,
                String.format(
                    Locale.ROOT,
                    "has a control character (U+%04X at character %d)",
                    (int) c,
                    i + 1)));
        return;
      }
    }
  }

  private static String whyNoLines(Column column) {
    return switch (column) {
      case TITLE, DESCRIPTION, SUBTITLE ->
          "and the text of a url row goes in HTTP headers, which can't carry one";
      default -> "which can't be part of it";
    };
  }

  private static String shortened(String text) {
    int most = MAX_TITLE;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
