package io.kinescope.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResemblanceTest {
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
  void titlesThatAServiceMayHaveChangedAreNoOthers(
      String asked, String seen, Resemblance resemblance) {
    assertThat(Resemblance.ofTitles(asked, seen)).isEqualTo(resemblance);
  }

  @Test
  void decomposedAccentsAreTheSameTitle() {
    String decomposed = Normalizer.normalize("Élève й", Normalizer.Form.NFD);
    assertThat(decomposed).isNotEqualTo("Élève й");
    assertThat(Resemblance.ofTitles("Élève й", decomposed)).isEqualTo(Resemblance.SAME);
  }

  @Test
  void utf8ThatWasReadAsSomethingElseMayBeTheSameTitle() {
    byte[] utf8 = CYRILLIC.getBytes(StandardCharsets.UTF_8);
    for (String charset : new String[] {"ISO-8859-1", "windows-1252"}) {
      assertThat(Resemblance.ofTitles(CYRILLIC, new String(utf8, Charset.forName(charset))))
          .as(charset)
          .isEqualTo(Resemblance.PERHAPS);
    }
  }

  @Test
  void aLongBeginningMayBeATitleThatWasCut() {
    String asked = LONG + "12";
    for (String seen : new String[] {LONG, LONG + "1", LONG.strip() + "…", LONG + "\ufffd"}) {
      assertThat(Resemblance.ofTitles(asked, seen)).as(seen).isEqualTo(Resemblance.PERHAPS);
    }
    assertThat(Resemblance.ofTitles(asked, LONG + "13")).isEqualTo(Resemblance.OTHER);
    assertThat(Resemblance.ofTitles(asked, asked + "3")).isEqualTo(Resemblance.OTHER);
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
      String asked, String project, String folder, Resemblance resemblance) {
    assertThat(Resemblance.ofParents(asked, project, folder)).isEqualTo(resemblance);
  }
}
