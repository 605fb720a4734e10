package io.kinescope.uploader.emulator;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Which requests a fault hits, and what happens to them. For example {@code
 * FaultRule.on(Operation.INIT).nth(2).then(FaultAction.loseAnswer())}.
 */
public record FaultRule(Trigger trigger, FaultAction action) {

  /** Requests of these operations, each time. */
  public static Trigger on(Operation first, Operation... more) {
    return on(EnumSet.of(first, more));
  }

  /** Every request to any host, each time. */
  public static Trigger onAny() {
    return on(EnumSet.allOf(Operation.class));
  }

  static Trigger on(EnumSet<Operation> operations) {
    return new Trigger(operations, () -> number -> true);
  }

  /** Which requests, and which of them. */
  public static final class Trigger {
    private final EnumSet<Operation> operations;
    private final Supplier<IntPredicate> which;

    private Trigger(EnumSet<Operation> operations, Supplier<IntPredicate> which) {
      this.operations = operations;
      this.which = which;
    }

    /** Only these of the matching requests, counted from 1. */
    public Trigger nth(int... numbers) {
      return only(number -> Arrays.stream(numbers).anyMatch(one -> one == number));
    }

    /** Only the first so many. */
    public Trigger first(int count) {
      return only(number -> number <= count);
    }

    /** All from this one on, counted from 1. */
    public Trigger from(int first) {
      return only(number -> number >= first);
    }

    /** Each with this probability (0 to 1); the same seed makes the same choices. */
    public Trigger withChance(double share, long seed) {
      return new Trigger(
          operations,
          () -> {
            SplittableRandom random = new SplittableRandom(seed);
            return number -> random.nextDouble() < share;
          });
    }

    /** The rule. */
    public FaultRule then(FaultAction action) {
      return new FaultRule(this, action);
    }

    private Trigger only(IntPredicate numbers) {
      return new Trigger(operations, () -> numbers);
    }

    boolean matches(Operation operation) {
      return operations.contains(operation);
    }

    /** Says of each matching request's number, in order, whether it is hit. */
    IntPredicate which() {
      return which.get();
    }
  }
}
