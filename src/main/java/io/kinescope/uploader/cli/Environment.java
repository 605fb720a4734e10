package io.kinescope.uploader.cli;

import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.job.LandedKeys;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.terminal.Terminals;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the process finds around it; tests bring their own.
 *
 * @param terminal whether standard error is a terminal
 * @param interactive whether standard input is one, too, so that somebody can be asked; looked at
 *     only then, since it may take a child process
 * @param tableWidth how many cells a table on standard output may take; looked at only then
 * @param listLag how long a new video may be missing from the service's list
 */
public record Environment(
    Map<String, String> env,
    InputStream in,
    boolean terminal,
    BooleanSupplier interactive,
    IntSupplier tableWidth,
    StopSignal stop,
    Duration listLag,
    LedgerOpener ledgers) {
  /** Of a standard output that is no terminal. */
  static final IntSupplier NO_LIMIT = () -> Integer.MAX_VALUE;

  /** In practice it is seconds (not documented), so this is a multiple of that. */
  private static final Duration LIST_LAG = Duration.ofSeconds(15);

  /** Opens an import's ledger, as {@link Ledgers#open} does; tests watch its steps. */
  @FunctionalInterface
  interface LedgerOpener {
    Ledger open(Path file, @Nullable String service, String program, Clock clock);
  }

  /** That of a real run. */
  Environment(
      Map<String, String> env,
      InputStream in,
      boolean terminal,
      BooleanSupplier interactive,
      StopSignal stop) {
    this(
        env,
        in,
        terminal,
        interactive,
        () -> Terminals.tableWidth(env),
        stop,
        LIST_LAG,
        Environment::open);
  }

  /** That of a run which asks nobody, and whose standard output is no terminal. */
  Environment(Map<String, String> env, InputStream in, boolean terminal, StopSignal stop) {
    this(env, in, terminal, stop, LIST_LAG, Environment::open);
  }

  Environment(
      Map<String, String> env,
      InputStream in,
      boolean terminal,
      StopSignal stop,
      Duration listLag,
      LedgerOpener ledgers) {
    this(env, in, terminal, () -> false, NO_LIMIT, stop, listLag, ledgers);
  }

  /** As {@link LedgerOpener}; what an older version wrote is known by its present name. */
  static Ledger open(Path file, @Nullable String service, String program, Clock clock) {
    return Ledgers.open(file, service, program, clock, LandedKeys::of);
  }

  /** A variable that is set and not blank. */
  @Nullable String variable(String name) {
    String value = env.get(name);
    return value == null || value.isBlank() ? null : value;
  }
}
