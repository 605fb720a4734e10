package io.kinescope.uploader.report;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a row: our columns of the results file, in their order. Null is a blank cell.
 *
 * @param rowStatus such as {@code uploaded} or {@code deferred}
 * @param attempts how often the row was tried, over all runs
 * @param updatedAt written in UTC, to the second
 */
public record RowResult(
    String rowStatus,
    @Nullable String videoId,
    @Nullable String playLink,
    @Nullable String embedLink,
    int attempts,
    @Nullable String errorKind,
    @Nullable String errorMessage,
    @Nullable String requestId,
    @Nullable Instant updatedAt) {
  static final List<String> COLUMNS =
      List.of(
          CsvFiles.ROW_STATUS,
          "video_id",
          "play_link",
          "embed_link",
          "attempts",
          CsvFiles.ERROR_KIND,
          "error_message",
          "request_id",
          "updated_at");

  /**
   * The cells.
   *
   * @param when {@code updatedAt} as text
   */
  List<String> cells(String when) {
    return List.of(
        rowStatus,
        text(videoId),
        text(playLink),
        text(embedLink),
        Integer.toString(attempts),
        text(errorKind),
        text(errorMessage),
        text(requestId),
        when);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
