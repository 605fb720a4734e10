package io.kinescope.uploader.base.text;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Text without anything that would command a terminal or pass for another line. Titles, file names
 * and the service's answers come from strangers.
 */
public final class SafeText {
  /** What decoders put in the place of bytes that are no text. */
  public static final char UNDECODED = '\uFFFD';

  /** Line breaks of every kind, tabs, and the spaces after them. */
  private static final Pattern BREAKS = Pattern.compile("[\t\n\u000b\f\r\u0085\u2028\u2029]+ *");

  /**
   * A terminal's sequence (ESC [ or its one-character form, up to a letter), any other control
   * character, marks that turn the direction (they make a name read backwards), half a character.
   */
  private static final Pattern HARMFUL =
      Pattern.compile(
          "(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]|[\\p{Cc}\\p{Cs}\u202a-\u202e\u2066-\u2069]");

  private static final int MAX_LISTED = 10;

  private SafeText() {}

  /** One harmless line: breaks and tabs become a space, what is harmful becomes U+FFFD. */
  public static String clean(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      return text;
    }
    String oneLine = BREAKS.matcher(text).replaceAll(" ");
    return HARMFUL.matcher(oneLine).replaceAll(String.valueOf(UNDECODED));
  }

  /** How messages show a character that can't be seen: {@code U+200B at character 12}. */
  public static String named(String text, int at) {
    int point = text.codePointAt(at);
    String known = point == 0x1A ? "Ctrl-Z, the end mark of old DOS files, " : "";
    return known + String.format(Locale.ROOT, "U+%04X at character %d", point, at + 1);
  }

  /** Names in a message, with commas; after ten, how many more there are. */
  public static String list(Collection<String> names) {
    String first = names.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
    int more = names.size() - MAX_LISTED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** Several lines, each made harmless. */
  public static String cleanLines(String text) {
    return Stream.of(text.split("\\R", -1)).map(SafeText::clean).collect(Collectors.joining("\n"));
  }

  /** One harmless line of at most so many characters, then an ellipsis. */
  public static String clean(String text, int max) {
    String clean = clean(text).strip();
    if (clean.length() <= max) {
      return clean;
    }
    boolean splitsPair = Character.isHighSurrogate(clean.charAt(max - 1));
    return clean.substring(0, splitsPair ? max - 1 : max) + "…";
  }
}
