package io.kinescope.uploader.job;

import io.kinescope.uploader.source.Content.RemoteUrl;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.throttle.RateSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Foretells which links end before their items' turn comes at the rate limit: at one call an item,
 * and no faster. Not for several threads.
 */
public final class LateLinks {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Instant start;
  private final double secondsPerCall;
  private long sent;
  private long late;
  private @Nullable Instant first;

  /** For a run that starts now. */
  public LateLinks(Instant start, RateSpec rate) {
    this.start = start;
    this.secondsPerCall =
        rate.limits().stream()
            .mapToDouble(l -> l.period().toSeconds() / (double) l.calls())
            .max()
            .orElse(0);
  }

  /** Whether a link that ends then may be late among so many items. */
  public boolean isPossible(@Nullable Instant end, long items) {
    return end != null && end.isBefore(turn(items));
  }

  private Instant turn(long number) {
    return start.plusMillis((long) (number * secondsPerCall * 1000));
  }

  /** Takes note of the next item that is going to be sent. */
  public void note(Item item) {
    Instant end = item.content() instanceof RemoteUrl url ? url.ends() : null;
    if (end != null && isPossible(end, sent)) {
      late++;
      first = first == null || end.isBefore(first) ? end : first;
    }
    sent++;
  }

  /** What is to be said before the run; null if nothing is. */
  public @Nullable String warning() {
    return first == null
        ? null
        : String.format(
            Locale.ROOT,
            "%,d %s before %s sent, the first at %s; sign for longer or split the list",
            late,
            late == 1 ? "link expires" : "links expire",
            late == 1 ? "it is" : "they are",
            WHEN.format(first));
  }
}
