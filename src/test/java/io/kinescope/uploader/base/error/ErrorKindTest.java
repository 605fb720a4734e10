package io.kinescope.uploader.base.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorKindTest {
  @Test
  void theIdsAreAPromise() {
    assertThat(Arrays.stream(ErrorKind.values()).map(ErrorKind::id))
        .containsExactlyInAnyOrder(
            "bug",
            "usage",
            "auth",
            "quota",
            "parent-missing",
            "not-found",
            "refused",
            "unknown-outcome",
            "link-gone",
            "transient",
            "input",
            "source-changed",
            "ledger-held",
            "verification",
            "wait-timeout",
            "video-failed",
            "local-io",
            "interrupted");
  }

  @Test
  void anUnknownOutcomeIsNothingToTryAgain() {
    assertThat(ErrorKind.UNKNOWN_OUTCOME.retryable()).isFalse();
    assertThat(ErrorKind.TRANSIENT.retryable()).isTrue();
    assertThat(ErrorKind.REFUSED.retryable()).isFalse();
  }

  @Test
  void anErrorKeepsAllThatIsKnown() {
    Exception cause = new IllegalStateException("why");
    UploaderException e =
        UploaderException.of(ErrorKind.QUOTA, "what")
            .hint("do this")
            .code(402)
            .requestId("req")
            .cause(cause)
            .build();
    assertThat(e).hasMessage("what").hasCause(cause);
    assertThat(e.kind()).isEqualTo(ErrorKind.QUOTA);
    assertThat(e.hint()).isEqualTo("do this");
    assertThat(e.code()).isEqualTo(402);
    assertThat(e.requestId()).isEqualTo("req");
  }
}
