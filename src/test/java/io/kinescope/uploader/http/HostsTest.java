package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.net.URI;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
  private static final URI GOOD = URI.create("https://uploader.kinescope.io");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.kinescope.io",
        "https://api.kinescope.io:8443/prefix/",
        "http://127.0.0.1:8080",
        "http://127.1.2.3",
        "http://localhost:1",
        "http://LOCALHOST",
        "http://[::1]:8080",
      })
  void mayBeTalkedTo(String url) {
    assertThat(Hosts.of(URI.create(url), GOOD).api()).isEqualTo(HttpUrl.get(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.kinescope.io",
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://evil.com/127.0.0.1",
        "http://evil.com#127.0.0.1",
        "http://127.0.0.1@evil.com",
        "http://128.0.0.1",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "http://127.0.0",
        "https://me@api.kinescope.io",
        "https://me:5ecret@api.kinescope.io",
        "https://:5ecret@api.kinescope.io",
        "https://api.kinescope.io?token=5",
        "https://api.kinescope.io#x",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "api.kinescope.io",
        "https:///v1",
        "https://me:5ec/ret@api.kinescope.io",
        "https://me:5ec@ret@api.kinescope.io",
        "",
      })
  void isRefusedAndNoPasswordIsShown(String url) {
    for (boolean api : new boolean[] {true, false}) {
      UploaderException e =
          catchThrowableOfType(
              UploaderException.class,
              () -> Hosts.of(api ? URI.create(url) : GOOD, api ? GOOD : URI.create(url)));
      assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
      assertThat(e).hasMessageContaining(api ? "--api-url" : "--uploader-url");
      assertThat(e.getMessage()).doesNotContain("5ec").doesNotContain("ret@");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.kinescope.io/v1/videos,      true",
    "https://API.kinescope.io:443/other,      true",
    "https://uploader.kinescope.io/v2/init,   true",
    "https://api.kinescope.io:8443/,          false",
    "http://api.kinescope.io/,                false",
    "https://kinescope.io/,                   false",
    "https://x.api.kinescope.io/,             false",
    "https://api.kinescope.io.evil.com/,      false",
    "https://eu-ams-uploader-1.kinescope.io/, false",
    "https://api.kinescope.io@evil.com/,      false",
  })
  void seesTheToken(String url, boolean token) {
    Hosts hosts = Hosts.of(URI.create("https://api.kinescope.io"), GOOD);
    assertThat(hosts.trusted(HttpUrl.get(url))).isEqualTo(token);
  }

  @Test
  void aLinkInPlainHttpToAnotherMachineIsNotUsed() {
    HttpUrl api = HttpUrl.get("http://127.0.0.1:1/");
    try (Lab lab = Lab.of(api)) {
      ApiRequest send =
          new ApiRequest(
              "send file",
              "POST",
              HttpUrl.get("http://example.invalid/v2/upload/5ecret"),
              Headers.EMPTY,
              Lab.emptyBody(),
              ApiRequest.Idempotency.SAFE,
              ApiRequest.Route.LINK);
      UploaderException e =
          catchThrowableOfType(UploaderException.class, () -> lab.transport().call(send));
      assertThat(e.kind()).isEqualTo(ErrorKind.REFUSED);
      assertThat(e.getMessage()).doesNotContain("5ecret");
    }
  }
}
