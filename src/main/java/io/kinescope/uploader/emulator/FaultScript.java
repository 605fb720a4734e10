package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, in order: the first rule that hits a request decides. Every rule counts the
 * requests that match it, also those that an earlier rule has hit.
 */
public record FaultScript(List<FaultRule> rules) {
  private static final int STORM_BODY = 100_000;
  private static final long STORM_BYTES = 1000;
  private static final int STORM_CUT = 5;
  private static final Duration STORM_DELAY = Duration.ofMillis(100);

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

  /**
   * Everything that can go wrong on any call, mixed: for soaks. Calls that are never answered are
   * not among it, since they take as long as the client's patience.
   *
   * @param share of the requests that are hit, 0 to 1
   * @param seed the same seed makes the same choices for the same order of requests
   */
  public static FaultScript storm(double share, long seed) {
    List<FaultAction> anywhere =
        List.of(
            FaultAction.status(500),
            FaultAction.status(503),
            FaultAction.tooManyRequests(Duration.ofSeconds(1)),
            FaultAction.html(502),
            FaultAction.emptyBody(502),
            FaultAction.wrongContentType(503),
            FaultAction.hugeBody(502, STORM_BODY),
            FaultAction.status(504).carryingOut(),
            FaultAction.html(502).carryingOut(),
            FaultAction.truncatedJson(200).carryingOut(),
            FaultAction.dropBeforeReading(),
            FaultAction.dropAfterReading(),
            FaultAction.dropAfterBytes(STORM_BYTES),
            FaultAction.loseAnswer(),
            FaultAction.cutAnswer(STORM_CUT),
            FaultAction.delay(STORM_DELAY));
    // The first rule that hits decides, so each has the share that makes up the whole together.
    double each = 1 - Math.pow(1 - share, 1.0 / (anywhere.size() + 1));
    List<FaultRule> rules = new ArrayList<>();
    for (FaultAction action : anywhere) {
      rules.add(FaultRule.onAny().withChance(each, seed + rules.size()).then(action));
    }
    rules.add(
        FaultRule.on(Operation.LINK_POST, Operation.TUS_HEAD, Operation.TUS_PATCH)
            .withChance(each, seed + rules.size())
            .then(FaultAction.linkGone()));
    return new FaultScript(rules);
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
        if (part.rule.trigger().matches(operation)
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
      which = rule.trigger().which();
    }
  }
}
