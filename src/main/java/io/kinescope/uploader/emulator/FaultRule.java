package io.kinescope.uploader.emulator;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a fault hits, and what happens to them. For example {@code
 * FaultRule.on(Operation.INIT).nth(2).then(FaultAction.loseAnswer())}.
 */
public record FaultRule(Trigger trigger, FaultAction action) {

  /** Requests of these operations, each time. */
  public static Trigger on(Operation first, Operation... more) {
    return new Trigger(EnumSet.of(first, more), null, new Always());
  }

  /** Every request to any host, each time. */
  public static Trigger onAny() {
    return new Trigger(EnumSet.allOf(Operation.class), null, new Always());
  }

  /** Requests whose {@code "METHOD /path"} (without query) matches the whole pattern, each time. */
  public static Trigger onRequest(String methodAndPath) {
    return new Trigger(
        EnumSet.allOf(Operation.class), Pattern.compile(methodAndPath), new Always());
  }

  /** Which of the matching requests are hit. */
  sealed interface Occurrence {}

  /** Every one. */
  record Always() implements Occurrence {}

  /** These, counted from 1. */
  record Numbers(Set<Integer> numbers) implements Occurrence {}

  /** From one to another, both included, counted from 1. */
  record Range(int from, int to) implements Occurrence {}

  /** Each with a probability, drawn from a seeded generator. */
  record Chance(double share, long seed) implements Occurrence {}

  /** Which requests, and which of them. */
  public static final class Trigger {
    private final Set<Operation> operations;
    private final @Nullable Pattern request;
    private final Occurrence occurrence;

    private Trigger(Set<Operation> operations, @Nullable Pattern request, Occurrence occurrence) {
      this.operations = operations;
      this.request = request;
      this.occurrence = occurrence;
    }

    /** Only these of the matching requests, counted from 1. */
    public Trigger nth(int... numbers) {
      return with(new Numbers(Arrays.stream(numbers).boxed().collect(Collectors.toSet())));
    }

    /** Only the first so many. */
    public Trigger first(int count) {
      return with(new Range(1, count));
    }

    /** All from this one on, counted from 1. */
    public Trigger from(int number) {
      return with(new Range(number, Integer.MAX_VALUE));
    }

    /** Each with this probability (0 to 1); the same seed makes the same choices. */
    public Trigger withChance(double share, long seed) {
      return with(new Chance(share, seed));
    }

    /** The rule. */
    public FaultRule then(FaultAction action) {
      return new FaultRule(this, action);
    }

    private Trigger with(Occurrence other) {
      return new Trigger(operations, request, other);
    }

    boolean matches(Operation operation, String methodAndPath) {
      return operations.contains(operation)
          && (request == null || request.matcher(methodAndPath).matches());
    }

    Occurrence occurrence() {
      return occurrence;
    }
  }
}
