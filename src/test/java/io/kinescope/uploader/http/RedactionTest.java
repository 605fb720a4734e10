package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
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
        "Authorization: Bearer abc.def        | Authorization: Bearer ***",
        "bearer  abc, x                       | bearer  *** x",
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
  void ofALinkOnlyTheHostIsShown() {
    assertThat(Redaction.link(HttpUrl.get("https://u:p@eu.kinescope.io/v2/upload/abc?d=e#f")))
        .isEqualTo("https://eu.kinescope.io/***");
  }

  @Test
  void theSecretPartsOfALinkAreMaskedWhereverTheyStand() {
    HttpUrl link = HttpUrl.get("https://h/files/0123456789ab?sig=zyxwvuts&n=1");
    assertThat(Redaction.withoutLink("/files/0123456789ab: zyxwvuts is gone, n=1", link))
        .isEqualTo("/files/***: *** is gone, n=1");
  }
}
