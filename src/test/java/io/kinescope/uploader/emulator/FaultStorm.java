package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything at once, for soaks. */
public final class FaultStorm {
  private static final String UNAVAILABLE =
      "{\"error\":{\"code\":500500,\"message\":\"internal error\"}}";
  private static final int BODY = 100_000;
  private static final long BYTES = 1000;
  private static final int CUT = 5;
  private static final Duration DELAY = Duration.ofMillis(100);

  private FaultStorm() {}

  /**
   * Everything that can go wrong on any call, mixed: for soaks. Calls that are never answered are
   * not among it, since they take as long as the client's patience.
   *
   * @param share of the requests that are hit, 0 to 1
   * @param seed the same seed makes the same choices for the same order of requests
   */
  public static FaultScript of(double share, long seed) {
    List<FaultAction> anywhere =
        List.of(
            FaultAction.status(500),
            FaultAction.status(503),
            FaultAction.status(429, Duration.ofSeconds(1)),
            FaultAction.html(502),
            FaultAction.emptyBody(502),
            FaultAction.answer(503, Map.of("Content-Type", "image/png"), UNAVAILABLE),
            FaultAction.answer(502, Map.of("Content-Type", "text/html"), "x".repeat(BODY)),
            FaultAction.status(504).carryingOut(),
            FaultAction.html(502).carryingOut(),
            FaultAction.truncatedJson(200).carryingOut(),
            FaultAction.dropBeforeReading(),
            FaultAction.dropAfterReading(),
            FaultAction.dropAfterBytes(BYTES),
            FaultAction.loseAnswer(),
            FaultAction.cutAnswer(CUT),
            FaultAction.delay(DELAY));
    // The first rule that hits decides, so each has the share that makes up the whole together.
    double each = 1 - Math.pow(1 - share, 1.0 / (anywhere.size() + 1));
    List<FaultRule> rules = new ArrayList<>();
    for (FaultAction action : anywhere) {
      rules.add(FaultRule.onAny().withChance(each, seed + rules.size()).then(action));
    }
    rules.add(
        FaultRule.on(Operation.LINK_POST, Operation.TUS_HEAD, Operation.TUS_PATCH)
            .withChance(each, seed + rules.size())
            .then(FaultAction.linkGone(410)));
    return new FaultScript(rules);
  }
}
