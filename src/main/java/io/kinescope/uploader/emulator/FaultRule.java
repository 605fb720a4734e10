package io.kinescope.uploader.emulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * Which requests a fault hits, and what happens to them. For example {@code
 * FaultRule.on(Operation.INIT).nth(2).then(FaultAction.loseAnswer())}.
 *
 * @param which of the matching requests, counted from 1, are hit
 */
public record FaultRule(Set<Operation> operations, IntPredicate which, FaultAction action) {

  public static FaultRule on(Operation first, Operation... more) {
    return on(EnumSet.of(first, more));
  }

  public static FaultRule onAny() {
    return on(EnumSet.allOf(Operation.class));
  }

  static FaultRule on(Set<Operation> operations) {
    return new FaultRule(operations, number -> true, FaultAction.delay(Duration.ZERO));
  }

  /** Only these of the matching requests, counted from 1. */
  public FaultRule nth(int... numbers) {
    return only(number -> Arrays.stream(numbers).anyMatch(one -> one == number));
  }

  public FaultRule first(int count) {
    return only(number -> number <= count);
  }

  /** All from this one on, counted from 1. */
  public FaultRule from(int first) {
    return only(number -> number >= first);
  }

  /** Each with this probability (0 to 1); the same seed makes the same choices. */
  public FaultRule withChance(double share, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    long own = seeds.nextLong(); // so that the rules of seeds 1, 2, 3 choose independently
    return only(number -> new SplittableRandom(own + number).nextDouble() < share);
  }

  /** The same with what happens; until it is said, nothing does. */
  public FaultRule then(FaultAction what) {
    return new FaultRule(operations, which, what);
  }

  private FaultRule only(IntPredicate some) {
    return new FaultRule(operations, some, action);
  }
}
