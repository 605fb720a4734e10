package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressSnapshot;
import io.kinescope.uploader.base.progress.TransferSnapshot;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A snapshot as words and as JSON. Pure. */
final class ProgressText {
  private static final double MILLIS = 1000.0;

  private ProgressText() {}

  /** One line for logs and terminals that can't redraw. */
  static String plain(ProgressSnapshot now, Layout layout) {
    if (layout == Layout.FILES && now.active().size() == 1 && !severalItems(now)) {
      TransferSnapshot only = now.active().get(0);
      return TerminalText.clean(only.name())
          + ": "
          + amount(only.acknowledged(), only.total(), only.inFlight())
          + pace(only.bytesPerSecond(), only.left())
          + retries(only.retries());
    }
    StringJoiner line = new StringJoiner(", ");
    line.add(items(now, layout));
    if (now.bytesTotal() != null || now.bytesAcknowledged() + now.bytesInFlight() > 0) {
      line.add(amount(now.bytesAcknowledged(), now.bytesTotal(), now.bytesInFlight()));
    }
    return line + pace(now.bytesPerSecond(), now.left()) + retries(now.retries());
  }

  static boolean severalItems(ProgressSnapshot now) {
    Long items = now.itemsTotal();
    return items != null && items > 1;
  }

  /** {@code rows 12/500 (2 %): uploaded 10, failed 2}. */
  static String items(ProgressSnapshot now, Layout layout) {
    StringBuilder text = new StringBuilder(layout.noun()).append(' ').append(now.itemsDone());
    Long total = now.itemsTotal();
    if (total != null) {
      text.append('/').append(total);
      text.append(" (").append(percent(now.itemsDone(), total)).append(" %)");
    }
    StringJoiner counts = new StringJoiner(", ", ": ", "").setEmptyValue("");
    now.items()
        .forEach(
            (outcome, count) -> {
              if (count > 0) {
                counts.add(outcome.id() + " " + count);
              }
            });
    return text.append(counts).toString();
  }

  /** {@code 1.2 GiB of 5.0 GiB (24 %)}, with what is on its way if nothing is acknowledged yet. */
  static String amount(long acknowledged, @Nullable Long total, long inFlight) {
    String text = Sizes.format(acknowledged);
    if (total != null && total > 0) {
      text += " of " + Sizes.format(total) + " (" + percent(acknowledged, total) + " %)";
    }
    return inFlight > 0 ? text + " +" + Sizes.format(inFlight) + " sent" : text;
  }

  /** {@code , 12.0 MiB/s, 2m5s left}; nothing while nothing moves. */
  static String pace(double bytesPerSecond, @Nullable Duration left) {
    long rate = Math.round(bytesPerSecond);
    String text = rate > 0 ? ", " + Sizes.format(rate) + "/s" : "";
    return left == null ? text : text + ", " + Durations.format(left) + " left";
  }

  static String retries(long count) {
    return count == 0 ? "" : ", " + count + (count == 1 ? " retry" : " retries");
  }

  /** Rounded down, so that 100 means all. */
  static long percent(long part, long whole) {
    return whole <= 0 ? 0 : Math.min(100, (long) (100.0 * part / whole));
  }

  /** One JSON object on one line; numbers are bytes and seconds, null where nobody knows. */
  static String json(ProgressSnapshot now) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("type", "progress");
    fields.put("elapsed_seconds", now.elapsed().toMillis() / MILLIS);
    fields.put("bytes_total", now.bytesTotal());
    fields.put("bytes_acknowledged", now.bytesAcknowledged());
    fields.put("bytes_in_flight", now.bytesInFlight());
    fields.put("bytes_sent", now.bytesSent());
    fields.put("bytes_resumed", now.bytesResumed());
    fields.put("bytes_per_second", Math.round(now.bytesPerSecond()));
    fields.put("seconds_left", seconds(now.left()));
    fields.put("items_total", now.itemsTotal());
    fields.put("items_done", now.itemsDone());
    for (ItemOutcome outcome : ItemOutcome.values()) {
      fields.put(outcome.id(), now.items().getOrDefault(outcome, 0L));
    }
    fields.put("retries", now.retries());
    List<Map<String, @Nullable Object>> transfers = new ArrayList<>();
    now.active().forEach(transfer -> transfers.add(fields(transfer)));
    fields.put("transfers", transfers);
    return Json.write((Object) fields);
  }

  private static Map<String, @Nullable Object> fields(TransferSnapshot transfer) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", transfer.name());
    fields.put("bytes_total", transfer.total());
    fields.put("bytes_acknowledged", transfer.acknowledged());
    fields.put("bytes_in_flight", transfer.inFlight());
    fields.put("bytes_sent", transfer.sent());
    fields.put("bytes_resumed", transfer.resumed());
    fields.put("bytes_per_second", Math.round(transfer.bytesPerSecond()));
    fields.put("seconds_left", seconds(transfer.left()));
    fields.put("retries", transfer.retries());
    return fields;
  }

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toSeconds();
  }
}
