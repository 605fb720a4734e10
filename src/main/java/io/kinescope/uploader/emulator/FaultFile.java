package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.units.Durations;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a script of faults from JSON: {@code {"faults": [{"call": "init", "nth": 1, "do":
 * "lose-answer"}, ...]}}. {@code examples/faults.json} shows the format. Nothing is guessed: an
 * unknown field, or one that its fault has no use for, is an error.
 */
public final class FaultFile {
  private static final String ACTIONS =
      "status, html, empty, broken-json, no-links, lose-answer, cut-answer, drop, never-answer,"
          + " link-gone, delay";
  private static final String CALLS =
      Arrays.stream(Operation.values()).map(Operation::word).collect(Collectors.joining(", "));
  private static final String EXAMPLE =
      "write {\"faults\": [{\"call\": \"init\", \"nth\": 1, \"do\": \"lose-answer\"}]}";
  private static final int BAD_GATEWAY = 502;
  private static final int MIN_STATUS = 200;
  private static final int MAX_STATUS = 599;
  private static final int GONE = 410;

  private final String where;
  private final Map<String, Object> unread = new LinkedHashMap<>();

  /** One fault, of which each field is read once. */
  private FaultFile(String where, JsonObject fields) {
    this.where = where;
    fields
        .fields()
        .forEach(
            (name, value) -> {
              if (value != null) {
                unread.put(name, value);
              }
            });
  }

  /**
   * The script in a file.
   *
   * @throws UploaderException USAGE if it can't be read, or is not a script
   */
  public static FaultScript read(Path file) {
    JsonObject whole = json(file);
    List<JsonObject> faults = whole.objects("faults");
    boolean onlyObjects =
        whole.fields().get("faults") instanceof List<?> list && list.size() == faults.size();
    if (!onlyObjects || whole.fields().size() > 1) {
      throw wrong(
          file + " must be an object with one field, \"faults\": a list of objects", EXAMPLE);
    }
    List<FaultRule> rules = new ArrayList<>();
    for (JsonObject fields : faults) {
      rules.add(new FaultFile(file + ", fault " + (rules.size() + 1), fields).rule());
    }
    return new FaultScript(rules);
  }

  private static JsonObject json(Path file) {
    try {
      return Json.readObject(Files.readString(file));
    } catch (IOException e) {
      String why =
          e instanceof NoSuchFileException
              ? "there is no such file"
              : e instanceof CharacterCodingException ? "it is not UTF-8 text" : e.getMessage();
      throw wrong("could not read the faults in " + file + ": " + why, EXAMPLE);
    }
  }

  private FaultRule rule() {
    FaultRule.Trigger trigger = which(FaultRule.on(operations()));
    take("note"); // for whoever reads the file
    String action = text("do", "one of: " + ACTIONS);
    FaultAction fault = action(action);
    Duration delay = duration("delay");
    if (!unread.isEmpty()) {
      String name = unread.keySet().iterator().next();
      throw wrong(
          where + ": \"" + action + "\" has no use for \"" + name + "\"",
          "remove it, or see the fields in 'kinescope sandbox --help'");
    }
    return trigger.then(delay == null ? fault : FaultAction.delay(delay, fault));
  }

  private EnumSet<Operation> operations() {
    EnumSet<Operation> found = EnumSet.noneOf(Operation.class);
    Object value = take("call");
    for (Object word : value instanceof List<?> list ? list : Arrays.asList(value)) {
      if ("any".equals(word)) {
        return EnumSet.allOf(Operation.class);
      }
      found.add(
          Arrays.stream(Operation.values())
              .filter(operation -> operation.word().equals(word))
              .findFirst()
              .orElseThrow(() -> mustBe("call", "any, or one or a list of: " + CALLS)));
    }
    if (found.isEmpty()) {
      throw mustBe("call", "any, or one or a list of: " + CALLS);
    }
    return found;
  }

