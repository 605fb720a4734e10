package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.job.LandedKeys;
import io.kinescope.uploader.job.ShardLedgers;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.report.LedgerRows;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowChoice;
import io.kinescope.uploader.terminal.RowPrinter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger}: what a ledger knows, and keeping it. */
@Command(
    name = "ledger",
    description = {
      "Inspect, copy, merge, prune or rebuild a ledger.",
      "An import keeps FILE.ledger.db beside its list, uploads keep uploads.db in the state folder.",
      "All except merge, prune and rebuild only read the ledger and work during a run. None needs a token."
    },
    footerHeading =
        "%nA ledger is the record of each row or file, and why the same command can run again:%n",
    footer = {
      "  uploaded, adopted   done: the next run skips it",
      "  intent, linked      begun: the next run resumes it, or looks up what became of it",
      "  unknown             the answer was lost: it is looked up before anything is sent again",
      "  failed              transient failures are tried again, others with --retry-failed",
      "It holds neither the token nor signatures of URLs, but links of unfinished uploads: keep it",
      "private. Keep it with its -wal and -shm files; 'ledger backup' copies all of it as one file."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LedgerCommand.Show.class,
      LedgerCommand.Export.class,
      LedgerCommand.Explain.class,
      LedgerBackupCommand.class,
      LedgerMergeCommand.class,
      LedgerPruneCommand.class,
      LedgerRebuildCommand.class
    })
final class LedgerCommand extends BaseCommand.Group {

  /** A command that reads a ledger, of whatever service it is. */
  abstract static class Reading extends BaseCommand {
    @Parameters(
        index = "0",
        paramLabel = "LEDGER",
        description = "The ledger's file, such as videos.csv.ledger.db.")
    Path file = Path.of("");

    @Override
    public final Integer call() {
      try (Ledger ledger = Ledgers.inspect(file, null, LandedKeys::of)) {
        UploaderException loss = ledger.loss(Instant.EPOCH);
        if (loss != null) {
          root().console().warn(Console.line(loss));
        }
        read(ledger);
      }
      out().flush();
      return ExitCode.OK.code();
    }

    abstract void read(LedgerReader ledger);

    /** Prints a row; false when nobody reads any longer, or the program is asked to stop. */
    final boolean print(RowPrinter printer, Map<String, @Nullable Object> row) {
      printer.print(new JsonObject(row));
      return !root().environment.stop().requested() && !printer.broken();
    }
  }

