package io.kinescope.uploader.terminal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How wide a text is on a terminal, and texts made to fit. What is seen as one character (an emoji
 * of several joined ones, a flag) is measured as one and never cut in two.
 */
public final class TerminalText {
  private static final String ELLIPSIS = "…";
  private static final int EMOJI_STYLE = 0xFE0F;

  private static final Pattern WIDE_GAP = Pattern.compile(" {2,}");
  private static final Pattern CHARACTER = Pattern.compile("\\X");

  /** What joins code points to one character, beside combining marks, which take no cell anyway. */
  private static final Pattern JOINED =
      Pattern.compile("[\u200D\uFE0F\\x{1F1E6}-\\x{1F1FF}\\x{1F3FB}-\\x{1F3FF}]");

  /**
   * East_Asian_Width W and F of Unicode 14, among them the emoji: first and last code points in
   * turn. Gaps of unassigned ones are closed.
   */
  private static final int[] WIDE =
      Pattern.compile("[ -]")
          .splitAsStream(
              "1100-115F 231A-231B 2329-232A 23E9-23EC 23F0-23F0 23F3-23F3 25FD-25FE 2614-2615"
                  + " 2648-2653 267F-267F 2693-2693 26A1-26A1 26AA-26AB 26BD-26BE 26C4-26C5"
                  + " 26CE-26CE 26D4-26D4 26EA-26EA 26F2-26F3 26F5-26F5 26FA-26FA 26FD-26FD"
                  + " 2705-2705 270A-270B 2728-2728 274C-274C 274E-274E 2753-2755 2757-2757"
                  + " 2795-2797 27B0-27B0 27BF-27BF 2B1B-2B1C 2B50-2B50 2B55-2B55 2E80-303E"
                  + " 3041-3247 3250-4DBF 4E00-A4C6 A960-A97C AC00-D7A3 F900-FAD9 FE10-FE6B"
                  + " FF01-FF60 FFE0-FFE6 16FE0-1B2FB 1F004-1F004 1F0CF-1F0CF 1F18E-1F18E"
                  + " 1F191-1F19A 1F200-1F320 1F32D-1F335 1F337-1F37C 1F37E-1F393 1F3A0-1F3CA"
                  + " 1F3CF-1F3D3 1F3E0-1F3F0 1F3F4-1F3F4 1F3F8-1F43E 1F440-1F440 1F442-1F4FC"
                  + " 1F4FF-1F53D 1F54B-1F54E 1F550-1F567 1F57A-1F57A 1F595-1F596 1F5A4-1F5A4"
                  + " 1F5FB-1F64F 1F680-1F6C5 1F6CC-1F6CC 1F6D0-1F6D2 1F6D5-1F6DF 1F6EB-1F6EC"
                  + " 1F6F4-1F6FC 1F7E0-1F7F0 1F90C-1F93A 1F93C-1F945 1F947-1F9FF 1FA70-1FAF6"
                  + " 20000-3FFFD")
          .mapToInt(point -> Integer.parseInt(point, 16))
          .toArray();

  private TerminalText() {}

  /** How many cells of a terminal the text takes: CJK and emoji two, combining marks none. */
  public static int width(String text) {
    boolean joined = text.chars().anyMatch(c -> c >= 0x200D) && JOINED.matcher(text).find();
    return joined
        ? characters(text).stream().mapToInt(TerminalText::characterWidth).sum()
        : text.codePoints().map(TerminalText::width).sum();
  }

  private static List<String> characters(String text) {
    return CHARACTER.matcher(text).results().map(MatchResult::group).toList();
  }

  /** Of one that is seen: however many are joined to an emoji, it takes two cells. */
  private static int characterWidth(String character) {
    boolean wide =
        character.codePoints().anyMatch(point -> point == EMOJI_STYLE || width(point) == 2);
    return wide ? 2 : character.codePoints().map(TerminalText::width).sum();
  }

  private static int width(int point) {
    if (point < 0x300) {
      return 1; // Latin: nearly everything, quickly
    }
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    for (int i = 0; i < WIDE.length && point >= WIDE[i]; i += 2) {
      if (point <= WIDE[i + 1]) {
        return 2;
      }
    }
    return 1;
  }

  /** The text, cut with an ellipsis if it is wider than that. */
  public static String shortened(String text, int most) {
    if (width(text) <= most) {
      return text;
    }
    return most < 1 ? "" : fitting(characters(text), most - width(ELLIPSIS)) + ELLIPSIS;
  }

  /** The same, cut in its middle: names that differ often do so at their ends. */
  static String shortenedInside(String text, int most) {
    int room = most - width(ELLIPSIS);
    if (width(text) <= most || room < 1) {
      return shortened(text, most);
    }
    List<String> turned = new ArrayList<>(characters(text));
    Collections.reverse(turned);
    List<String> end = new ArrayList<>(kept(turned, room / 2));
    Collections.reverse(end);
    String shown = String.join("", end);
    return fitting(characters(text), room - width(shown)) + ELLIPSIS + shown;
  }

  private static String fitting(List<String> characters, int most) {
    return String.join("", kept(characters, most));
  }

  /** As many from the beginning as fit. */
  private static List<String> kept(List<String> characters, int most) {
    int room = most;
    int count = 0;
    while (count < characters.size()) {
      room -= characterWidth(characters.get(count));
      if (room < 0) {
        break;
      }
      count++;
    }
    return characters.subList(0, count);
  }

  /** The text, filled up with spaces on the right. */
  public static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  /**
   * A line of text, broken between words where it is wider than that, with a line break at its end.
   * What goes on stands below the text that it belongs to: behind the last wide gap. A word that
   * has no room on any line is left to the terminal.
   */
  public static String broken(String line, int width) {
    if (width(line) <= width) {
      return line + "\n";
    }
    int indent = line.length() - line.stripLeading().length();
    Matcher gap = WIDE_GAP.matcher(line);
    while (gap.find() && width(line.substring(0, gap.end())) <= width / 2) {
      indent = gap.end();
    }
    StringBuilder text = new StringBuilder(line.substring(0, indent));
    int used = width(text.toString());
    String space = "";
    for (String word : line.substring(indent).split(" ", -1)) {
      int cells = space.length() + width(word);
      boolean helps = used > indent && indent + width(word) <= width;
      if (used + cells > width && helps) {
        text.append('\n').append(" ".repeat(indent));
        used = indent;
        space = "";
        cells = width(word);
      }
      text.append(space).append(word);
      used += cells;
      space = " ";
    }
    return text.append('\n').toString();
  }
}
