package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLocksTest {
  private static final Duration POLL = Duration.ofMillis(250);

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private KeyLocks locks;

  @BeforeEach
  void open() {
    locks = KeyLocks.beside(folder.resolve("uploads.db"));
  }

  @AfterEach
  void close() {
    locks.close();
  }

  @Test
  void aKeyIsHeldByOneAtATimeAndOtherKeysAreFree() {
    KeyLocks.Claim held = held("a");

    assertThat(locks.tryTake("a")).isNull();
    held("b").close();
    held.close();
    held("a").close();
  }

  @Test
  void waitingEndsWhenAnotherThreadOfThisProcessLetsGo() {
    KeyLocks.Claim held = held("a");
    List<String> steps = new ArrayList<>();

    locks
        .take(
            "a",
            POLL,
            time -> {
              steps.add(time.toString());
              if (steps.size() == 4) {
                held.close();
              }
            },
            () -> steps.add("waits"))
        .close();

    assertThat(steps).containsExactly("waits", "PT0.25S", "PT0.25S", "PT0.25S");
  }

  @Test
  void nobodyIsToldOfAWaitWhereThereIsNone() {
    locks
        .take(
            "a",
            POLL,
            time -> {
              throw new AssertionError("slept");
            },
            () -> {
              throw new AssertionError("told");
            })
        .close();
  }

  @Test
  void waitingEndsWhenTheOtherProcessEndsHoweverItEnds() throws Exception {
    Process child = Child.start("hold-key", folder.resolve("uploads.db"));
    assertThat(Child.line(child)).startsWith("holds");
    assertThat(locks.tryTake(Child.KEY)).isNull();
    List<Duration> waits = new ArrayList<>();

    locks
        .take(
            Child.KEY,
            POLL,
            time -> {
              waits.add(time);
              child.destroyForcibly().waitFor();
            },
            () -> {})
        .close();

    assertThat(waits).hasSize(1);
  }

  @Test
  void theOtherProcessWaitsForThisOne() throws Exception {
    KeyLocks.Claim held = held(Child.KEY);
    Process child = Child.start("hold-key", folder.resolve("uploads.db"));
    assertThat(Child.line(child)).isEqualTo("waits");
    held.close();
    assertThat(Child.line(child)).startsWith("holds");
    assertThat(locks.tryTake(Child.KEY)).isNull();
    end(child);
    held(Child.KEY).close();
  }

  @Test
  void anInterruptEndsTheWaitAndTheOtherKeysStayHeld() throws Exception {
    KeyLocks.Claim mine = held("mine");
    Process child = Child.start("hold-key", folder.resolve("uploads.db"));
    assertThat(Child.line(child)).startsWith("holds");

    UploaderException e =
        catchThrowableOfType(
            UploaderException.class,
            () ->
                locks.take(
                    Child.KEY,
                    POLL,
                    time -> {
                      throw new InterruptedException();
                    },
                    () -> {}));

    assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED);
    assertThat(locks.tryTake("mine")).isNull(); // while the interrupt is still there
    assertThat(Thread.interrupted()).isTrue();
    end(child);
    mine.close();
    held("mine").close();
  }

  private KeyLocks.Claim held(String key) {
    return Objects.requireNonNull(locks.tryTake(key));
  }

  private static void end(Process child) throws InterruptedException {
    try {
      child.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    child.waitFor();
  }
}
