package io.kinescope.uploader.emulator;

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
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a script of faults from JSON: {@code {"faults": [{"call": "init", "nth": 1, "lose_answer":
 * true}, ...]}}; {@code examples/faults.json} shows the format. Nothing is guessed: an unknown
 * field, or one that its fault has no use for, is an error.
 */
public final class FaultFile {
  private static final List<ActionWord> KINDS =
      List.of(
          new ActionWord("status", 200, 599, FaultAction::status),
          new ActionWord("html", 200, 599, FaultAction::html),
          new ActionWord("empty", 200, 599, FaultAction::emptyBody),
          new ActionWord("broken_json", 200, 599, FaultAction::truncatedJson),
          new ActionWord("no_links", FaultAction.withoutLinks()),
          new ActionWord("lose_answer", FaultAction.loseAnswer()),
          new ActionWord("cut_answer", 0, Integer.MAX_VALUE, FaultAction::cutAnswer),
          new ActionWord("cut_request", 0, Integer.MAX_VALUE, FaultAction::dropAfterBytes),
          new ActionWord("never_answer", FaultAction.neverAnswer()),
          new ActionWord("link_gone", 400, 499, FaultAction::linkGone));

  /** What may have been carried out first; the others say so themselves. */
  private static final Set<String> PERHAPS_CARRIED_OUT =
      Set.of("status", "html", "empty", "broken_json", "never_answer");

  /** What happens, by the field that says so: with a number, or with {@code true} (max is 0). */
  private record ActionWord(String word, int min, int max, IntFunction<FaultAction> action) {
    ActionWord(String word, FaultAction action) {
      this(word, 0, 0, number -> action);
    }
  }

  private static final String CALLS =
      "\"any\", or one or a list of: "
          + Arrays.stream(Operation.values())
              .map(Operation::word)
              .collect(Collectors.joining(", "));
  private static final String EXAMPLE =
      "write {\"faults\": [{\"call\": \"init\", \"nth\": 1, \"lose_answer\": true}]}";

  private final String where;
  private final int seed;
  private final Map<String, Object> unread = new LinkedHashMap<>();

  /** One fault, of which each field is read once. */
  private FaultFile(Path file, int number, JsonObject fields) {
    where = file + ", fault " + number;
    seed = number;
    fields.fields().forEach((name, value) -> unread.put(name, value == null ? "null" : value));
    unread.remove("note"); // for whoever reads the file
  }

  /** The script in a file; throws USAGE if it can't be read, or is not one. */
  public static FaultScript read(Path file) {
    JsonObject whole = json(file);
    List<JsonObject> faults = whole.objects("faults");
    boolean onlyObjects =
        whole.fields().get("faults") instanceof List<?> list && list.size() == faults.size();
    if (!onlyObjects || whole.fields().size() > 1) {
      throw UploaderException.usage(
          file + " must be an object with one field, \"faults\": a list of objects", EXAMPLE);
    }
    List<FaultRule> rules = new ArrayList<>();
    for (JsonObject fields : faults) {
      rules.add(new FaultFile(file, rules.size() + 1, fields).rule());
    }
    return new FaultScript(rules);
  }

  private static JsonObject json(Path file) {
    try {
      return Json.readObject(Files.readString(file));
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (e instanceof NoSuchFileException) {
        why = "there is no such file";
      } else if (e instanceof CharacterCodingException) {
        why = "it is not UTF-8 text";
      }
      throw UploaderException.usage("could not read the faults in " + file + ": " + why, EXAMPLE);
    }
  }

  private FaultRule rule() {
    FaultRule rule = which(FaultRule.on(operations()));
    Duration delay = duration("delay");
    FaultAction action = action(delay != null);
    if (!unread.isEmpty()) {
      String name = unread.keySet().iterator().next();
      throw UploaderException.usage(
          where + ": \"" + name + "\" is unknown, or does not go with the fields before it",
          "remove or correct it; 'kinescope sandbox --help' lists the fields");
    }
    return rule.then(delay == null ? action : FaultAction.delay(delay, action));
  }

  private EnumSet<Operation> operations() {
    EnumSet<Operation> found = EnumSet.noneOf(Operation.class);
    Object value = unread.remove("call");
    for (Object word : value instanceof List<?> list ? list : Arrays.asList(value)) {
      EnumSet<Operation> all = EnumSet.allOf(Operation.class);
      all.removeIf(operation -> !"any".equals(word) && !operation.word().equals(word));
      if (all.isEmpty()) {
        throw mustBe("call", CALLS);
      }
      found.addAll(all);
    }
    return found;
  }

  private FaultRule which(FaultRule every) {
    Object value = unread.remove("nth");
    if (value != null) {
      List<?> numbers = value instanceof List<?> list ? list : List.of(value);
      return every.nth(numbers.stream().mapToInt(number -> count("nth", number)).toArray());
    }
    value = unread.remove("first");
    if (value != null) {
      return every.first(count("first", value));
    }
    value = unread.remove("from");
    if (value != null) {
      return every.from(count("from", value));
    }
    value = unread.remove("chance");
    if (value == null) {
      return every;
    }
    if (value instanceof Number share && share.doubleValue() >= 0 && share.doubleValue() <= 1) {
      return every.withChance(share.doubleValue(), seed);
    }
    throw mustBe("chance", "a number from 0 to 1");
  }

  private FaultAction action(boolean delayed) {
    for (ActionWord kind : KINDS) {
      Object value = unread.remove(kind.word);
      if (value != null && (kind.max > 0 || isTrue(kind.word, value))) {
        return action(kind, kind.max > 0 ? number(kind.word, value, kind.min, kind.max) : 0);
      }
    }
    if (delayed) {
      return FaultAction.delay(Duration.ZERO);
    }
    throw UploaderException.usage(
        where + " does not say what happens",
        "add one of: "
            + KINDS.stream().map(ActionWord::word).collect(Collectors.joining(", "))
            + ", delay");
  }

  private FaultAction action(ActionWord kind, int number) {
    Duration retryAfter = kind.word.equals("status") ? duration("retry_after") : null;
    FaultAction action =
        retryAfter == null ? kind.action.apply(number) : FaultAction.status(number, retryAfter);
    return PERHAPS_CARRIED_OUT.contains(kind.word)
            && isTrue("carried_out", unread.remove("carried_out"))
        ? action.carryingOut()
        : action;
  }

  private boolean isTrue(String name, @Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw mustBe(name, "true");
  }

  private @Nullable Duration duration(String name) {
    Object value = unread.remove(name);
    if (value == null) {
      return null;
    }
    try {
      return Durations.parse(value.toString());
    } catch (UploaderException e) {
      throw e.saying(where + ", \"" + name + "\": " + e.getMessage()).build();
    }
  }

  private int count(String name, @Nullable Object value) {
    return number(name, value, 1, Integer.MAX_VALUE);
  }

  private int number(String name, @Nullable Object value, int min, int max) {
    if (value instanceof Integer number && number >= min && number <= max) {
      return number;
    }
    throw mustBe(
        name, "a whole number from " + min + (max < Integer.MAX_VALUE ? " to " + max : ""));
  }

  private UploaderException mustBe(String name, String what) {
    return UploaderException.usage(
        where + ": \"" + name + "\" must be " + what, "correct this field");
  }
}
