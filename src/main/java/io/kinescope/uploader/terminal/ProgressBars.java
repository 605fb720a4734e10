package io.kinescope.uploader.terminal;

import io.kinescope.uploader.base.progress.ProgressSnapshot;
import io.kinescope.uploader.base.progress.TransferSnapshot;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot as the lines of a drawing, none wider than the terminal. Pure. */
final class ProgressBars {
  private static final int LONGEST_NAME = 30;
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_BAR = 40;

  /** Lines of the terminal that stay free for messages and the cursor. */
  private static final int FREE_LINES = 3;

  private static final String GREEN = "\u001b[32m";
  private static final String PLAIN = "\u001b[0m";

  private ProgressBars() {}

  static List<String> lines(
      ProgressSnapshot now, Layout layout, Terminals.Size size, boolean color) {
    int width = size.width() - 1; // the last cell makes some terminals wrap
    if (layout == Layout.ROWS) {
      return List.of(TerminalText.shortened(ProgressText.plain(now, layout), width));
    }
    List<String> lines = new ArrayList<>();
    int most = Math.max(1, size.height() - FREE_LINES);
    List<TransferSnapshot> shown = now.active().subList(0, Math.min(most, now.active().size()));
    int nameWidth =
        shown.stream()
            .mapToInt(one -> TerminalText.width(TerminalText.clean(one.name())))
            .map(wanted -> Math.min(wanted, Math.min(LONGEST_NAME, width / 3)))
            .max()
            .orElse(0);
    for (TransferSnapshot one : shown) {
      String name = TerminalText.shortened(TerminalText.clean(one.name()), nameWidth);
      lines.add(
          line(
              TerminalText.padded(name, nameWidth),
              new Amount(one.acknowledged(), one.inFlight(), one.total()),
              numbers(one.bytesPerSecond(), one.left()) + ProgressText.retries(one.retries()),
              width,
              color));
    }
    if (now.active().size() > 1 || ProgressText.severalItems(now)) {
      lines.add(total(now, layout, width, color));
    }
    return lines;
  }

  private static String total(ProgressSnapshot now, Layout layout, int width, boolean color) {
    String items = ProgressText.severalItems(now) ? ProgressText.items(now, layout) : "total";
    Long total = now.bytesTotal();
    if (total == null) {
      return TerminalText.shortened(ProgressText.plain(now, layout), width);
    }
    Amount amount = new Amount(now.bytesAcknowledged(), now.bytesInFlight(), total);
    return line(items, amount, numbers(now.bytesPerSecond(), now.left()), width, color);
  }

  /** Bytes of one bar. */
  private record Amount(long acknowledged, long inFlight, long total) {}

  private static String line(String name, Amount amount, String tail, int width, boolean color) {
    String numbers =
        String.format(
            "%3d %%  %s / %s%s",
            ProgressText.percent(amount.acknowledged, amount.total),
            Sizes.format(amount.acknowledged),
            Sizes.format(amount.total),
            tail);
    int room = width - TerminalText.width(name) - numbers.length() - " [] ".length();
    if (room < SHORTEST_BAR) {
      return TerminalText.shortened(name + " " + numbers, width);
    }
    return name + " [" + bar(amount, Math.min(room, LONGEST_BAR), color) + "] " + numbers;
  }

  /** {@code ====--- }: kept by the server, then sent and not yet acknowledged. */
  private static String bar(Amount amount, int cells, boolean color) {
    int kept = cells(amount.acknowledged, amount.total, cells);
    int sent = cells(amount.acknowledged + amount.inFlight, amount.total, cells) - kept;
    String done = "=".repeat(kept);
    return (color && kept > 0 ? GREEN + done + PLAIN : done)
        + "-".repeat(sent)
        + " ".repeat(cells - kept - sent);
  }

  private static int cells(long part, long whole, int cells) {
    return whole <= 0 ? 0 : (int) Math.min(cells, (double) cells * part / whole);
  }

  private static String numbers(double bytesPerSecond, @Nullable Duration left) {
    long rate = Math.round(bytesPerSecond);
    String text = rate > 0 ? "  " + Sizes.format(rate) + "/s" : "";
    return left == null ? text : text + "  " + Durations.format(left) + " left";
  }
}
