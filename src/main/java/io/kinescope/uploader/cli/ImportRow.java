package io.kinescope.uploader.cli;

import io.kinescope.uploader.job.RowOutcome;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of an import as {@code -o jsonl} gives it. */
final class ImportRow {
  private ImportRow() {}

  /**
   * The fields of one row.
   *
   * @param parent the default parent, which is part of the key
   * @param outcome null in a dry run
   */
  static Map<String, @Nullable Object> fields(
      ManifestEntry entry, @Nullable String parent, String status, @Nullable RowOutcome outcome) {
    ManifestRow row = rowOf(entry);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("type", "row");
    fields.put("line", entry.line());
    fields.put("key", row == null ? null : row.key(parent));
    fields.put("source", row == null ? null : row.source());
    fields.put("title", row == null ? null : row.effectiveTitle());
    fields.put("status", status);
    fields.put("video_id", outcome == null ? null : outcome.videoId());
    fields.put("play_link", outcome == null ? null : outcome.playLink());
    fields.put("embed_link", outcome == null ? null : outcome.embedLink());
    fields.put("attempts", outcome == null ? 0 : outcome.attempts());
    if (outcome != null && outcome.metadataDiffers()) {
      fields.put("note", "metadata differs");
    }
    if (outcome != null && outcome.error() != null) {
      fields.put("error", error(outcome.error()));
    }
    return fields;
  }

  private static Map<String, @Nullable Object> error(RowOutcome.RowFailure failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("kind", failure.kind().id());
    fields.put("message", failure.message());
    fields.put("code", failure.code());
    fields.put("request_id", failure.requestId());
    fields.put("retryable", failure.kind().retryable());
    return fields;
  }

  /** The row itself; null if its cells could not be told apart. */
  static @Nullable ManifestRow rowOf(ManifestEntry entry) {
    return entry instanceof ManifestRow row ? row : ((RowError) entry).row();
  }
}
