package io.kinescope.uploader.sandbox;

import java.util.ArrayList;
import java.util.List;

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
}
