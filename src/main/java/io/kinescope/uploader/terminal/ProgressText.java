package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.progress.Pause;
import io.kinescope.uploader.base.progress.ProgressSnapshot;
import io.kinescope.uploader.base.progress.ProgressSnapshot.Moved;
import io.kinescope.uploader.base.progress.ProgressSnapshot.TransferSnapshot;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A snapshot as a drawing, as words and as JSON. Pure. */
final class ProgressText {
  private static final int MAX_NAME = 30;
  private static final int MIN_BAR = 8;
  private static final int MAX_BAR = 40;

  /** Lines of the terminal that stay free for messages and the cursor. */
  private static final int FREE_LINES = 2;

  /** Shorter waits would only flicker. */
  private static final Duration WORTH_SAYING = Duration.ofSeconds(1);

  private static final String GREEN = "\u001b[32m";
  private static final String PLAIN = "\u001b[0m";

  private ProgressText() {}

  /** The lines of a drawing, none wider than the terminal. */
  static List<String> bars(
      ProgressSnapshot now, Layout layout, Terminals.Size size, boolean color) {
    int width = size.width() - 1; // the last cell makes some terminals wrap
    if (layout == Layout.ROWS) {
      return wrapped(parts(now, layout), width);
    }
    List<String> sums = new ArrayList<>();
    if (now.active().size() > 1 || severalItems(now)) {
      sums.addAll(total(now, layout, width, color));
    }
    boolean told = now.bytesTotal() == null && severalItems(now);
    if (!told) {
      sums.addAll(wrapped(waits(now), width));
    }
    int rows = Math.max(2, size.height() - FREE_LINES);
    List<String> tail = sums.subList(0, Math.min(sums.size(), rows - 1));
    List<String> lines = new ArrayList<>();
    int room = rows - tail.size();
    List<TransferSnapshot> shown = now.active().subList(0, Math.min(room, now.active().size()));
    int nameWidth =
        shown.stream()
            .mapToInt(one -> TerminalText.width(SafeText.clean(one.name())))
            .map(wanted -> Math.min(wanted, Math.min(MAX_NAME, width / 3)))
            .max()
            .orElse(0);
    for (TransferSnapshot one : shown) {
      String name = TerminalText.shortened(SafeText.clean(one.name()), nameWidth);
      String numbers = pace("  ", one.bytes(), one.left());
      String padded = TerminalText.padded(name, nameWidth);
      lines.add(
          one.total() > 0
              ? bar(padded, one.bytes(), one.total(), numbers, width, color)
              : TerminalText.shortened(padded + " starting" + numbers, width));
    }
    lines.addAll(tail);
    return lines;
  }

  private static List<String> total(ProgressSnapshot now, Layout layout, int width, boolean color) {
    Long total = now.bytesTotal();
    if (total == null) {
      return wrapped(parts(now, layout), width);
    }
    String tail = rate("  ", now.bytes(), now.left());
    String name = severalItems(now) ? items(now, layout) : "total";
    String numbers = numbers(now.bytes(), total, tail);
    return roomForBar(name, numbers, width) >= MIN_BAR
        ? List.of(bar(name, now.bytes(), total, tail, width, color))
        : List.of(
            TerminalText.shortened(name, width),
            bar("total", now.bytes(), total, tail, width, color));
  }

  /** As many parts a line as it has room for. */
  private static List<String> wrapped(List<String> parts, int width) {
    List<String> lines = new ArrayList<>();
    for (String part : parts) {
      String last = lines.isEmpty() ? null : lines.get(lines.size() - 1) + ", " + part;
      if (last != null && TerminalText.width(last) <= width) {
        lines.set(lines.size() - 1, last);
      } else {
        lines.add(TerminalText.shortened(part, width));
      }
    }
    return lines;
  }

  /** Rows of a terminal of that width that a line which was drawn takes there. */
  static int rows(String line, int width) {
    int cells = TerminalText.width(line.replace(GREEN, "").replace(PLAIN, ""));
    return Math.max(1, (cells + width - 1) / width);
  }

