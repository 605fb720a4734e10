package io.kinescope.uploader.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Plays a script: counts, draws, and says what happens to each request. */
final class FaultPlayer {
  private final List<Part> parts = new ArrayList<>();
  private long played;

  /** Plays another script from now on, from its beginning. */
  synchronized void play(FaultScript script) {
    parts.clear();
    played = 0;
    for (FaultRule rule : script.rules()) {
      parts.add(new Part(rule));
    }
  }

  /** What goes wrong with this request; null: nothing. */
  synchronized @Nullable FaultAction next(Operation operation, String methodAndPath) {
    FaultAction hit = null;
    for (Part part : parts) {
      if (part.rule.trigger().matches(operation, methodAndPath) && part.isHit() && hit == null) {
        hit = part.rule.action();
      }
    }
    if (hit != null) {
      played++;
    }
    return hit;
  }

  synchronized long played() {
    return played;
  }

  /** A rule with what it has counted. */
  private static final class Part {
    private final FaultRule rule;
    private final SplittableRandom random;
    private int count;

    Part(FaultRule rule) {
      this.rule = rule;
      long seed =
          rule.trigger().occurrence() instanceof FaultRule.Chance chance ? chance.seed() : 0;
      random = new SplittableRandom(seed);
    }

    boolean isHit() {
      count++;
      FaultRule.Occurrence occurrence = rule.trigger().occurrence();
      if (occurrence instanceof FaultRule.Numbers numbers) {
        return numbers.numbers().contains(count);
      }
      if (occurrence instanceof FaultRule.Range range) {
        return count >= range.from() && count <= range.to();
      }
      if (occurrence instanceof FaultRule.Chance chance) {
        return random.nextDouble() < chance.share();
      }
      return true;
    }
  }
}
