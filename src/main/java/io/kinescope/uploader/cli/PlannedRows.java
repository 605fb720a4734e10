package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.job.ImportEngine.Planned;
import io.kinescope.uploader.job.RowOutcome;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.csv.ManifestEntry;
import io.kinescope.uploader.source.csv.ManifestRow;
import io.kinescope.uploader.source.csv.RowError;
import io.kinescope.uploader.terminal.OutputFormat;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a dry run says of its rows. */
final class PlannedRows {
  /** What is counted; invalid rows have their own sum. */
  private static final List<String> WORDS =
      List.of("upload", "skip", "resume", "look-up", "stay", "defer");

  private final Map<String, Long> counts = new HashMap<>();

  /**
   * Counts a row.
   *
   * @param parent the default parent, which is part of the key
   * @return its line; null if this format has none
   */
  @Nullable String line(
      ManifestEntry entry, Planned planned, @Nullable String parent, OutputFormat format) {
    counts.merge(planned.word(), 1L, Long::sum);
    return switch (format) {
      case JSONL -> json(entry, planned, parent);
      case TABLE -> text(entry, planned);
      case JSON, CSV, ID -> null;
    };
  }

  /** The fields that a dry run's summary has beside those of every summary. */
  Map<String, Object> sums() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dry_run", true);
    for (String word : WORDS) {
      fields.put("would_" + word.replace('-', '_'), counts.getOrDefault(word, 0L));
    }
    return fields;
  }

  private static String json(ManifestEntry entry, Planned planned, @Nullable String parent) {
    Map<String, @Nullable Object> fields =
        ImportRow.fields(
            entry,
            parent,
            planned.word(),
            entry instanceof RowError error ? RowOutcome.invalid(error.message()) : null);
    LedgerEntry known = planned.entry();
    if (known != null) {
      fields.put("video_id", known.videoId());
      fields.put("attempts", known.attempts());
    }
    if (planned.note() != null) {
      fields.put("note", planned.note());
    }
    return Json.write(fields);
  }

  private static String text(ManifestEntry entry, Planned planned) {
    ManifestRow row = ImportRow.rowOf(entry);
    String source = row == null || row.source() == null ? "" : row.source();
    String note = planned.note() == null ? "" : " (" + planned.note() + ")";
    return String.format(
            Locale.ROOT,
            "line %-6d %-8s %s",
            entry.line(),
            planned.word(),
            SafeText.clean(source + note))
        .stripTrailing();
  }
}
