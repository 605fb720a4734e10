package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressSnapshot.Moved;
import io.kinescope.uploader.source.ItemResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a run.
 *
 * @param counts items by state; every state is there
 * @param kinds the kinds of failure that items ended with
 * @param edited done items whose title or description was edited since
 * @param updated done items whose edited text was sent to their videos
 * @param saved of those that were deferred, uploads that the next run resumes
 * @param notReady URLs of the whole list that Kinescope has accepted and not been seen to have
 *     ready
 * @param stop why the run stopped before its end, or null
 */
public record JobSummary(
    Map<ItemOutcome, Long> counts,
    Set<ErrorKind> kinds,
    long bytesSent,
    long bytesResumed,
    long edited,
    long updated,
    long saved,
    long notReady,
    AbortPolicy.@Nullable Stop stop) {
  /** All items. */
  public long items() {
    return sum(counts);
  }

  private static long sum(Map<ItemOutcome, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Items in a state. */
  public long count(ItemOutcome state) {
    return counts.getOrDefault(state, 0L);
  }

  /** {@code 24 files: 20 uploaded, 3 skipped, 1 deferred}. */
  public String sentence(String noun) {
    List<String> parts = new ArrayList<>();
    for (ItemOutcome state : ItemOutcome.values()) {
      if (count(state) > 0) {
        parts.add(count(state) + " " + state.id());
      }
    }
    return items()
        + " "
        + noun
        + (items() == 1 ? "" : "s")
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }

  /** Of a run that sent nothing: invalid items, and others that were left for later. */
  public static JobSummary unsent(long items, long invalid) {
    Sums sums = new Sums();
    sums.counts.put(ItemOutcome.INVALID, invalid);
    sums.counts.put(ItemOutcome.DEFERRED, items - invalid);
    return sums.summary(null, 0, 0, new Moved(0, 0, 0, 0, 0, 0));
  }

  /** Adds up as items end. Not for several threads. */
  static final class Sums {
    private final Map<ItemOutcome, Long> counts = new EnumMap<>(ItemOutcome.class);
    private final Set<ErrorKind> kinds = EnumSet.noneOf(ErrorKind.class);
    private long edited;
    private long saved;

    Sums() {
      for (ItemOutcome state : ItemOutcome.values()) {
        counts.put(state, 0L);
      }
    }

    void ended(ItemResult result) {
      counts.merge(result.state(), 1L, Long::sum);
      if (result instanceof ItemResult.NotDone failed
          && failed.state() == ItemOutcome.FAILED
          && failed.error() != null) {
        kinds.add(failed.error().kind());
      }
      saved += result.state() == ItemOutcome.DEFERRED && result.video() != null ? 1 : 0;
      edited += result instanceof ItemResult.Done done && done.edited() ? 1 : 0;
    }

    long items() {
      return sum(counts);
    }

    /** {@code bytes} is what progress has told: of items that failed, too. */
    JobSummary summary(AbortPolicy.@Nullable Stop stop, long updated, long notReady, Moved bytes) {
      return new JobSummary(
          Map.copyOf(counts),
          Set.copyOf(kinds),
          bytes.sent(),
          bytes.resumed(),
          edited,
          updated,
          saved,
          notReady,
          stop);
    }
  }
}
