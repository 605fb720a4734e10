package io.kinescope.uploader.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobRulesTest {
  /** A slash at the end of the path says that it is a directory. */
  @ParameterizedTest(name = "{0} matches {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *.mp4          | a.mp4
          *.mp4          | x/y/a.mp4
          *.mp4          | .mp4
          *.mp4          | x/dir.mp4/
          урок*.mp4      | курс/урок 1.mp4
          ?рок.mp4       | урок.mp4
          /top.mp4       | top.mp4
          ./top.mp4      | top.mp4
          a/b.mp4        | a/b.mp4
          a/*.mp4        | a/b.mp4
          **/raw/**      | raw/a.mp4
          **/raw/**      | x/raw/a.mp4
          **/raw/**      | x/y/raw/z/a.mp4
          **/raw         | raw
          a/**/b.mp4     | a/b.mp4
          a/**/b.mp4     | a/x/b.mp4
          a/**/b.mp4     | a/x/y/b.mp4
          **/a/**/b.mp4  | x/a/b.mp4
          **/*.{mp4,mov} | a.mov
          a/{b,c}/*.mp4  | a/c/x.mp4
          ./raw/         | raw/
          raw/           | raw/
          raw/           | x/raw/
          /raw/          | raw/
          **             | x/y/a.mp4
          *.{mp4,mov}    | a.mov
          cam[0-9].mp4   | cam7.mp4
          cam[!0-9].mp4  | camx.mp4
          \\[x\\].mp4    | [x].mp4
          \\*.mp4        | *.mp4
          (1).mp4        | (1).mp4
          a+b.mp4        | a+b.mp4
          """)
  void matches(String pattern, String path) {
    assertThat(verdict(pattern, path)).isTrue();
  }

  @ParameterizedTest(name = "{0} does not match {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *.mp4          | a.MP4
          *.mp4          | a.mp4.part
          *.mp4          | amp4
          /top.mp4       | x/top.mp4
          a/b.mp4        | x/a/b.mp4
          a/*.mp4        | a/x/b.mp4
          **/raw/**      | raw/
          **/raw/**      | draw/a.mp4
          **/raw         | draw
          a/**/b.mp4     | a/xb.mp4
          raw/           | raw
          raw/           | draw/
          /raw/          | x/raw/
          cam[0-9].mp4   | camx.mp4
          \\*.mp4        | a.mp4
          a?b            | a/b
          a+b.mp4        | aab.mp4
          """)
  void doesNotMatch(String pattern, String path) {
    assertThat(verdict(pattern, path)).isFalse();
  }

  @Test
  void lettersThatAMacTakesApartAreTheSame() {
    String composed = "\u0439.mp4";
    String apart = "\u0438\u0306.mp4";
    assertThat(verdict(composed, apart)).isTrue();
    assertThat(verdict(apart, composed)).isTrue();
  }

  @Test
  void oneOfSeveralIsEnoughAndNoneMatchesNothing() {
    assertThat(rules("*.mov", "*.mp4").matches(Path.of("a.mp4"), false)).isTrue();
    assertThat(rules().matches(Path.of("a.mp4"), false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "./", ".", "a\\", "[", "[a", "[a/b]", "[z-a]", "{a", "{a,{b,c}}"})
  void refusesWhatIsNoPattern(String pattern) {
    assertThatThrownBy(() -> rules(pattern))
        .isInstanceOfSatisfying(
            UploaderException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
              assertThat(e.hint()).isNotBlank();
            })
        .hasMessageStartingWith("'" + pattern + "' ");
  }

  private static boolean verdict(String pattern, String path) {
    return rules(pattern).matches(Path.of(path), path.endsWith("/"));
  }

  private static GlobRules rules(String... patterns) {
    return new GlobRules(List.of(patterns));
  }
}
