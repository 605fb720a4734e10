package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiResponseRedirectTest {
  @ParameterizedTest(name = "{0} {1} {2} -> {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GET  | 301 | https://a/x          | https://b/y          | https://b/y",
        "GET  | 302 | https://a/x          | /y                   | https://a/y",
        "HEAD | 303 | https://a/x          | https://b/y          | https://b/y",
        "GET  | 307 | https://a/x          | https://b/y          | https://b/y",
        "POST | 301 | https://a/x          | https://b/y          | -",
        "POST | 302 | https://a/x          | https://b/y          | -",
        "POST | 303 | https://a/x          | https://b/y          | -",
        "POST | 307 | https://a/x          | https://b/y          | https://b/y",
        "POST | 308 | https://a/x          | https://b:8443/y?q=1 | https://b:8443/y?q=1",
        "PATCH| 308 | https://a/x          | //b/y                | https://b/y",
        "PATCH| 302 | https://a/x          | https://b/y          | -",
        "GET  | 307 | https://a/x          | http://a/x           | -",
        "GET  | 307 | https://a/x          | http://127.0.0.1/x   | -",
        "GET  | 307 | http://127.0.0.1/x   | https://a/x          | https://a/x",
        "GET  | 307 | http://127.0.0.1/x   | http://localhost/x   | http://localhost/x",
        "GET  | 307 | http://127.0.0.1/x   | http://a/x           | -",
        "GET  | 307 | https://a/x          | ftp://a/x            | -",
        "GET  | 307 | https://a/x          | file:///etc/passwd   | -",
        "GET  | 307 | https://a/x          | https://             | -",
        "GET  | 307 | https://a/x          | -                    | -",
        "GET  | 300 | https://a/x          | https://b/y          | -",
        "GET  | 304 | https://a/x          | https://b/y          | -",
        "GET  | 200 | https://a/x          | https://b/y          | -",
      })
  void goesOnTo(String method, int status, String from, String location, String to) {
    Headers headers = location == null ? Headers.EMPTY : Headers.of("Location", location);
    HttpUrl target =
        new ApiResponse(status, headers, "", false).redirect(method, HttpUrl.get(from));
    assertThat(target).isEqualTo(to == null ? null : HttpUrl.get(to));
  }

  @Test
  void onlyTheFiveAreRedirects() {
    for (int status = 100; status < 600; status++) {
      assertThat(new ApiResponse(status, Headers.EMPTY, "", false).redirects())
          .isEqualTo(
              switch (status) {
                case 301, 302, 303, 307, 308 -> true;
                default -> false;
              });
    }
  }
}
