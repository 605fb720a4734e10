package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A ledger without the log of a run that did not end, however that came about. */
class HalfLedgerTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("a.db");
  }

  private void killed() throws Exception {
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("before"));
    }
    Child.end(Child.start("intend-and-halt", file));
  }

  private static UploaderException refusal(Path ledger, boolean halfAccepted) {
    try (Ledger open = Samples.open(ledger)) {
      return catchThrowableOfType(UploaderException.class, () -> open.requireWhole(halfAccepted));
    }
  }

  @Test
  void afterAKillTheNextRunGoesOn() throws Exception {
    killed();
    assertThat(refusal(file, false)).isNull();
    assertThat(RunMark.log(file)).doesNotExist();
    try (Ledger ledger = Samples.open(file)) { // nothing was written, and it has ended in order
      ledger.requireWhole(false);
      assertThat(ledger.find("a")).isPresent();
    }
  }

  @Test
  void withoutTheLogItIsRefusedAgainAndAgain() throws Exception {
    killed();
    Path log = RunMark.log(file);
    Path kept = Files.copy(log, folder.resolve("kept"));
    Files.delete(log);
    for (int i = 0; i < 2; i++) {
      UploaderException e = refusal(file, false);
      assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
      assertThat(e)
          .hasMessageContaining("the ledger " + file + " is incomplete")
          .hasMessageContaining(log + " is gone");
      assertThat(e.hint()).contains("restore the log", "ledger rebuild", "--adopt-existing");
      assertThat(Ledgers.isDamage(e)).isTrue();
      try (Ledger looking = Ledgers.inspect(file, null, KeyForm.KEPT)) {
        assertThat(looking.loss(Instant.EPOCH)).isNotNull();
      }
    }
    Files.move(kept, log, StandardCopyOption.REPLACE_EXISTING);
    assertThat(refusal(file, false)).isNull();
  }

  @Test
  void aCopyOfTheFileAloneMadeDuringARunIsHalf() throws IOException {
    Path copy = folder.resolve("copy.db");
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
      Files.copy(file, copy);
      ledger.intend(Samples.intent("b"));
    }
    assertThat(refusal(copy, false)).isNotNull();
    assertThat(refusal(file, false)).isNull();
  }

  @Test
  void whereAllIsLookedForItIsTakenAndItsDoubtsAreDoubts() throws Exception {
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("failed"));
      ledger.settle("failed", new Outcome.Failed(Samples.failure(true)));
    }
    killed();
    Files.delete(RunMark.log(file));
    try (Ledger ledger = Samples.open(file)) {
      ledger.requireWhole(true);
      for (String key : new String[] {"before", "failed"}) {
        LedgerEntry entry = ledger.find(key).orElseThrow();
        assertThat(entry.state()).isEqualTo(EntryState.UNKNOWN);
        assertThat(entry.intent().call()).isEqualTo(CreateCall.SINGLE);
      }
    } // it has not looked for all
    assertThat(refusal(file, false)).hasMessageContaining("incomplete");
    try (Ledger ledger = Samples.open(file)) {
      ledger.requireWhole(true);
      ledger.madeWhole();
    }
    assertThat(refusal(file, false)).isNull();
  }

  @Test
  void resultsThatAreNewerThanTheRunMakeItWhole() throws Exception {
    killed();
    Files.delete(RunMark.log(file));
    try (Ledger ledger = Samples.open(file)) {
      assertThat(ledger.loss(Samples.NOW.minusSeconds(1))).isNotNull();
      assertThat(ledger.loss(Samples.NOW)).isNull();
    } // nothing was done
    assertThat(refusal(file, false)).isNotNull();
  }

  @Test
  void aDamagedPageIsFoundAfterAKill() throws Exception {
    try (Ledger ledger = Samples.open(file)) {
      for (int i = 0; i < 200; i++) {
        ledger.intend(Samples.intent("row-" + i));
      }
    }
    killed();
    byte[] bytes = Files.readAllBytes(file);
    int page = 4096;
    int middle = bytes.length / page / 2 * page;
    Arrays.fill(bytes, middle, middle + page, (byte) 0x5a);
    Files.write(file, bytes);
    UploaderException e = refusal(file, false);
    assertThat(e).hasMessageContaining("damaged");
    assertThat(refusal(file, false)).hasMessageContaining("damaged");
  }

  @Test
  void aRefusedLedgerKeepsItsLog() throws Exception {
    killed();
    UploaderException e =
        catchThrowableOfType(
            UploaderException.class,
            () ->
                Ledgers.open(file, "https://other.example", "0.1.0", Samples.CLOCK, KeyForm.KEPT)
                    .close());
    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
    assertThat(RunMark.log(file)).isNotEmptyFile();
    assertThat(refusal(file, false)).isNull();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aBackupIsWholeAtAnyTime() throws Exception {
    Path during = folder.resolve("during.db");
    Path after = folder.resolve("after.db");
    int recorded = 0;
    try (Ledger ledger = Samples.open(file)) {
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 300; i++) {
                  ledger.intend(Samples.intent("row-" + i));
                }
              });
      writer.start();
      while (ledger.counts().getOrDefault(EntryState.INTENT, 0L) < 20) {
        Thread.onSpinWait();
      }
      Ledgers.backup(file, during, () -> true);
      writer.join();
      recorded = 300;
      Ledgers.backup(file, after, () -> false);
    }
    try (Ledger copy = Ledgers.inspect(during, Samples.SERVICE, KeyForm.KEPT)) {
      assertThat(copy.counts().get(EntryState.INTENT)).isBetween(20L, (long) recorded);
      Samples.forEach(copy, entry -> assertThat(copy.history(entry.key())).hasSize(1));
    }
    assertThat(quickCheck(during)).isEqualTo("ok");
    assertThat(refusal(during, false)).hasMessageContaining("a copy that was made during that run");
    assertThat(refusal(after, false)).isNull();
    try (Ledger copy = Ledgers.inspect(after, Samples.SERVICE, KeyForm.KEPT)) {
      assertThat(copy.counts()).containsEntry(EntryState.INTENT, (long) recorded);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(during)))
        .isEqualTo("rw-------");
    UploaderException e =
        catchThrowableOfType(
            UploaderException.class, () -> Ledgers.backup(file, after, () -> false));
    assertThat(e).hasMessage(after + " already exists");
    assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
  }

  @Test
  void ofSeveralProcessesTheLastEndsTheRun() throws Exception {
    Process one = Child.start("hold-key", file);
    assertThat(Child.line(one)).startsWith("holds");
    try (KeyLocks locks = KeyLocks.beside(file);
        KeyLocks others = KeyLocks.beside(folder.resolve("b.db"))) {
      assertThat(locks.arrive()).isTrue();
      locks.letIn();
      assertThat(others.arrive()).isTrue();
      assertThat(others.isLast()).isTrue();
      Process two = Child.start("arrive", file);
      assertThat(Child.line(two)).isEqualTo("alone: false");
      assertThat(locks.isLast()).isFalse();
      two.getOutputStream().close();
      assertThat(Child.line(two)).isEqualTo("last: true");
      assertThat(two.waitFor()).isZero();
    } finally {
      one.getOutputStream().close();
      assertThat(one.waitFor()).isZero();
    }
  }

  private static String quickCheck(Path ledger) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement()) {
      return statement.executeQuery("PRAGMA integrity_check").getString(1);
    }
  }

  @Test
  void nothingIsLeftBesideALedgerThatEndedInOrder() throws IOException {
    Samples.open(file).close();
    try (Ledger ledger = Samples.open(file)) {
      ledger.intend(Samples.intent("a"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
