package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern as {@code .gitignore} has them, put into the words of {@link
 * java.nio.file.FileSystem#getPathMatcher}. What is translated:
 *
 * <ul>
 *   <li>a slash at the end: directories only;
 *   <li>no other slash: the name alone counts, at any depth ({@link #nameOnly});
 *   <li>any other slash, or {@code ./} at the start: the whole path from the given directory;
 *   <li><code>**&#47;</code>: any number of directories, none as well, so <code>{**&#47;,}</code>;
 *   <li><code>/**</code> at the end: all below, the same in both;
 *   <li>other runs of stars: one star; {@code [^a]}: {@code [!a]}.
 * </ul>
 *
 * <p>Beyond gitignore, Java's <code>{mp4,mov}</code> works (without slashes in it). What the two
 * read differently and nobody uses ({@code [[:alpha:]]}, backslash or {@code ]} in brackets) is
 * refused, never guessed, and so is {@code !pattern}.
 *
 * @param java for {@code getPathMatcher}, without {@code glob:}
 * @param nameOnly whether it is matched with the name, else with the path from the given directory
 * @param directoriesOnly whether files are never matched
 */
record Glob(String java, boolean nameOnly, boolean directoriesOnly) {
  private static final String ANY_DEPTH = "**";

  /**
   * Translates.
   *
   * @throws UploaderException USAGE if it can't be a pattern
   */
  static Glob parse(String pattern) {
    if (pattern.startsWith("!")) {
      throw wrong(
          pattern, "begins with !", "use --include and --exclude; a name with ! is \\!name");
    }
    // Names are compared as NFC: a Mac writes и + breve where keyboards give й.
    String text = Normalizer.normalize(pattern, Normalizer.Form.NFC);
    boolean directoriesOnly = text.endsWith("/");
    List<String> segments = segments(pattern, text);
    boolean nameOnly = segments.size() == 1 && !text.startsWith("/") && !text.startsWith("./");
    StringBuilder java = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      boolean last = i == segments.size() - 1;
      if (!segments.get(i).equals(ANY_DEPTH)) {
        java.append(segment(pattern, segments.get(i))).append(last ? "" : "/");
      } else if (!last) {
        java.append("{**/,}");
      } else {
        java.append(ANY_DEPTH);
      }
    }
    return new Glob(java.toString(), nameOnly, directoriesOnly);
  }

  private static List<String> segments(String pattern, String text) {
    List<String> segments = new ArrayList<>();
    for (String segment : text.split("/", -1)) {
      boolean leadingDot = segment.equals(".") && segments.isEmpty() && text.startsWith("./");
      boolean again =
          segment.equals(ANY_DEPTH)
              && !segments.isEmpty()
              && segments.get(segments.size() - 1).equals(ANY_DEPTH);
      if (segment.equals("..") || (segment.equals(".") && !leadingDot)) {
        throw wrong(pattern, "has . or .. in its path", "paths begin at the given directory");
      }
      if (!segment.isEmpty() && !leadingDot && !again) {
        segments.add(segment);
      }
    }
    if (segments.isEmpty()) {
      throw wrong(pattern, "is empty", "write a name or a pattern: *.mp4, raw/");
    }
    return segments;
  }

  private static String segment(String pattern, String segment) {
    StringBuilder java = new StringBuilder();
    boolean braces = false;
    boolean afterStar = false;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      boolean star = c == '*';
      switch (c) {
        case '*' -> java.append(afterStar ? "" : "*");
        case '\\' -> {
          i++;
          if (i == segment.length()) {
            throw wrong(
                pattern, "has a \\ with nothing to escape", "/ separates names; \\\\ is one");
          }
          java.append(c).append(segment.charAt(i));
        }
        case '[' -> {
          int end = segment.indexOf(']', i + 1);
          java.append(brackets(pattern, end < 0 ? "" : segment.substring(i + 1, end)));
          i = end;
        }
        default -> {
          if (c == '{' && braces) {
            throw wrong(pattern, "has { in {", "write several patterns");
          }
          braces = c == '{' || (braces && c != '}');
          java.append(c);
        }
      }
      afterStar = star;
    }
    if (braces) {
      throw wrong(
          pattern, "has a { without its } in the same name", "write \\{ for the sign itself");
    }
    return java.toString();
  }

  private static String brackets(String pattern, String inside) {
    boolean not = inside.startsWith("!") || inside.startsWith("^");
    String characters = not ? inside.substring(1) : inside;
    if (characters.isEmpty() || characters.contains("\\") || characters.contains("[")) {
      throw wrong(
          pattern,
          "has brackets that can't be read",
          "plain characters and ranges can be in them: [abc], [0-9], [!a-z]; \\[ is the sign itself");
    }
    return (not ? "[!" : "[") + characters + "]";
  }

  static UploaderException wrong(String pattern, String what, String hint) {
    return UploaderException.withHint(
        ErrorKind.USAGE, "the pattern \"" + pattern + "\" " + what, hint);
  }
}
