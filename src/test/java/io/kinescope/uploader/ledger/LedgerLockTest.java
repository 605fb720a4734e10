package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LedgerLockTest {
  @TempDir private Path folder;
  private Path ledger = Path.of("");

  @BeforeEach
  void name() {
    ledger = folder.resolve("a.ledger.db");
  }

  @Test
  void aSecondRunInThisProcessIsToldWhoHoldsItSinceWhen() {
    LedgerLock held = take(ledger);
    UploaderException e = failure(() -> take(ledger).close());
    assertThat(e.kind()).isEqualTo(ErrorKind.LEDGER_HELD);
    assertThat(e)
        .hasMessageContaining(ledger.toString())
        .hasMessageContaining("process " + ProcessHandle.current().pid() + " of ")
        .hasMessageContaining(", since 2026-11-22T10:00:00Z");
    held.close();
    assertThatCode(() -> take(ledger).close()).doesNotThrowAnyException();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
  void theSameLedgerByAnotherPathIsTheSame() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (LedgerLock held = take(ledger)) {
      assertThat(failure(() -> take(link.resolve("a.ledger.db")).close()).kind())
          .isEqualTo(ErrorKind.LEDGER_HELD);
      assertThat(held).isNotNull();
    }
  }

  @Test
  void anotherProcessIsKeptOutAlsoAfterThisOneTriedTwice() throws Exception {
    try (LedgerLock held = take(ledger)) {
      failure(() -> take(ledger).close()); // must not drop the kernel's lock by closing a file
      assertThat(Child.end(Child.start("hold", ledger)))
          .startsWith("LEDGER_HELD another run holds the ledger")
          .contains("process " + ProcessHandle.current().pid());
      assertThat(held).isNotNull();
    }
  }

  @Test
  void theLockGoesWithTheProcessThatIsKilled() throws Exception {
    Process child = Child.start("hold", ledger);
    assertThat(Child.line(child)).startsWith("holds");

    UploaderException e = failure(() -> take(ledger).close());
    assertThat(e.kind()).isEqualTo(ErrorKind.LEDGER_HELD);
    assertThat(e).hasMessageContaining("process " + child.pid() + " of ");

    child.destroyForcibly().waitFor();
    assertThatCode(() -> take(ledger).close()).doesNotThrowAnyException();
  }

  @Test
  void ofTenStartsAtOnceExactlyOneWins() throws Exception {
    List<Process> children = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      children.add(Child.start("hold", ledger));
    }
    List<String> said = new ArrayList<>();
    for (Process child : children) {
      said.add(Child.line(child));
    }
    for (Process child : children) {
      child.getOutputStream().close();
      child.waitFor();
    }
    assertThat(said).filteredOn(line -> line.startsWith("holds")).hasSize(1);
    assertThat(said).filteredOn(line -> line.startsWith("LEDGER_HELD")).hasSize(9);
  }

  @Test
  void aHolderThatIsJustWritingItsNameIsAskedAgain() throws IOException {
    Path lockFile = folder.resolve("a.ledger.db.lock");
    List<Duration> waits = new ArrayList<>();
    UploaderException e =
        failure(
            () ->
                LedgerLock.take(
                        ledger,
                        Duration.ZERO,
                        new Ticking(),
                        time -> {
                          waits.add(time);
                          if (waits.size() == 2) {
                            write(lockFile, "process 7 of night on shift, since then\n");
                          }
                        },
                        channel -> null)
                    .close());
    assertThat(e).hasMessageContaining("process 7 of night on shift");
    assertThat(waits).hasSize(2);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void waitingEndsWhenTheOtherRunEnds() {
    Ticking clock = new Ticking();
    LedgerLock held = take(ledger);
    List<Duration> waits = new ArrayList<>();
    LedgerLock.take(
            ledger,
            Duration.ofMinutes(1),
            clock,
            time -> {
              clock.now = clock.now.plus(time);
              waits.add(time);
              if (waits.size() == 3) {
                held.close();
              }
            })
        .close();
    assertThat(waits).hasSize(3);
  }

  @Test
  void waitingEndsWithTheTimeThatWasGiven() {
    Ticking clock = new Ticking();
    try (LedgerLock held = take(ledger)) {
      Instant start = clock.now;
      UploaderException e =
          failure(
              () ->
                  LedgerLock.take(
                          ledger,
                          Duration.ofMillis(2100),
                          clock,
                          time -> clock.now = clock.now.plus(time))
                      .close());
      assertThat(e.kind()).isEqualTo(ErrorKind.LEDGER_HELD);
      assertThat(e.hint()).contains("--lock-wait");
      assertThat(Duration.between(start, clock.now)).isEqualTo(Duration.ofMillis(2100));
      assertThat(held).isNotNull();
    }
  }

  @Test
  void anInterruptEndsTheWait() {
    try (LedgerLock held = take(ledger)) {
      UploaderException e =
          failure(
              () ->
                  LedgerLock.take(
                          ledger,
                          Duration.ofMinutes(1),
                          Samples.CLOCK,
                          time -> {
                            throw new InterruptedException();
                          })
                      .close());
      assertThat(e.kind()).isEqualTo(ErrorKind.INTERRUPTED);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(held).isNotNull();
    }
  }

  @Test
  void aFileSystemWithoutLocksIsToldInWordsAndLeavesNothingHeld() {
    UploaderException e =
        failure(
            () ->
                LedgerLock.take(
                        ledger,
                        Duration.ZERO,
                        Samples.CLOCK,
                        time -> {},
                        channel -> {
                          throw new IOException("No locks available");
                        })
                    .close());
    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e).hasMessageEndingWith("a.ledger.db.lock: No locks available");
    assertThat(e.hint()).contains("give a place on a local disk with --ledger");
    assertThatCode(() -> take(ledger).close()).doesNotThrowAnyException();
  }

  @Test
  void aFolderThatIsNotThereIsToldInWords() {
    UploaderException e = failure(() -> take(folder.resolve("no/a.db")).close());
    assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
    assertThat(e).hasMessageContaining("the folder ").hasMessageContaining(" does not exist");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void theLockFileIsForItsOwnerAloneAndEmptyAfterwards() throws IOException {
    Path file = folder.resolve("a.ledger.db.lock");
    take(ledger).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).isEmptyFile();
  }

  private static LedgerLock take(Path ledger) {
    return LedgerLock.take(ledger, Duration.ZERO, Samples.CLOCK, time -> {});
  }

  private static UploaderException failure(Runnable action) {
    return catchThrowableOfType(UploaderException.class, action::run);
  }

  /** Moves only when somebody sleeps. */
  private static final class Ticking extends Clock {
    private Instant now = Samples.NOW;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
