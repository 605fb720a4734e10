package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.SecretLink;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done with a row, by what the ledger has of it, what changed since, and the options. */
class RowPlanTest {
  private static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant SINCE = THEN.plusSeconds(60);
  private static final Path FILE = Path.of("a.mp4");
  private static final long SIZE = 10;

  /**
   * The ledger's state, {@code /} a failure's kind, {@code !} if it is not retryable, {@code +link}
   * if it has one; what changed ({@code size time source spelling title}); the options ({@code
   * failed unknown}).
   */
  @ParameterizedTest
  @CsvSource({
    "none, '', '', Send",
    "UPLOADED+link, '', '', Skip",
    "ADOPTED, '', '', Skip",
    "UPLOADED, title, '', Skip differs",
    "UPLOADED, time, '', Skip",
    "UPLOADED, size, '', Send v",
    "ADOPTED, source, '', Send v",
    "UPLOADED, spelling, '', Skip",
    "UPLOADED, '', failed unknown, Skip",
    "INTENT, '', '', LookUp",
    "INTENT, title, '', LookUp",
    "INTENT, time, '', LookUp",
    "INTENT, spelling, '', LookUp",
    "INTENT, size, '', LookUp changed",
    "UNKNOWN, source, '', LookUp changed",
    "UNKNOWN, '', failed unknown, LookUp",
    "LINKED+link, '', '', Resume",
    "LINKED+link, title, '', Resume",
    "LINKED+link, spelling, '', Resume",
    "LINKED+link, time, '', Send v",
    "LINKED+link, size, '', Send v",
    "LINKED+link, source, '', Send v",
    "FAILED/TRANSIENT, '', '', Send v",
    "FAILED/TRANSIENT+link, '', '', Resume",
    "FAILED/TRANSIENT+link, time, '', Send v",
    "FAILED/LOCAL_IO+link, '', '', Resume",
    "FAILED/REFUSED!, '', '', Stay",
    "FAILED/REFUSED!, '', unknown, Stay",
    "FAILED/REFUSED!, time, '', Stay",
    "FAILED/REFUSED!, spelling, '', Stay",
    "FAILED/REFUSED!, title, '', Send v",
    "FAILED/REFUSED!, source, '', Send v",
    "FAILED/REFUSED!, '', failed, Send v",
    "FAILED/REFUSED!+link, '', failed, Resume",
    "FAILED/VIDEO_FAILED!, '', '', Stay",
    "FAILED/VIDEO_FAILED!, '', failed, Send v",
    // the link was gone and nobody could look at the video: the next run looks
    "FAILED/UNKNOWN_OUTCOME!+link, '', '', Resume",
    "FAILED/UNKNOWN_OUTCOME!+link, '', failed, Resume",
    "FAILED/UNKNOWN_OUTCOME!+link, '', unknown, Send v",
    "FAILED/UNKNOWN_OUTCOME!, '', '', Stay",
    "FAILED/UNKNOWN_OUTCOME!, '', unknown, Send v",
  })
  void ofAFile(String state, String changed, String options, String expected) {
    FileSource now =
        new FileSource(
            FILE,
            changed.contains("size") ? SIZE + 1 : SIZE,
            changed.contains("time") ? SINCE : THEN);
    RowPlan plan =
        RowPlan.of(
            entry(state, source(changed), SIZE, THEN),
            Rows.file(FILE, "Title"),
            changed.contains("title") ? "other" : "print",
            now,
            retries(options));
    assertThat(say(plan)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "UPLOADED, '', '', Skip",
    "UPLOADED, source, '', Send v",
    "INTENT, '', '', LookUp",
    "UNKNOWN, source, unknown, LookUp changed",
    "FAILED/TRANSIENT, '', '', Send v",
    "FAILED/REFUSED!, '', '', Stay",
  })
  void ofAUrl(String state, String changed, String options, String expected) {
    RowPlan plan =
        RowPlan.of(
            entry(state, changed.contains("source") ? "https://b" : "https://a", null, null),
            Rows.url("https://a", "Title"),
            "print",
            null,
            retries(options));
    assertThat(say(plan)).isEqualTo(expected);
  }

  /** A done row needs its file no more. */
  @Test
  void aDoneFileThatIsGoneIsSkipped() {
    RowPlan plan =
        RowPlan.of(
            entry("UPLOADED", "a.mp4", SIZE, THEN),
            Rows.file(FILE, "Title"),
            "print",
            null,
            retries(""));
    assertThat(say(plan)).isEqualTo("Skip");
  }

  private static RowPlan.Retries retries(String options) {
    return new RowPlan.Retries(options.contains("failed"), options.contains("unknown"));
  }

  private static String source(String changed) {
    return changed.contains("source")
        ? "other.mp4"
        : changed.contains("spelling") ? "./x/..//a.mp4" : "a.mp4";
  }

  private static @Nullable LedgerEntry entry(
      String text, String source, @Nullable Long size, @Nullable Instant modified) {
    if (text.equals("none")) {
      return null;
    }
    String[] words = text.replaceAll("[!+].*", "").split("/", -1);
    Failure failure =
        words.length == 1
            ? null
            : new Failure(ErrorKind.valueOf(words[1]), "why", null, null, !text.contains("!"));
    return new LedgerEntry(
        new Intent("key", CreateCall.INIT, source, "p", "Title", "print", size, modified),
        EntryState.valueOf(words[0]),
        1,
        THEN,
        THEN,
        THEN,
        "v",
        text.endsWith("+link") ? new SecretLink("https://link") : null,
        null,
        null,
        failure);
  }

  private static String say(RowPlan plan) {
    if (plan instanceof RowPlan.Skip skip) {
      return skip.metadataDiffers() ? "Skip differs" : "Skip";
    }
    if (plan instanceof RowPlan.LookUp lookUp) {
      return lookUp.sourceChanged() ? "LookUp changed" : "LookUp";
    }
    if (plan instanceof RowPlan.Send send) {
      return send.abandoned() == null ? "Send" : "Send " + send.abandoned();
    }
    return plan.getClass().getSimpleName();
  }
}
