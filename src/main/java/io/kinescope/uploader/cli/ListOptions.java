package io.kinescope.uploader.cli;

import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowChoice;
import java.util.List;
import picocli.CommandLine.Option;

/** What of a list is printed. */
final class ListOptions {
  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      splitSynopsisLabel = ",",
      description = {
        "Print these columns in this order: any field that -o json shows, nested ones with dots.",
        "With json and jsonl, print these fields alone."
      })
  private List<String> columns = List.of();

  @Option(
      names = "--filter",
      paramLabel = "NAME=GLOB",
      description =
          "Print only rows whose field matches, such as 'title=Lecture*'; * is any text, ? one character, case is ignored. May be repeated: all must match.")
  private List<String> filters = List.of();

  /**
   * The choice.
   *
   * @param known columns beside the fields that the rows turn out to have
   */
  RowChoice toChoice(List<Column> known) {
    return new RowChoice(columns.stream().map(String::strip).toList(), filters, known);
  }
}
