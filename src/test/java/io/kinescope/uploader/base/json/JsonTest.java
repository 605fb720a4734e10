package io.kinescope.uploader.base.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void fieldsReadAsWhatIsAskedForOrAsNull() {
    JsonObject object =
        parsed(
            "{\"s\":\"text\",\"n\":5,\"d\":\" 7 \",\"b\":true,\"z\":null,\"o\":{\"x\":1},"
                + "\"a\":[{\"i\":1},2,null,{\"i\":3}]}");
    assertThat(object.text("s")).isEqualTo("text");
    assertThat(object.text("n")).isEqualTo("5");
    assertThat(object.text("b")).isEqualTo("true");
    assertThat(object.text("z")).isNull();
    assertThat(object.text("o")).isNull();
    assertThat(object.text("absent")).isNull();
    assertThat(object.number("n")).isEqualTo(5);
    assertThat(object.number("d")).isEqualTo(7);
    assertThat(object.number("s")).isNull();
    assertThat(object.number("b")).isNull();
    assertThat(object.number("absent")).isNull();
    assertThat(object.object("o")).isEqualTo(parsed("{\"x\":1}"));
    assertThat(object.object("a")).isNull();
    assertThat(object.objects("a")).containsExactly(parsed("{\"i\":1}"), parsed("{\"i\":3}"));
    assertThat(object.objects("o")).isEmpty();
    assertThat(object.objects("absent")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "5",
        "\"text\"",
        "[]",
        "[{}]",
        "{",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1} x",
        "{\"a\":1}{\"b\":2}",
        "{a:1}",
        "{'a':1}",
        "<html>",
      })
  void whatIsNotOneWholeObjectIsNone(String text) {
    assertThat(Json.parseObject(text)).isNull();
  }

  @Test
  void nestingWithoutEndIsRefusedAndDoesNotBreakTheStack() {
    assertThat(Json.parseObject("{\"a\":" + "[".repeat(1_000_000))).isNull();
    assertThat(Json.parseObject("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000))).isNull();
  }

  @Test
  void largeNumbersKeepTheirDigits() {
    JsonObject object = parsed("{\"size\":5368709120,\"max\":9223372036854775807}");
    assertThat(object.number("size")).isEqualTo(5_368_709_120L);
    assertThat(object.number("max")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void writingKeepsOrderNullsAndAllText() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("z", "Лекция №1: «Введение» 😀\n\"\\\u0000");
    map.put("a", null);
    map.put("m", new ArrayList<>(List.of(1, 2L, true)));
    String text = Json.write(map);
    assertThat(text)
        .isEqualTo(
            "{\"z\":\"Лекция №1: «Введение» 😀\\n\\\"\\\\\\u0000\",\"a\":null,\"m\":[1,2,true]}");
    JsonObject again = parsed(text);
    assertThat(again.fields().keySet()).containsExactly("z", "a", "m");
    assertThat(again.text("z")).isEqualTo(map.get("z"));
    assertThat(Json.write(again)).isEqualTo(text);
    assertThat(parsed(Json.writePretty(map))).isEqualTo(again);
    assertThat(Json.writePretty(map).lines().count()).isGreaterThan(3);
  }

  private static JsonObject parsed(String text) {
    return Objects.requireNonNull(Json.parseObject(text), text);
  }
}
