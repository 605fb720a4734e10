package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program and its arguments as a setting has them, to be run without a shell: white space
 * separates them, single or double quotes keep it in one.
 *
 * @param setting its name, for messages
 */
record CommandWords(String setting, String text) {
  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

  /**
   * The words, of which the first is the program.
   *
   * @throws UploaderException of kind USAGE if there is none, or a quote is not closed
   */
  List<String> list() {
    if (!WORD.matcher(text).replaceAll("").isBlank()) {
      throw UploaderException.usage("the " + setting + " has a quote that is not closed", null);
    }
    List<String> words =
        WORD.matcher(text)
            .results()
            .map(word -> QUOTED.matcher(word.group()).replaceAll("$1$2"))
            .toList();
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw UploaderException.usage("the " + setting + " is empty", "name a program");
    }
    return words;
  }
}
