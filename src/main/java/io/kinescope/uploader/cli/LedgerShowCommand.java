package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.Listing;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowPrinter;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ledger show}: the sums by state, and the rows that are not done. */
@Command(
    name = "show",
    description = {
      "Show the sums by state, and the open rows: those without a finished upload.",
      "With -o csv or id, the open rows alone; id gives their keys, for 'ledger explain'."
    })
final class LedgerShowCommand extends BaseCommand {
  /** The name of the array, and of the sum that goes with it. */
  private static final String OPEN_ROWS = "open_rows";

  @Mixin LedgerFile file = new LedgerFile();

  @Override
  public Integer call() {
    Invocation invocation = invocation();
    try (Ledger ledger = file.inspect()) {
      Map<String, @Nullable Object> sums = sums(ledger);
      switch (invocation.options().output) {
        case TABLE -> table(ledger, sums);
        case JSON -> json(ledger, sums);
        case JSONL -> {
          list(ledger, OutputFormat.JSONL, LedgerRows.typed());
          Map<String, @Nullable Object> typed = new LinkedHashMap<>();
          typed.put("type", "summary");
          typed.putAll(sums);
          out().print(Json.write(typed) + "\n");
        }
        case CSV -> list(ledger, OutputFormat.CSV, LedgerRows.plain());
        case ID -> list(ledger, OutputFormat.ID, LedgerRows.plain());
      }
    }
    out().flush();
    return ExitCode.OK.code();
  }

  private Map<String, @Nullable Object> sums(Ledger ledger) {
    Map<EntryState, Long> counts = ledger.counts();
    Map<String, @Nullable Object> sums = new LinkedHashMap<>();
    sums.put("ledger", file.path.toString());
    sums.put("service", ledger.service().orElse(null));
    sums.put("rows", counts.values().stream().mapToLong(Long::longValue).sum());
    for (EntryState state : LedgerRows.STATES) {
      sums.put(state.id(), counts.get(state));
    }
    sums.put("not_seen_ready", ledger.countOpen());
    sums.put(LedgerRows.ORPHANS, ledger.countOrphans());
    return sums;
  }

  private void table(Ledger ledger, Map<String, @Nullable Object> sums) {
    sums.forEach(
        (name, value) -> {
          if (value != null) {
            boolean explained = !value.equals(0L);
            String meaning = explained ? LedgerRows.meaning(name) : null;
            String text = SafeText.clean(value.toString());
            String line =
                String.format(
                    Locale.ROOT,
                    "%-16s %-8s %s",
                    name.replace('_', ' '),
                    text,
                    meaning == null ? "" : meaning);
            out().print(line.stripTrailing() + "\n");
          }
        });
    long[] open = {0};
    ledger.list(
        Listing.UNFINISHED,
        entry -> {
          open[0]++;
          return false;
        });
    if (open[0] > 0) {
      out().print("\n");
      list(ledger, OutputFormat.TABLE, LedgerRows.plain());
    }
  }

  private void json(Ledger ledger, Map<String, @Nullable Object> sums) {
    PrintWriter out = out();
    String object = Json.write(sums);
    out.print(object.substring(0, object.length() - 1) + ",\"" + OPEN_ROWS + "\":");
    list(ledger, OutputFormat.JSON, LedgerRows.plain());
    out.print("}\n");
  }

  private void list(Ledger ledger, OutputFormat format, LedgerRows.Shape shape) {
    try (RowPrinter printer =
        RowPrinter.of(format, out(), LedgerRows.columns(format, LedgerRows.OPEN))) {
      LedgerRows.print(
          ledger, Listing.UNFINISHED, shape, printer, invocation().surroundings().stop());
    }
  }
}