  /** {@code ====--- }: kept by the server, then sent and not yet acknowledged. */
  private static String bar(
      String name, Moved bytes, long total, String tail, int width, boolean color) {
    long out = bytes.acknowledged() + bytes.inFlight();
    String numbers = numbers(bytes, total, tail);
    int room = roomForBar(name, numbers, width);
    if (room < MIN_BAR) {
      return TerminalText.shortened(name + " " + numbers, width);
    }
    int cells = Math.min(room, MAX_BAR);
    int kept = share(bytes.acknowledged(), total, cells);
    int sent = share(out, total, cells) - kept;
    String done = "=".repeat(kept);
    return name
        + " ["
        + (color && kept > 0 ? GREEN + done + PLAIN : done)
        + "-".repeat(sent)
        + " ".repeat(cells - kept - sent)
        + "] "
        + numbers;
  }

  private static String numbers(Moved bytes, long total, String tail) {
    long out = bytes.acknowledged() + bytes.inFlight();
    return String.format(
        Locale.ROOT,
        "%3d %%  %s / %s%s",
        share(out, total, 100),
        Sizes.format(out),
        Sizes.format(total),
        tail);
  }

  private static int roomForBar(String name, String numbers, int width) {
    return width - TerminalText.width(name) - numbers.length() - " [] ".length();
  }

  /** One line for logs and terminals that can't redraw. */
  static String plain(ProgressSnapshot now, Layout layout) {
    return String.join(", ", parts(now, layout));
  }

  private static List<String> parts(ProgressSnapshot now, Layout layout) {
    List<String> parts = new ArrayList<>();
    if (layout == Layout.FILES && now.active().size() == 1 && !severalItems(now)) {
      TransferSnapshot only = now.active().get(0);
      parts.add(SafeText.clean(only.name()) + ": " + amount(only.bytes(), only.total()));
      addPace(parts, only.bytes(), only.left());
    } else if (now.waiting() == 0 || now.itemsTotal() != null) {
      parts.add(items(now, layout));
      if (now.bytesTotal() != null || now.bytes().acknowledged() + now.bytes().inFlight() > 0) {
        parts.add(amount(now.bytes(), now.bytesTotal()));
      }
      addPace(parts, now.bytes(), now.left());
    }
    parts.addAll(waits(now));
    return parts;
  }

  /** What is waited for: Kinescope's processing, its rate limit, the time to try again. */
  private static List<String> waits(ProgressSnapshot now) {
    List<String> waits = new ArrayList<>();
    if (now.waiting() > 0) {
      waits.add(waiting(now));
    }
    Pause pause = now.pause();
    if (pause != null && pause.left().compareTo(WORTH_SAYING) >= 0) {
      String in = Durations.format(Duration.ofSeconds(pause.left().toSeconds()));
      waits.add(
          pause.reason() == Pause.Reason.RETRY
              ? "retry in " + in
              : "waiting for the rate limit, next call in " + in);
    }
    return waits;
  }

  /** {@code waiting 2m5s for Kinescope to process 3 videos}. */
  private static String waiting(ProgressSnapshot now) {
    return "waiting "
        + Durations.format(Duration.ofSeconds(now.waited().toSeconds()))
        + " for Kinescope to process "
        + (now.waiting() == 1 ? "1 video" : now.waiting() + " videos");
  }

  private static boolean severalItems(ProgressSnapshot now) {
    Long items = now.itemsTotal();
    return items != null && items > 1;
  }

