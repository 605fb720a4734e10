package io.kinescope.uploader.cli;

import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.job.LandedKeys;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledgers;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the process finds around it; tests bring their own.
 *
 * @param terminal whether standard error is a terminal
 * @param interactive whether standard input is one, so that somebody can be asked; looked at only
 *     then, since it may take a child process
 * @param listLag how long a new video may be missing from the service's list
 */
public record Environment(
    Map<String, String> env,
    InputStream in,
    boolean terminal,
    BooleanSupplier interactive,
    StopSignal stop,
    Duration listLag,
    LedgerOpener ledgers) {
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
    this(env, in, terminal, interactive, stop, LIST_LAG, Environment::open);
  }

  /** That of a run which asks nobody. */
  Environment(Map<String, String> env, InputStream in, boolean terminal, StopSignal stop) {
    this(env, in, terminal, () -> false, stop);
  }

  Environment(
      Map<String, String> env,
      InputStream in,
      boolean terminal,
      StopSignal stop,
      Duration listLag,
      LedgerOpener ledgers) {
    this(env, in, terminal, () -> false, stop, listLag, ledgers);
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
