package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.time.Duration;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  @Test
  void surroundingSpaceIsDropped() {
    assertThat(Token.of(" abc-123\r\n", "x").authorization()).isEqualTo("Bearer abc-123");
  }

  @Test
  void itsTextIsNotShown() {
    assertThat(Token.of("abc-123", "x")).hasToString("Token[***]");
    assertThat(Lab.settings(HttpUrl.get("https://h/"), Duration.ZERO).build())
        .asString()
        .doesNotContain(Lab.SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "5ecret two", "5ecret\nsecond", "5ecretй", "\ufeff5ecret"})
  void whatNoHeaderCanCarryIsRefusedWithoutBeingShown(String text) {
    UploaderException e =
        catchThrowableOfType(UploaderException.class, () -> Token.of(text, "FILE"));
    assertThat(e.kind()).isEqualTo(ErrorKind.AUTH);
    assertThat(e.getMessage()).contains("FILE").doesNotContain("5ecret");
  }
}