  /** {@code rows 12/500 (2 %): uploaded 10, failed 2}. */
  private static String items(ProgressSnapshot now, Layout layout) {
    Long total = now.itemsTotal();
    String text = layout.name().toLowerCase(Locale.ROOT) + " " + now.itemsDone();
    if (total != null) {
      text += "/" + total + " (" + share(now.itemsDone(), total, 100) + " %)";
    }
    List<String> counts =
        now.items().entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getKey().id() + " " + count.getValue())
            .toList();
    return counts.isEmpty() ? text : text + ": " + String.join(", ", counts);
  }

  /** {@code 1.2 GiB of 5.0 GiB (24 %), 1.1 GiB confirmed}. */
  private static String amount(Moved bytes, @Nullable Long total) {
    long out = bytes.acknowledged() + bytes.inFlight();
    String text = Sizes.format(out);
    if (total != null && total > 0) {
      text += " of " + Sizes.format(total) + " (" + share(out, total, 100) + " %)";
    }
    return bytes.inFlight() > 0
        ? text + ", " + Sizes.format(bytes.acknowledged()) + " confirmed"
        : text;
  }

  /** {@code 12.0 MiB/s 2m5s left, 1 retry}; nothing while nothing moves. */
  private static String pace(String gap, Moved bytes, @Nullable Duration left) {
    String retries = retries(bytes);
    return rate(gap, bytes, left) + (retries.isEmpty() ? "" : ", " + retries);
  }

  private static String retries(Moved bytes) {
    long retries = bytes.retries();
    return retries == 0 ? "" : retries + (retries == 1 ? " retry" : " retries");
  }

  private static void addPace(List<String> parts, Moved bytes, @Nullable Duration left) {
    for (String part : List.of(speed(bytes), left == null ? "" : left(left), retries(bytes))) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
  }

  private static String rate(String gap, Moved bytes, @Nullable Duration left) {
    String speed = speed(bytes);
    return (speed.isEmpty() ? "" : gap + speed) + (left == null ? "" : gap + left(left));
  }

  private static String speed(Moved bytes) {
    long rate = Math.round(bytes.perSecond());
    return rate > 0 ? Sizes.format(rate) + "/s" : "";
  }

  private static String left(Duration left) {
    return Durations.format(left) + " left";
  }

  /** How many of the cells, or of the hundred, are full: rounded down, so that all means all. */
  private static int share(long part, long whole, int of) {
    return whole <= 0 ? 0 : (int) Math.min(of, (double) of * part / whole);
  }

  /** One JSON object on one line; numbers are bytes and seconds, null where nobody knows. */
  static String json(ProgressSnapshot now) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("type", "progress");
    fields.put("elapsed_seconds", now.elapsed().toMillis() / 1000.0);
    put(fields, now.bytesTotal(), now.bytes(), now.left());
    fields.put("items_total", now.itemsTotal());
    fields.put("items_done", now.itemsDone());
    now.items().forEach((outcome, count) -> fields.put(outcome.id(), count));
    fields.put("retries", now.bytes().retries());
    fields.put("waiting", now.waiting());
    fields.put("waiting_seconds", now.waiting() == 0 ? null : now.waited().toSeconds());
    Pause pause = now.pause();
    fields.put("paused_for", pause == null ? null : pause.reason().id());
    fields.put("pause_seconds", pause == null ? null : pause.left().toMillis() / 1000.0);
    fields.put("transfers", now.active().stream().map(ProgressText::fields).toList());
    return Json.write(fields);
  }

  private static Map<String, @Nullable Object> fields(TransferSnapshot transfer) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", transfer.name());
    put(fields, transfer.total(), transfer.bytes(), transfer.left());
    fields.put("retries", transfer.bytes().retries());
    return fields;
  }

  private static void put(
      Map<String, @Nullable Object> fields,
      @Nullable Long total,
      Moved bytes,
      @Nullable Duration left) {
    fields.put("bytes_total", total);
    fields.put("bytes_acknowledged", bytes.acknowledged());
    fields.put("bytes_in_flight", bytes.inFlight());
    fields.put("bytes_sent", bytes.sent());
    fields.put("bytes_resumed", bytes.resumed());
    fields.put("bytes_per_second", Math.round(bytes.perSecond()));
    fields.put("seconds_left", left == null ? null : left.toSeconds());
  }
}
