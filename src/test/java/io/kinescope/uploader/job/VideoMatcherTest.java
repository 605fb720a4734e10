package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.job.VideoMatcher.Match;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoMatcherTest {
  private static final String CYRILLIC = "Лекция №1: «Введение» 😀 é";
  private static final String LONG = "Очень длинное название лекции о том, как устроен мир, часть ";

  @ParameterizedTest
  @CsvSource({
    "Lesson 1, Lesson 1, SAME",
    "Lesson 1, ' Lesson  1 ', SAME",
    "Lesson 1, 'Lesson\u00a01', SAME",
    "Lesson 1, 'Lesson\t1', SAME",
    "Lesson 1, lesson 1, OTHER",
    "Lesson 1, Lesson 10, OTHER",
    "Lesson 10, Lesson 1, OTHER",
    "Lesson 10, Lesson 1…, OTHER",
    "Лекция 1, Урок 1, OTHER",
    "Лекция 1, '?????? 1', PERHAPS",
    "Лекция 1, '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd 1', PERHAPS",
    "Лекция 1, '????? 1', OTHER",
    "Lesson 1, , PERHAPS",
    "Lesson 1, '', OTHER",
  })
  void titlesThatAServiceMayHaveChangedAreNoOthers(String asked, String seen, Match match) {
    assertThat(VideoMatcher.titles(asked, seen)).isEqualTo(match);
  }

  @Test
  void decomposedAccentsAreTheSameTitle() {
    String decomposed = Normalizer.normalize("Élève й", Normalizer.Form.NFD);
    assertThat(decomposed).isNotEqualTo("Élève й");
    assertThat(VideoMatcher.titles("Élève й", decomposed)).isEqualTo(Match.SAME);
  }

  @Test
  void utf8ThatWasReadAsSomethingElseMayBeTheSameTitle() {
    byte[] utf8 = CYRILLIC.getBytes(StandardCharsets.UTF_8);
    for (String charset : new String[] {"ISO-8859-1", "windows-1252"}) {
      assertThat(VideoMatcher.titles(CYRILLIC, new String(utf8, Charset.forName(charset))))
          .as(charset)
          .isEqualTo(Match.PERHAPS);
    }
  }

  @Test
  void aLongBeginningMayBeATitleThatWasCut() {
    String asked = LONG + "12";
    for (String seen : new String[] {LONG, LONG + "1", LONG.strip() + "…", LONG + "\ufffd"}) {
      assertThat(VideoMatcher.titles(asked, seen)).as(seen).isEqualTo(Match.PERHAPS);
    }
    assertThat(VideoMatcher.titles(asked, LONG + "13")).isEqualTo(Match.OTHER);
    assertThat(VideoMatcher.titles(asked, asked + "3")).isEqualTo(Match.OTHER);
  }

  @Test
  void everyTitleThatMayBeACutOneHasItsBeginning() {
    String asked = LONG + "😀😀";
    String beginning = VideoMatcher.beginning(asked);
    assertThat(beginning.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(100, 103);
    for (int end = 1; end < asked.length(); end++) {
      String cut = asked.substring(0, end);
      if (VideoMatcher.isCut(asked, cut)) {
        assertThat(cut).startsWith(beginning);
      }
    }
    assertThat(VideoMatcher.beginning("short")).isEqualTo("short");
  }

  @ParameterizedTest
  @CsvSource({
    "project, project, , SAME",
    "project, project, '', SAME",
    "folder, project, folder, SAME",
    "project, project, folder, PERHAPS",
    "folder, project, , OTHER",
    "folder, project, folder2, OTHER",
    "project, , , PERHAPS",
    "project, '', '', PERHAPS",
    // one id in its short form, the other in its long one
    "1tXCmfsyXXY9XXXqJoWwMb, 0b1a5e11-0000-4000-8000-000000000002, , PERHAPS",
    "0b1a5e11-0000-4000-8000-000000000002, 1tXCmfsyXXY9XXXqJoWwMb, , PERHAPS",
    "0b1a5e11-0000-4000-8000-000000000002, 0b1a5e11-0000-4000-8000-000000000003, , OTHER",
  })
  void aParentIsTheFolderOrTheProjectOfAVideoThatIsInNone(
      String asked, String project, String folder, Match match) {
    assertThat(VideoMatcher.parents(asked, project, folder)).isEqualTo(match);
  }
}