  /** {@code ledger show}: the sums by state, and the rows that are not done. */
  @Command(
      name = "show",
      description = {
        "Show the counts by state, and the open rows (those without a finished upload).",
        "With -o csv or id, print only the open rows; id prints their keys, for 'ledger explain'."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {
        "  kinescope ledger show videos.csv.ledger.db",
        "  kinescope ledger show videos.csv.ledger.db -o csv --filter state=failed"
      })
  static final class Show extends Reading {
    @Mixin ListOptions listed = new ListOptions();

    @Override
    void read(LedgerReader ledger) {
      Map<String, @Nullable Object> sums = sums(ledger);
      switch (format()) {
        case TABLE -> {
          table(sums);
          if (ledger.counts().entrySet().stream().anyMatch(Show::isOpen)) {
            out().print("\n");
            list(ledger, LedgerRows::fields);
          }
        }
        case JSON -> {
          String object = Json.write(sums);
          out().print(object.substring(0, object.length() - 1) + ",\"open_rows\":");
          list(ledger, LedgerRows::fields);
          out().print("}\n");
        }
        case JSONL -> {
          list(ledger, entry -> typed("row", LedgerRows.fields(entry)));
          out().print(Json.write(typed("summary", sums)) + "\n");
        }
        case CSV, ID -> list(ledger, LedgerRows::fields);
      }
    }

    private Map<String, @Nullable Object> sums(LedgerReader ledger) {
      Map<EntryState, Long> counts = ledger.counts();
      Map<String, @Nullable Object> sums = new LinkedHashMap<>();
      sums.put("ledger", file.toString());
      sums.put("service", ledger.service().orElse(null));
      Shard shard = ShardLedgers.of(ledger);
      if (shard != null) {
        sums.put("shard", shard.toString());
      }
      sums.put("rows", counts.values().stream().mapToLong(Long::longValue).sum());
      counts.forEach((state, count) -> sums.put(state.id(), count));
      sums.put("not_seen_ready", ledger.countOpen());
      sums.put(LedgerRows.ORPHANS, ledger.countOrphans());
      return sums;
    }

    private void table(Map<String, @Nullable Object> sums) {
      sums.forEach(
          (name, value) -> {
            if (value != null) {
              String meaning = value.equals(0L) ? "" : LedgerRows.meaning(name);
              String text = SafeText.clean(value.toString());
              String label = name.replace('_', ' ');
              String line = String.format(Locale.ROOT, "%-16s %-8s %s", label, text, meaning);
              out().print(line.stripTrailing() + "\n");
            }
          });
    }

    private static boolean isOpen(Map.Entry<EntryState, Long> count) {
      return !count.getKey().hasArrived() && count.getValue() > 0;
    }

    private void list(
        LedgerReader ledger, Function<LedgerEntry, Map<String, @Nullable Object>> row) {
      List<Column> columns = LedgerRows.columns(format(), LedgerRows.OPEN);
      RowChoice choice = listed.toChoice(LedgerRows.exported(OutputFormat.CSV));
      try (RowPrinter printer = listPrinter(columns, choice)) {
        ledger.list(Listing.UNFINISHED, entry -> print(printer, row.apply(entry)));
        requireFound(choice, printer);
      }
    }
  }

  /** {@code ledger export}: every row, as it comes, in constant memory. */
  @Command(
      name = "export",
      description = {
        "Print every row of the ledger, in the order of their first attempts; of a merged one, shard by shard.",
        "orphans: ids of videos that earlier attempts made and no row needs (not in tables).",
        "With -o id, print the keys of the rows."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope ledger export videos.csv.ledger.db -o csv > rows.csv"})
  static final class Export extends Reading {
    @Mixin ListOptions listed = new ListOptions();

    @Override
    void read(LedgerReader ledger) {
      RowChoice choice = listed.toChoice(LedgerRows.exported(OutputFormat.CSV));
      try (RowPrinter printer = listPrinter(LedgerRows.exported(format()), choice)) {
        ledger.list(
            Listing.ALL,
            entry -> {
              List<String> orphans = ledger.orphans(entry.key());
              Map<String, @Nullable Object> fields = LedgerRows.fields(entry);
              fields.put(LedgerRows.ORPHANS, orphans.isEmpty() ? null : String.join(" ", orphans));
              return print(printer, fields);
            });
        requireFound(choice, printer);
      }
    }
  }

  /** {@code ledger explain}: one row's history, and what the next run would do. */
  @Command(
      name = "explain",
      description = {
        "Show what happened to one row, and what the next run would do with it if it is unchanged.",
        "With -o id, print the id of its video."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope ledger explain videos.csv.ledger.db https://example.com/talk.mp4"})
  static final class Explain extends Reading {
    @Parameters(
        index = "1",
        paramLabel = "KEY",
        description =
            "The row's key as 'ledger show -o id' prints it; or its id cell, its url or file, its video's id, or its title.")
    String key = "";

    @Option(
        names = "--folder",
        paramLabel = "DIR",
        description =
            "Folder where relative file names start, the CSV's (default: the ledger's folder).")
    @Nullable Path folder;

    @Override
    void read(LedgerReader ledger) {
      LedgerEntry entry = new RowSearch(ledger, file).find(key);
      Path start = folder == null ? file.resolveSibling("") : folder;
      RowStory story = RowStory.of(ledger, entry, start);
      JsonObject fields = new JsonObject(story.fields());
      switch (format()) {
        case TABLE -> story.tell(out(), tableWidth());
        case JSON, JSONL -> RowPrinter.printOne(format(), out(), List.of(), fields);
        case ID -> {
          if (entry.videoId() != null) {
            RowPrinter.printOne(format(), out(), Column.fields("video_id"), fields);
          }
        }
        case CSV -> {
          List<Column> columns = new ArrayList<>(LedgerRows.columns(format(), LedgerRows.ALL));
          columns.add(new Column("next_run", row -> story.forecast().plan()));
          RowPrinter.printOne(format(), out(), columns, fields);
        }
      }
    }
  }
}
