package io.kinescope.uploader.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.badRequest;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.stubFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockRuntimeInfo;
import com.github.tomakehurst.wiremock.junit5.WireMockTest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service whose clock shows another time. */
@WireMockTest
class CheckClockTest {
  @ParameterizedTest
  @CsvSource({
    "PT-1H,  warning, ahead of the service's",
    "PT1H,   warning, behind the service's",
    "PT-4M,  ok,      'within 4m'",
    "PT4M,   ok,      'within '",
  })
  void aClockThatIsFarOffIsAWarning(
      Duration theirs, String status, String words, WireMockRuntimeInfo server) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plus(theirs));
    stubFor(any(anyUrl()).willReturn(okJson("{\"data\":[]}").withHeader("Date", date)));
    stubFor(patch(anyUrl()).willReturn(noContent().withHeader("Date", date)));
    stubFor(post(anyUrl()).willReturn(badRequest().withBody("{\"error\":{\"code\":402402}}")));

    Cli.Run run =
        Cli.at(server.getHttpBaseUrl(), server.getHttpBaseUrl())
            .with("KINESCOPE_API_TOKEN", "t")
            .run("check", "-o", "jsonl");

    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.objects())
        .filteredOn(line -> "clock".equals(line.text("check")))
        .singleElement()
        .satisfies(line -> assertThat(line.text("status")).isEqualTo(status))
        .satisfies(line -> assertThat(line.text("result")).contains(words));
  }
}
