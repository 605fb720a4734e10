package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.source.csv.SafeCells;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowPrinter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of a ledger as records to print. An upload link is in none of them. */
final class LedgerRows {
  /** Done ones first. */
  static final List<EntryState> STATES =
      List.of(
          EntryState.UPLOADED,
          EntryState.ADOPTED,
          EntryState.LINKED,
          EntryState.INTENT,
          EntryState.UNKNOWN,
          EntryState.FAILED);

  /** Columns for open rows. */
  static final List<String> OPEN =
      List.of("key", "state", "attempts", "video_id", "updated_at", "error_kind", "error_message");

  /** Columns for all rows: in a table, what fits. */
  static final List<String> ALL =
      List.of("key", "state", "attempts", "video_id", "processing", "updated_at", "title");

  private static final String ERROR = "error";
  private static final List<String> ERROR_COLUMNS =
      List.of("error_kind", "error_message", "error_code", "request_id", "retryable");

  /** The ids of a row's orphans, in exports. */
  static final String ORPHANS = "orphans";

  private LedgerRows() {}

  /** Makes a record of an entry. */
  interface Shape {
    /** The record. */
    JsonObject of(LedgerEntry entry);
  }

  /** The entry's own fields. */
  static Shape plain() {
    return entry -> new JsonObject(fields(entry));
  }

  /** The same with the entry's orphans. */
  static Shape withOrphans(Ledger ledger) {
    return entry -> {
      List<String> orphans = ledger.orphans(entry.key());
      Map<String, @Nullable Object> fields = fields(entry);
      fields.put(ORPHANS, orphans.isEmpty() ? null : String.join(" ", orphans));
      return new JsonObject(fields);
    };
  }

  /** The entry's own fields, beside a summary. */
  static Shape typed() {
    return entry -> {
      Map<String, @Nullable Object> typed = new LinkedHashMap<>();
      typed.put("type", "row");
      typed.putAll(fields(entry));
      return new JsonObject(typed);
    };
  }

  /** Prints until there is no more, nobody reads, or the program is asked to stop. */
  static void print(
      Ledger ledger, Ledger.Listing which, Shape shape, RowPrinter printer, StopSignal stop) {
    ledger.list(
        which,
        entry -> {
          printer.print(shape.of(entry));
          return !stop.requested() && !printer.broken();
        });
  }

  /** What is known of the entry, in the names of the results file where it has them. */
  static Map<String, @Nullable Object> fields(LedgerEntry entry) {
    Stored stored = entry.stored();
    Processing processing = entry.processing();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("key", entry.key());
    fields.put("state", entry.state().id());
    fields.put("attempts", entry.attempts());
    fields.put("source", entry.intent().source());
    fields.put("parent_id", entry.intent().parent());
    fields.put("title", entry.intent().title());
    fields.put("video_id", entry.videoId());
    fields.put("play_link", stored == null ? null : stored.playLink());
    fields.put("embed_link", stored == null ? null : stored.embedLink());
    fields.put("processing", processing == null ? null : processing.fate().id());
    fields.put("status", processing == null ? null : processing.status());
    fields.put("method", stored == null ? null : stored.method());
    fields.put("size", entry.intent().size());
    fields.put("bytes_sent", stored == null ? null : stored.bytesSent());
    fields.put("bytes_resumed", stored == null ? null : stored.bytesResumed());
    fields.put("md5", stored == null ? null : stored.md5());
    fields.put("verified", stored == null ? null : stored.verified());
    fields.put("first_attempt_at", time(entry.firstIntentAt()));
    fields.put("last_attempt_at", time(entry.intentAt()));
    fields.put("updated_at", time(entry.updatedAt()));
    fields.put(ERROR, entry.failure() == null ? null : error(entry.failure()));
    return fields;
  }

  private static Map<String, @Nullable Object> error(Failure failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("kind", failure.kind().id());
    fields.put("message", Redaction.text(failure.message()));
    fields.put("code", failure.code());
    fields.put("request_id", failure.requestId());
    fields.put("retryable", failure.retryable());
    return fields;
  }

  /** UTC, to the second, as in the results file. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Columns for a format: a table shows those that are named, CSV has all, written so that no
   * spreadsheet runs a cell and that it reads back unchanged.
   */
  static List<Column> columns(OutputFormat format, List<String> inTables) {
    if (format != OutputFormat.CSV) {
      return inTables.stream().map(LedgerRows::column).toList();
    }
    return Stream.of(
            Stream.of(
                "key",
                "state",
                "attempts",
                "source",
                "parent_id",
                "title",
                "video_id",
                "play_link",
                "embed_link",
                "processing",
                "status",
                "method",
                "size",
                "bytes_sent",
                "bytes_resumed",
                "md5",
                "verified",
                "first_attempt_at",
                "last_attempt_at",
                "updated_at"),
            ERROR_COLUMNS.stream())
        .flatMap(names -> names)
        .map(LedgerRows::column)
        .map(LedgerRows::safe)
        .toList();
  }

  private static Column column(String name) {
    if (!ERROR_COLUMNS.contains(name)) {
      return Column.field(name);
    }
    String field = name.startsWith("error_") ? name.substring("error_".length()) : name;
    return new Column(
        name,
        row -> {
          JsonObject error = row.object(ERROR);
          return error == null ? null : error.text(field);
        });
  }

  /** As for {@link #ALL}; CSV also has the orphans. */
  static List<Column> exported(OutputFormat format) {
    List<Column> columns = columns(format, ALL);
    return format == OutputFormat.CSV
        ? Stream.concat(columns.stream(), Stream.of(safe(column(ORPHANS)))).toList()
        : columns;
  }

  private static Column safe(Column column) {
    return new Column(
        column.name(),
        row -> {
          String text = column.value().apply(row);
          return text == null ? null : SafeCells.escape(text);
        });
  }

  /** What a sum's name means; null where it goes without saying. */
  static @Nullable String meaning(String sum) {
    return switch (sum) {
      case "adopted" -> "a lost answer had made the video; found and taken over";
      case "linked" -> "upload begun: the next run goes on where the server is";
      case "intent" ->
          "cut off in the create call, or a run is at it now: the next run looks first";
      case "unknown" -> "whether there is a video could not be told: 'ledger explain' says more";
      case ORPHANS -> "videos of earlier attempts that no row needs: 'ledger export' lists them";
      case "not_seen_ready" -> "uploaded, but not yet seen ready: the next run asks";
      default -> null;
    };
  }

  /** What a state means. */
  static String meaning(EntryState state) {
    return switch (state) {
      case INTENT -> "a create call was about to be sent; what became of it is not known";
      case LINKED -> "video and link are made, the upload is not finished";
      case UPLOADED -> "Kinescope has everything";
      case ADOPTED ->
          "an earlier attempt whose answer was lost had made the video; it was taken over";
      case FAILED -> "not done";
      case UNKNOWN -> "whether there is a video could not be told";
    };
  }
}
