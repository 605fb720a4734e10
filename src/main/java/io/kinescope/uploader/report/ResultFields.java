package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.terminal.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of an item in JSON, CSV and tables: the contract's fields, in its order. */
public final class ResultFields {
  /** The columns of a table of uploads. */
  private static final String UPLOAD =
      "title state status method play_link embed_link bytes seconds source";

  public static final List<Column> UPLOAD_COLUMNS = Column.fields("video_id " + UPLOAD);

  /** The same for files that are attached to a video. */
  public static final List<Column> ATTACHMENT_COLUMNS =
      Column.fields("video_id attachment_id " + UPLOAD);

  private ResultFields() {}

  /** Of {@code upload file} and {@code upload url}. */
  public static Map<String, @Nullable Object> upload(SourceEntry entry, ItemResult result) {
    VideoRef video = result.video();
    Transfer transfer = result.transfer();
    String title = video == null ? null : video.title();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    putIds(fields, entry, video);
    fields.put("title", title == null && entry instanceof Item item ? item.title() : title);
    fields.put("state", result.state().id());
    fields.put("status", video == null ? null : video.status());
    fields.put("method", transfer.method());
    putLinks(fields, video);
    if (result instanceof Done done && done.endpoint() != null) {
      fields.put("endpoint", done.endpoint());
    }
    fields.put("bytes", transfer.bytes());
    fields.put("bytes_sent", transfer.sent());
    fields.put("bytes_resumed", transfer.resumed());
    fields.put("seconds", Math.round(transfer.seconds() * 1000) / 1000.0);
    if (transfer.md5() != null) {
      fields.put("md5", transfer.md5());
    }
    if (transfer.verified() != null) {
      fields.put("verified", transfer.verified());
    }
    fields.put("source", entry.origin().source());
    putError(fields, result);
    return fields;
  }

  /** Of {@code upload link}: the one place where a link is shown, since that is what it is for. */
  public static Map<String, @Nullable Object> link(SourceEntry entry, ItemResult result) {
    VideoRef video = result.video();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    putIds(fields, entry, video);
    fields.put("endpoint", result instanceof Done done ? done.endpoint() : null);
    fields.put("type", entry instanceof Item item ? item.destination().type() : null);
    return fields;
  }

  /**
   * Of a row of an import.
   *
   * @param status the state, or a dry run's word
   * @param result null in a dry run
   */
  public static Map<String, @Nullable Object> row(
      long line,
      @Nullable String key,
      @Nullable String source,
      @Nullable String title,
      String status,
      @Nullable ItemResult result) {
    VideoRef video = result == null ? null : result.video();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("type", "row");
    fields.put("line", line);
    fields.put("key", key);
    fields.put("source", source);
    fields.put("title", title);
    fields.put("status", status);
    fields.put("video_id", video == null ? null : video.id());
    putLinks(fields, video);
    fields.put("attempts", result == null ? 0 : result.attempts());
    if (result instanceof Done done && done.edited()) {
      fields.put("note", "metadata differs");
    }
    if (result != null) {
      putError(fields, result);
    }
    return fields;
  }

  /** An attachment has an id of its own, and is no video. */
  private static void putIds(
      Map<String, @Nullable Object> fields, SourceEntry entry, @Nullable VideoRef made) {
    String id = made == null ? null : made.id();
    boolean attached =
        entry instanceof Item item && item.destination() instanceof Destination.Attach;
    fields.put("video_id", attached ? ((Item) entry).destination().videoId() : id);
    if (attached) {
      fields.put("attachment_id", id);
    }
  }

  private static void putLinks(Map<String, @Nullable Object> fields, @Nullable VideoRef video) {
    fields.put("play_link", video == null ? null : video.playLink());
    fields.put("embed_link", video == null ? null : video.embedLink());
  }

  private static void putError(Map<String, @Nullable Object> fields, ItemResult result) {
    if (!(result instanceof NotDone notDone) || notDone.error() == null) {
      return;
    }
    UploaderException e = notDone.error();
    fields.put("error", error(Failure.of(e), ItemResult.message(e)));
  }

  static Map<String, @Nullable Object> error(Failure failure, String message) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("kind", failure.kind().id());
    error.put("message", message);
    error.put("code", failure.code());
    error.put("request_id", failure.requestId());
    error.put("retryable", failure.retryable());
    return error;
  }
}
