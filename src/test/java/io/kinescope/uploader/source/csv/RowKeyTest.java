package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeyTest {
  /** Ledgers hold these: a change here makes every row a new one. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "https://E.com/a?b,,,, => url:https://e.com/a?b|def",
        "https://e.com/a,,t,own, => url:https://e.com/a|own",
        ",v/a.mp4,,, => file:v/a.mp4|def",
        ",./v/../v/a.mp4,,, => file:v/a.mp4|def",
        ",../a.mp4,,own, => file:../a.mp4|own",
        ",/abs/a.mp4,,, => file:/abs/a.mp4|def",
        "https://e.com/a,,t,own,K 1 => id:K 1",
      })
  void theKeyIsTheIdElseSourceAndParent(String cells, String key) {
    assertThat(Csv.row("url,file,title,parent_id,id\n" + cells).key("def")).isEqualTo(key);
  }

  /** Every way to put dots and slashes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void aPathIsNamedAsTheFileSystemWouldShortenIt(int length) {
    for (int number = 0; number < Math.pow(3, length); number++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0, rest = number; i < length; i++, rest /= 3) {
        text.append("a./".charAt(rest % 3));
      }
      Path path = Path.of(text.toString()).normalize();
      assertThat(Csv.row("file,id\n" + text + ",").key("def"))
          .as("%s", text)
          .isEqualTo("file:" + path.toString().replace(File.separatorChar, '/') + "|def");
    }
  }

  @Test
  void withoutAParentTheKeyEndsEmptyAndWithoutASourceThereIsNone() {
    assertThat(Csv.row("url,title\nhttps://e.com,t").key(null)).isEqualTo("url:https://e.com/|");
    assertThat(Csv.row("url,title\n,t").key("p")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "v/Лекция №1.mp4, Лекция №1",
    "a.b.mp4, a.b",
    "noextension, noextension",
    ".hidden, .hidden",
    "v.1/name, name"
  })
  void aFilesTitleIsItsNameWithoutTheExtension(String file, String title) {
    assertThat(Csv.row("file\n" + file).effectiveTitle()).isEqualTo(title);
  }

  @Test
  void theSecondRowWithAKeySaysWhereTheFirstIs() {
    String csv =
        """
        id,url,title,parent_id
        ,https://e.com/a,"t
        2",
        ,https://e.com/a,u,
        ,https://e.com/a,u,other
        k,https://e.com/a,u,
        k,https://e.com/b,u,
        ,,x,
        ,,x,
        """;
    RowRules rules = new RowRules("def", file -> SourceState.USABLE);
    List<String> messages = new ArrayList<>();
    for (ManifestRow entry : Csv.read(csv)) {
      messages.add(Objects.requireNonNullElse(rules.check(entry).error(), "good"));
    }
    assertThat(messages.get(0)).contains("line break");
    assertThat(messages.get(1)).contains("the same source and parent are already at line 2");
    assertThat(messages.get(2)).isEqualTo("good");
    assertThat(messages.get(3)).isEqualTo("good");
    assertThat(messages.get(4)).isEqualTo("id 'k' is already the id of the row at line 6");
    assertThat(messages.get(5)).isEqualTo(messages.get(6)).doesNotContain("already");
  }

  @Test
  void aRowThatCannotBeReadPassesTheCheckerAsItIs() {
    ManifestRow broken = Csv.read("url\nu,more\n").get(0);
    assertThat(new RowRules(null, file -> SourceState.USABLE).check(broken)).isEqualTo(broken);
  }

  @Test
  void aMillionKeysAreToldApartInLessThan40Megabytes() {
    int million = 1_000_000;
    DuplicateKeys keys = new DuplicateKeys();
    for (int i = 1; i <= million; i++) {
      if (keys.firstLine("url:https://example.com/" + i + ".mp4|p", i + 1L) != 0) {
        throw new AssertionError("a new key was taken for a known one: " + i);
      }
    }
    for (int i = 1; i <= million; i += 997) {
      assertThat(keys.firstLine("url:https://example.com/" + i + ".mp4|p", 9)).isEqualTo(i + 1L);
    }
    assertThat(keys.bytes()).isLessThan(40L * 1024 * 1024);
  }

  @Test
  void linesBeyondTwoBillionAreRemembered() {
    DuplicateKeys keys = new DuplicateKeys();
    keys.firstLine("k", 3_000_000_000L);
    assertThat(keys.firstLine("k", 1)).isEqualTo(3_000_000_000L);
  }

  @Test
  void keysAreComparedByTheirText() {
    byte[] utf8 = "id,url\nЁж,https://e.com\n".getBytes(StandardCharsets.UTF_8);
    ManifestRow row = Csv.read(utf8, Csv.DEFAULT).get(0);
    DuplicateKeys keys = new DuplicateKeys();
    assertThat(keys.firstLine(String.valueOf(row.key(null)), 2)).isZero();
    assertThat(keys.firstLine("id:Ёж", 3)).isEqualTo(2);
    assertThat(keys.firstLine("id:ёж", 4)).isZero();
  }
}
