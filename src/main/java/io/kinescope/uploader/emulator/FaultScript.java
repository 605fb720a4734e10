package io.kinescope.uploader.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, in order: the first rule that hits a request decides. Every rule counts the
 * requests that match it, also those that an earlier rule has hit.
 */
public record FaultScript(List<FaultRule> rules) {
  public FaultScript {
    rules = List.copyOf(rules);
  }

  /** Nothing goes wrong. */
  public static FaultScript none() {
    return new FaultScript(List.of());
  }

  /** These rules. */
  public static FaultScript of(FaultRule... rules) {
    return new FaultScript(List.of(rules));
  }

  /** These rules and one more, after them. */
  public FaultScript and(FaultRule rule) {
    List<FaultRule> more = new ArrayList<>(rules);
    more.add(rule);
    return new FaultScript(more);
  }

  /** Plays a script: counts, draws, and says what happens to each request. */
  static final class Player {
    private final List<Part> parts = new ArrayList<>();
    private long played;

    Player(FaultScript script) {
      play(script);
    }

    /** Plays another script from now on, from its beginning. */
    synchronized void play(FaultScript script) {
      parts.clear();
      played = 0;
      for (FaultRule rule : script.rules()) {
        parts.add(new Part(rule));
      }
    }

    /** What goes wrong with this request; null: nothing. */
    synchronized @Nullable FaultAction next(Operation operation) {
      FaultAction hit = null;
      for (Part part : parts) {
        if (part.rule.operations().contains(operation)
            && part.which.test(++part.count)
            && hit == null) {
          hit = part.rule.action();
        }
      }
      played += hit == null ? 0 : 1;
      return hit;
    }

    synchronized long played() {
      return played;
    }
  }

  /** A rule with what it has counted. */
  private static final class Part {
    private final FaultRule rule;
    private final IntPredicate which;
    private int count;

    Part(FaultRule rule) {
      this.rule = rule;
      which = rule.which().get();
    }
  }
}
