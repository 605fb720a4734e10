package io.kinescope.uploader.emulator;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** What arrived at the emulator. */
final class Counters {
  private final Map<Operation, LongAdder> requests = new EnumMap<>(Operation.class);
  private final AtomicBoolean tokenAtEndpoint = new AtomicBoolean();
  private final List<String> internalErrors = new CopyOnWriteArrayList<>();

  Counters() {
    for (Operation operation : Operation.values()) {
      requests.put(operation, new LongAdder());
    }
  }

  void arrived(Operation operation) {
    LongAdder adder = requests.get(operation);
    if (adder != null) {
      adder.increment();
    }
  }

  void tokenSeenAtEndpoint() {
    tokenAtEndpoint.set(true);
  }

  void internalError(RuntimeException e) {
    internalErrors.add(e.toString());
  }

  Map<Operation, Long> requests() {
    Map<Operation, Long> sums = new EnumMap<>(Operation.class);
    requests.forEach((operation, adder) -> sums.put(operation, adder.sum()));
    return sums;
  }

  boolean isTokenSeenAtEndpoint() {
    return tokenAtEndpoint.get();
  }

  List<String> internalErrors() {
    return List.copyOf(internalErrors);
  }
}
