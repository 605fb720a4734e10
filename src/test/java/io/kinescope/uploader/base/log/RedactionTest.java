package io.kinescope.uploader.base.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String SECRET = "1f0e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer SECRET",
        "authorization=SECRET",
        "Authorization SECRET",
        "{\"Authorization\":\"Bearer SECRET\"}",
        "{Authorization=[Bearer SECRET], X=[y]}",
        "{\\\"Authorization\\\": \\\"SECRET\\\"}",
        "Proxy-Authorization: Basic SECRET",
        "sent bearer SECRET, got 401",
        "PATCH https://eu-ams-uploader-1.kinescope.io/v2/upload/SECRET 204",
        "{\"endpoint\":\"https://x/v2/upload/SECRET?a=b\"}",
        "proxy http://user:SECRET@proxy:3128 refused",
      })
  void noSecretIsLeft(String line) {
    assertThat(Redaction.mask(line.replace("SECRET", SECRET)))
        .doesNotContain(SECRET)
        .contains("***");
  }

  @Test
  void theRestOfTheLineStays() {
    assertThat(Redaction.mask("{\"a\":\"Bearer " + SECRET + "\",\"b\":1}"))
        .isEqualTo("{\"a\":\"Bearer ***\",\"b\":1}");
    assertThat(Redaction.mask("authorization failed: 401")).isEqualTo("authorization failed: 401");
    assertThat(Redaction.mask("HEAD https://x/v2/upload/" + SECRET + " -> 200 in 3 ms"))
        .isEqualTo("HEAD https://x/v2/upload/*** -> 200 in 3 ms");
  }

  @Test
  void anIdOfAVideoIsNoSecret() {
    String line = "video " + SECRET + " https://api.kinescope.io/v1/videos/" + SECRET;

    assertThat(Redaction.mask(line)).isEqualTo(line);
  }
}
