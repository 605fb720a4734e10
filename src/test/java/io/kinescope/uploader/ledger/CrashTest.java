package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dead process leaves behind. */
class CrashTest {
  @TempDir private Path folder;

  @Test
  void anIntentThatReturnedOutlivesTheProcess() throws Exception {
    Path file = folder.resolve("a.db");
    Process child = Child.start("intend-and-halt", file);
    assertThat(Child.end(child)).isEmpty();
    assertThat(child.exitValue()).isEqualTo(Child.HALTED);

    try (Ledger ledger = Samples.open(file)) {
      assertThat(ledger.find("a").orElseThrow().intent()).isEqualTo(Samples.intent("a"));
      assertThat(ledger.history("a")).hasSize(1);
    }
  }

  @Test
  void halfATransactionIsNoneAtAll() throws Exception {
    Path file = folder.resolve("a.db");
    Process child = Child.start("halt-inside", file);
    assertThat(Child.end(child)).isEmpty();
    assertThat(child.exitValue()).isEqualTo(Child.HALTED);

    try (Ledger ledger = Samples.open(file)) {
      assertThat(ledger.find("a").orElseThrow().state()).isEqualTo(EntryState.INTENT);
    }
  }
}