  private FaultRule.Trigger which(FaultRule.Trigger every) {
    if (unread.get("nth") instanceof List<?> list) {
      unread.remove("nth");
      return every.nth(
          list.stream().mapToInt(n -> number("nth", n, 1, Integer.MAX_VALUE)).toArray());
    }
    if (unread.containsKey("nth")) {
      return every.nth(number("nth", 1, 1, Integer.MAX_VALUE));
    }
    if (unread.containsKey("first")) {
      return every.first(number("first", 1, 1, Integer.MAX_VALUE));
    }
    if (unread.containsKey("from")) {
      return every.from(number("from", 1, 1, Integer.MAX_VALUE));
    }
    Object chance = take("chance");
    if (chance == null) {
      return every;
    }
    if (chance instanceof Number share && share.doubleValue() >= 0 && share.doubleValue() <= 1) {
      return every.withChance(share.doubleValue(), number("seed", 0, 0, Integer.MAX_VALUE));
    }
    throw mustBe("chance", "a number from 0 to 1");
  }

  private FaultAction action(String name) {
    return switch (name) {
      case "status" -> perhapsCarriedOut(error());
      case "html" -> perhapsCarriedOut(FaultAction.html(status(BAD_GATEWAY)));
      case "empty" -> perhapsCarriedOut(FaultAction.emptyBody(status(BAD_GATEWAY)));
      case "broken-json" -> perhapsCarriedOut(FaultAction.truncatedJson(status(MIN_STATUS)));
      case "never-answer" -> perhapsCarriedOut(FaultAction.neverAnswer());
      case "no-links" -> FaultAction.withoutLinks();
      case "lose-answer" -> FaultAction.loseAnswer();
      case "cut-answer" -> FaultAction.cutAnswer(bytes());
      case "drop" ->
          unread.containsKey("after_bytes")
              ? FaultAction.dropAfterBytes(bytes())
              : FaultAction.dropBeforeReading();
      case "link-gone" -> FaultAction.linkGone(status(GONE));
      case "delay" -> {
        if (!unread.containsKey("delay")) {
          throw mustBe("delay", "a duration, such as 500ms");
        }
        yield FaultAction.delay(Duration.ZERO); // the pause is the rule's own
      }
      default -> throw mustBe("do", "one of: " + ACTIONS);
    };
  }

  private FaultAction error() {
    if (!unread.containsKey("status")) {
      throw mustBe("status", "an HTTP status, such as 503");
    }
    int status = status(BAD_GATEWAY);
    Duration retryAfter = duration("retry_after");
    return retryAfter == null ? FaultAction.status(status) : FaultAction.status(status, retryAfter);
  }

  private FaultAction perhapsCarriedOut(FaultAction action) {
    Object value = take("carried_out");
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value) ? action.carryingOut() : action;
    }
    throw mustBe("carried_out", "true or false");
  }

  private int status(int otherwise) {
    return number("status", otherwise, MIN_STATUS, MAX_STATUS);
  }

  private int bytes() {
    return number("after_bytes", 0, 0, Integer.MAX_VALUE);
  }

  private @Nullable Duration duration(String name) {
    if (!unread.containsKey(name)) {
      return null;
    }
    String text = text(name, "a text, such as \"500ms\"");
    try {
      return Durations.parse(text);
    } catch (UploaderException e) {
      throw e.saying(where + ", \"" + name + "\": " + e.getMessage()).build();
    }
  }

  private int number(String name, int otherwise, int min, int max) {
    Object value = take(name);
    return value == null ? otherwise : number(name, value, min, max);
  }

  private int number(String name, Object value, int min, int max) {
    if (value instanceof Integer number && number >= min && number <= max) {
      return number;
    }
    throw mustBe(
        name, "a whole number from " + min + (max < Integer.MAX_VALUE ? " to " + max : ""));
  }

  private String text(String name, String what) {
    if (take(name) instanceof String text) {
      return text;
    }
    throw mustBe(name, what);
  }

  private @Nullable Object take(String name) {
    return unread.remove(name);
  }

  private UploaderException mustBe(String name, String what) {
    return wrong(
        where + ": \"" + name + "\" must be " + what,
        "correct it; the fields are in 'kinescope sandbox --help'");
  }

  private static UploaderException wrong(String message, String hint) {
    return UploaderException.of(ErrorKind.USAGE, message).hint(hint).build();
  }
}
