package io.kinescope.uploader.importing.report;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import java.nio.file.Path;
import java.util.List;

/** The names of the files that belong to an input: beside it, with its whole name in front. */
public final class CsvFiles {
  /** What follows the input's name. */
  public static final String RESULTS = ".results.csv";

  /** What follows the input's name. */
  public static final String FAILED = ".failed.csv";

  private CsvFiles() {}

  /** {@code videos.csv.results.csv}. */
  public static Path results(Path input) {
    return beside(input, RESULTS);
  }

  /** {@code videos.csv.failed.csv}. */
  public static Path failed(Path input) {
    return beside(input, FAILED);
  }

  /** {@code videos.csv.ledger.db}. */
  public static Path ledger(Path input) {
    return beside(input, ".ledger.db");
  }

  /**
   * Refuses a run that would write two things into one file, or over its own input. The same file
   * by two spellings counts; links are not followed.
   *
   * @param files the input and all that will be written
   * @throws UploaderException of kind USAGE
   */
  public static void requireDifferent(List<Path> files) {
    List<Path> normal = files.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    for (int i = 0; i < normal.size(); i++) {
      if (normal.indexOf(normal.get(i)) < i) {
        throw UploaderException.withHint(
            ErrorKind.USAGE,
            files.get(i) + " is named for two purposes; it would be overwritten",
            "Give --results, --failed and --ledger names of their own.");
      }
    }
  }

  private static Path beside(Path input, String ending) {
    return input.resolveSibling(input.getFileName() + ending);
  }
}
