package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowPrinter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger explain}: one row's history, and what the next run would do. */
@Command(
    name = "explain",
    description = {
      "Tell what happened to one row, on which evidence, and what the next run would do with it",
      "if the CSV still has it as it was. With -o id, the id of its video."
    })
final class LedgerExplainCommand extends BaseCommand {
  @Mixin LedgerFile file = new LedgerFile();

  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description =
          "The row's key as 'ledger show' and -o jsonl give it; or its id cell, its url or its file.")
  String key = "";

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where relative file names start: the CSV's folder (default: the ledger's).")
  @Nullable Path folder;

  @Override
  public Integer call() {
    try (Ledger ledger = file.inspect()) {
      LedgerEntry entry = new RowSearch(ledger, file.path).find(key);
      RowStory story = RowStory.of(ledger, entry, folder());
      print(story);
    }
    out().flush();
    return ExitCode.OK.code();
  }

  /** The CSV's folder is the ledger's, unless {@code --ledger} put it elsewhere. */
  private Path folder() {
    if (folder != null) {
      return folder;
    }
    Path parent = file.path.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private void print(RowStory story) {
    OutputFormat format = invocation().options().output;
    switch (format) {
      case TABLE -> story.tell(out());
      case JSON -> out().print(Json.writePretty(story.fields()) + "\n");
      case JSONL -> out().print(Json.write(story.fields()) + "\n");
      case ID -> {
        if (story.entry().videoId() != null) {
          RowPrinter.printOne(
              format, out(), Lists.columns("video_id"), new JsonObject(story.fields()));
        }
      }
      case CSV -> {
        List<Column> columns = new ArrayList<>(LedgerRows.columns(format, LedgerRows.ALL));
        columns.add(new Column("next_run", row -> story.forecast().plan()));
        RowPrinter.printOne(format, out(), columns, new JsonObject(story.fields()));
      }
    }
  }
}
