package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.SourceEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What GitHub Actions shows below a job: the sums, and the first rows that failed, in Markdown. */
final class StepSummary {
  /** GitHub takes 1 MiB a step; who has more failed rows reads the failed file. */
  private static final int MAX_ROWS = 100;

  private static final int MAX_CHARACTERS = 500;

  private final Path file;
  private final List<String> rows = new ArrayList<>();
  private long failed;

  StepSummary(Path file) {
    this.file = file;
  }

  void failed(SourceEntry entry, UploaderException error) {
    failed++;
    if (rows.size() < MAX_ROWS) {
      String id = error.requestId() == null ? "" : " [X-Request-ID: " + error.requestId() + "]";
      String what = cell(ItemResult.message(error) + id);
      rows.add("| " + cell(entry.origin().where()) + " | " + what + " |\n");
    }
  }

  /**
   * Appends to what other commands of the step have said.
   *
   * @param because what ended the run before its end; empty if nothing did
   * @return null, or why that could not be done
   */
  @Nullable String write(String title, Map<String, @Nullable Object> sums, String because) {
    StringBuilder text = new StringBuilder("### " + cell(title) + "\n\n");
    StringBuilder names = new StringBuilder("|");
    StringBuilder values = new StringBuilder("|");
    StringBuilder line = new StringBuilder("|");
    sums.forEach(
        (name, value) -> {
          if (value != null) {
            names.append(' ').append(cell(name.replace('_', ' '))).append(" |");
            values.append(' ').append(cell(value.toString())).append(" |");
            line.append("---|");
          }
        });
    text.append(names).append('\n').append(line).append('\n').append(values).append("\n\n");
    if (!because.isEmpty()) {
      text.append(cell(because)).append("\n\n");
    }
    if (failed > 0) {
      text.append("| where | what failed |\n|---|---|\n").append(String.join("", rows));
      if (failed > rows.size()) {
        text.append("\nand ").append(failed - rows.size()).append(" more\n");
      }
      text.append('\n');
    }
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return null;
    } catch (IOException e) {
      String why = IoWords.ofWriting(file, e);
      return "could not write the job's summary " + file + " (GITHUB_STEP_SUMMARY): " + why;
    }
  }

  /** A cell in which nothing is Markdown or HTML: titles and answers come from strangers. */
  private static String cell(String text) {
    return SafeText.clean(Redaction.text(text), MAX_CHARACTERS)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([\\\\`*_\\[\\]|~!#])", "\\\\$1");
  }
}
