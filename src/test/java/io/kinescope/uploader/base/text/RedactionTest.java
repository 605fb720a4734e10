package io.kinescope.uploader.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "https://b.s3.amazonaws.com/a.mp4?X-Amz-Date=1&X-Amz-Signature=SECRET",
        "https://storage.googleapis.com/b/a.mp4?x-goog-signature=SECRET&x=1",
        "https://d.cloudfront.net/a.mp4?Expires=1&Signature=SECRET&Key-Pair-Id=SECRET",
        "https://a.blob.core.windows.net/c/a.mp4?sv=1&sig=SECRET",
      })
  void noSecretIsLeft(String line) {
    assertThat(Redaction.text(line.replace("SECRET", SECRET)))
        .doesNotContain(SECRET)
        .contains("***");
  }

  @Test
  void theRestOfTheLineStays() {
    assertThat(Redaction.text("{\"a\":\"Bearer " + SECRET + "\",\"b\":1}"))
        .isEqualTo("{\"a\":\"Bearer ***\",\"b\":1}");
    assertThat(Redaction.text("authorization failed: 401")).isEqualTo("authorization failed: 401");
    assertThat(Redaction.text("HEAD https://x/v2/upload/" + SECRET + " -> 200 in 3 ms"))
        .isEqualTo("HEAD https://x/v2/upload/*** -> 200 in 3 ms");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h/v1/videos?q=a&page=2       | https://h/v1/videos?q=a&page=2",
        "https://h/v2/upload/abc              | https://h/v2/upload/***",
        "https://h/v2/upload/abc/def?sig=x#y  | https://h/v2/upload/***",
        "see \"https://h/upload/abc\" and go  | see \"https://h/upload/***\" and go",
        "https://u:p@h/x                      | https://***@h/x",
        "https://u:p@p@h/x                    | https://***@h/x",
        "http://u@h                           | http://***@h",
        "two http://u:p@h http://v:q@i        | two http://***@h http://***@i",
        "https://h/a.mp4?sig=x&t=1#top        | https://h/a.mp4?sig=***&t=1#top",
        "Authorization: Bearer abc.def        | Authorization: Bearer ***",
        "bearer  abc, x                       | bearer  ***, x",
        "me@example.com wrote                 | me@example.com wrote",
        "nothing                              | nothing",
      })
  void textIsShownAs(String text, String shown) {
    assertThat(Redaction.text(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "http://u:p@h:1,         ***@h:1",
    "http://u:pa/ss@h:1,     ***@h:1",
    "u:p@h,                  ***@h",
    "http://h:1,             http://h:1",
  })
  void aSettingIsShownWithoutWhateverMayBeAPassword(String url, String shown) {
    assertThat(Redaction.setting(url)).isEqualTo(shown);
  }

  @Test
  void anIdOfAVideoIsNoSecret() {
    String line = "video " + SECRET + " https://api.kinescope.io/v1/videos/" + SECRET;

    assertThat(Redaction.text(line)).isEqualTo(line);
  }
}
