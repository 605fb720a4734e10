package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.cli.CrashRows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A way in to the engine. */
enum CrashDoor {
  /** A list with all rows. */
  LIST("import-csv", "status"),
  /** The folder of the first file. */
  FILES("upload file", "state"),
  /** The first row. */
  URL("upload url", "state");

  private final String words;
  private final String stateField;

  CrashDoor(String words, String stateField) {
    this.words = words;
    this.stateField = stateField;
  }

  /** The command line, without options that all doors have. */
  List<String> command(Path csv, CrashRows rows) {
    Row first = rows.rows().get(0);
    return switch (this) {
      case LIST -> List.of(words, csv.toString());
      case FILES ->
          List.of(
              "upload",
              "file",
              Objects.requireNonNull(Objects.requireNonNull(first.file()).getParent()).toString(),
              "--recursive");
      case URL -> List.of("upload", "url", first.source(), "--title", first.title());
    };
  }

  /** What a run with {@code -o jsonl} said of an item. */
  JsonObject item(Cli.Run run, Row row) {
    return run.objects().stream()
        .filter(item -> row.source().equals(item.text("source")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(row + " in " + run));
  }

  String state(JsonObject item) {
    return String.valueOf(item.text(stateField));
  }

  @Override
  public String toString() {
    return words;
  }
}
