package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.throttle.Sleeper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Ledgers that no run may use meanwhile: of lists and of uploads. */
record LedgerHold(Sleeper sleeper, Deque<Runnable> held) implements AutoCloseable {
  LedgerHold(Sleeper sleeper) {
    this(sleeper, new ArrayDeque<>());
  }

  /**
   * Takes one.
   *
   * @param uploads whether it is one of uploads, which several processes share
   * @throws UploaderException of kind LEDGER_HELD if a run uses it
   */
  void take(Path ledger, boolean uploads) {
    if (!uploads) {
      held.push(LedgerLock.take(ledger, Duration.ZERO, Clock.systemUTC(), sleeper)::close);
      return;
    }
    KeyLocks locks = KeyLocks.beside(ledger);
    held.push(locks::close);
    if (!locks.arrive()) {
      throw UploaderException.withHint(
          ErrorKind.LEDGER_HELD,
          "an upload that uses the ledger " + ledger + " is under way",
          "wait for it to end");
    }
  }

  /** Lets go of all, the last first. */
  @Override
  public void close() {
    while (!held.isEmpty()) {
      held.pop().run();
    }
  }
}
