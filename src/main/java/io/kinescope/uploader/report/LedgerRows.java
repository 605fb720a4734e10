package io.kinescope.uploader.report;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of a ledger as records to print. An upload link is in none of them. */
public final class LedgerRows {
  /**
   * Columns of open rows in tables, of which a narrow terminal shows the first. The source can be
   * cut there, and finds the row in {@code ledger explain} as the key does, which can't.
   */
  public static final String OPEN =
      "source state error_kind updated_at attempts video_id error_message";

  /** The same of all rows. */
  public static final String ALL = "source state attempts video_id processing updated_at title";

  private static final String KEY = "key";

  private static final String IN_CSV =
      "key state attempts source parent_id title video_id play_link embed_link processing status"
          + " method size bytes_sent bytes_resumed md5 verified first_attempt_at last_attempt_at"
          + " updated_at error_kind error_message error_code request_id retryable";

  private static final String ERROR = "error";

  /** The ids of a row's orphans, in exports. */
  public static final String ORPHANS = "orphans";

  private LedgerRows() {}

  /** What is known of the entry, in the names of the results file where it has them. */
  public static Map<String, @Nullable Object> fields(LedgerEntry entry) {
    Stored stored = entry.stored();
    Processing processing = entry.processing();
    Failure failure = entry.failure();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(KEY, entry.key());
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
    fields.put(
        ERROR,
        failure == null ? null : ResultFields.error(failure, Redaction.text(failure.message())));
    return fields;
  }

  /** UTC, to the second, as in the results file. */
  public static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Columns for a format: a table shows those that are named, CSV has all, an id is the key. */
  public static List<Column> columns(OutputFormat format, String inTables) {
    return columns(
        switch (format) {
          case CSV -> IN_CSV;
          case TABLE -> inTables;
          case ID, JSON, JSONL -> KEY;
        });
  }

  /** As for {@link #ALL}; CSV also has the orphans. */
  public static List<Column> exported(OutputFormat format) {
    return format == OutputFormat.CSV ? columns(IN_CSV + " " + ORPHANS) : columns(format, ALL);
  }

  private static List<Column> columns(String names) {
    return Stream.of(names.split(" ", -1)).map(LedgerRows::column).toList();
  }

  /** A field of the row, or of its error. */
  private static Column column(String name) {
    return new Column(
        name,
        row -> {
          String own = row.text(name);
          JsonObject error = row.object(ERROR);
          return own != null || error == null ? own : error.text(name.replaceFirst("^error_", ""));
        });
  }

  /** What a state or another sum means; empty where it goes without saying. */
  public static String meaning(String name) {
    return switch (name) {
      case "adopted" ->
          "an earlier attempt whose answer was lost made the video; it was taken over";
      case "linked" -> "in progress: the next run resumes the upload";
      case "intent" -> "starting: cut off in the create call, or a run is working on it now";
      case "unknown" -> "it is unknown whether a video exists; 'ledger explain' tells more";
      case ORPHANS -> "videos of earlier attempts that no row needs; 'ledger export' lists them";
      case "not_seen_ready" -> "still processing when last seen; the next run checks";
      default -> "";
    };
  }
}
