package io.kinescope.uploader.emulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, in order: the first rule that hits a request decides. Every rule counts the
 * requests that match it, also those that an earlier rule has hit.
 */
public record FaultScript(List<FaultRule> rules) {
  public FaultScript {
    rules = List.copyOf(rules);
  }

  public static FaultScript of(FaultRule... rules) {
    return new FaultScript(List.of(rules));
  }

  /** Plays a script once: counts, and says what happens to each request. */
  static final class Player {
    private final FaultScript script;
    private final int[] counts;

    Player(FaultScript script) {
      this.script = script;
      counts = new int[script.rules.size()];
    }

    /** What goes wrong with this request; null: nothing. */
    synchronized @Nullable FaultAction next(Operation operation) {
      FaultAction hit = null;
      for (int i = 0; i < counts.length; i++) {
        FaultRule rule = script.rules.get(i);
        if (rule.operations().contains(operation)
            && rule.which().test(++counts[i])
            && hit == null) {
          hit = rule.action();
        }
      }
      return hit;
    }
  }
}
