package io.kinescope.uploader.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal would show of an output: just the sequences that the display may use. */
final class Screen {
  private static final Pattern TOKEN =
      Pattern.compile("\u001b\\[(\\??[0-9]*)([A-Za-z])|[\n\r]|[^\u001b\n\r]+|\u001b");

  private Screen() {}

  /** The lines, without trailing blanks and without empty ones at the end. */
  static List<String> of(String output) {
    List<String> lines = new ArrayList<>(List.of(""));
    int row = 0;
    int column = 0;
    Matcher token = TOKEN.matcher(output);
    while (token.find()) {
      String text = token.group();
      if (text.equals("\r")) {
        column = 0;
      } else if (text.equals("\n")) {
        row++;
        column = 0;
        if (row == lines.size()) {
          lines.add("");
        }
      } else if (token.group(2) == null) {
        String line = lines.get(row);
        String before = line.substring(0, Math.min(column, line.length()));
        int end = column + text.length();
        lines.set(row, before + text + (line.length() > end ? line.substring(end) : ""));
        column = end;
      } else {
        switch (token.group(2)) {
          case "A" -> row -= token.group(1).isEmpty() ? 1 : Integer.parseInt(token.group(1));
          case "J" -> {
            lines.subList(row + 1, lines.size()).clear();
            lines.set(row, lines.get(row).substring(0, Math.min(column, lines.get(row).length())));
          }
          case "K" -> {
            int kept = token.group(1).equals("2") ? 0 : Math.min(column, lines.get(row).length());
            lines.set(row, lines.get(row).substring(0, kept));
          }
          case "h", "l", "m" -> {}
          default -> throw new AssertionError("unknown sequence " + token.group(2));
        }
      }
    }
    List<String> shown = new ArrayList<>(lines.stream().map(String::stripTrailing).toList());
    while (!shown.isEmpty() && shown.get(shown.size() - 1).isEmpty()) {
      shown.remove(shown.size() - 1);
    }
    return shown;
  }
}
