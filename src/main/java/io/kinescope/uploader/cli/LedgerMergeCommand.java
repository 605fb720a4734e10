package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.job.LandedKeys;
import io.kinescope.uploader.job.ShardLedgers;
import io.kinescope.uploader.job.ShardLedgers.Part;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.UploadKey;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ledger merge}: the ledgers of all shards in that of the whole list. */
@Command(
    name = "merge",
    description = {
      "Put the ledgers of all shards of a list together in its whole ledger, new or old.",
      "Each shard must be there once, as of the same list, with no row of another, and no video twice: else nothing is written (exit code 2).",
      "Then 'ledger export' of the whole ledger is the import's result; the list may be imported without --shard, or with another number of shards; and the shards' ledgers may be deleted."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer =
        "  kinescope ledger merge v.csv.ledger.db v.csv.shard-1-of-2.ledger.db v.csv.shard-2-of-2.ledger.db")
final class LedgerMergeCommand extends BaseCommand {
  private static final List<Column> COLUMNS = Column.fields("ledger shards rows recorded");

  @Parameters(
      index = "0",
      paramLabel = "LEDGER",
      description = "The whole ledger, such as videos.csv.ledger.db; made if not there.")
  Path whole = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "SHARD",
      description = "The ledgers of all shards.")
  List<Path> shards = List.of();

  @Override
  public Integer call() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("ledger", whole.toString());
    List<Part> parts = new ArrayList<>();
    requireApart();
    try (LedgerHold hold = new LedgerHold(root().environment.stop().sleeper())) {
      for (Path file : shards) {
        parts.add(part(file, hold));
      }
      ShardLedgers.requireAll(parts);
      fields.put("shards", parts.size());
      merge(parts, hold, fields);
    } finally {
      parts.forEach(part -> part.ledger().close());
    }
    RowPrinter.printOne(format(), out(), COLUMNS, new JsonObject(fields));
    return ExitCode.OK.code();
  }

  /** One file has several names, and its lock can be taken once. */
  private void requireApart() {
    List<Path> seen = new ArrayList<>();
    for (Path file : shards) {
      require(!isSame(file, whole), file + " is named as the whole ledger and as a shard's");
      require(
          seen.stream().noneMatch(other -> isSame(file, other)),
          file + " is named twice; name the ledger of each shard once");
      seen.add(file);
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return one.equals(other) || Files.isSameFile(one, other);
    } catch (IOException e) {
      return false; // there is none: reading it says so
    }
  }

  private Part part(Path file, LedgerHold hold) {
    try (LedgerReader seen = Ledgers.inspect(file, null, LandedKeys::of)) {
      Shard unused = ShardLedgers.require(file, seen); // no lock beside what is no ledger
    }
    hold.take(file, Files.exists(KeyLocks.file(file)));
    Ledger ledger = Ledgers.inspect(file, null, LandedKeys::of);
    try {
      ledger.requireWhole(false);
      return new Part(file, ledger);
    } catch (UploaderException e) {
      ledger.close();
      throw e;
    }
  }

  /** All items are meant, until somebody has enough: then nothing is written. */
  private boolean goesOn(String key) {
    if (root().environment.stop().requested()) {
      throw new UploaderException(
          ErrorKind.INTERRUPTED, "stopped while merging '" + key + "'; nothing was written");
    }
    return true;
  }

  private void merge(List<Part> parts, LedgerHold hold, Map<String, @Nullable Object> fields) {
    String service = parts.get(0).ledger().service().orElse(null);
    boolean isNew = !Files.exists(whole);
    if (!isNew) {
      Ledgers.inspect(whole, service, LandedKeys::of).close(); // no lock beside what is no ledger
    }
    hold.take(whole, service == null);
    Ledger ledger =
        root()
            .environment
            .ledgers()
            .open(whole, service, UploaderCommand.program(), Clock.systemUTC());
    try (ledger) {
      ledger.requireWhole(false);
      ShardLedgers.requireOf(ledger, whole, null);
      int taken =
          ledger.takeOver(
              parts.stream().map(Part::ledger).toList(), this::goesOn, UploadKey::replaces);
      fields.put("rows", ledger.counts().values().stream().mapToLong(Long::longValue).sum());
      fields.put("recorded", taken);
    } catch (UploaderException e) {
      ledger.close();
      if (isNew) {
        boolean unused = whole.toFile().delete();
      }
      throw e;
    }
  }
}
