package io.kinescope.uploader.emulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages and order of lists, as documented. */
final class Listing {
  private static final int DEFAULT_PER_PAGE = 10;
  private static final int MAX_PER_PAGE = 100;

  private Listing() {}

  /**
   * One page.
   *
   * @param all everything that the filters left
   * @param sortable the fields that can be sorted by
   * @param defaultOrder as in the query, for instance {@code created_at.desc}
   */
  static <T> Answer page(
      Call call,
      List<T> all,
      Map<String, Comparator<T>> sortable,
      String defaultOrder,
      Function<T, Map<String, @Nullable Object>> json) {
    int page = positive(call, "page", 1);
    int perPage = Math.min(MAX_PER_PAGE, positive(call, "per_page", DEFAULT_PER_PAGE));
    String asked = call.query("order");
    Map<String, String> order = directions(asked == null || asked.isBlank() ? defaultOrder : asked);
    List<T> sorted = new ArrayList<>(all);
    Comparator<T> comparator = comparator(order, sortable);
    sorted.sort(comparator);
    long from = Math.min(sorted.size(), (page - 1L) * perPage);
    long to = Math.min(sorted.size(), from + perPage);
    List<Object> data = new ArrayList<>();
    for (T item : sorted.subList((int) from, (int) to)) {
      data.add(json.apply(item));
    }
    Map<String, @Nullable Object> pagination = Answer.object();
    pagination.put("page", page);
    pagination.put("per_page", perPage);
    pagination.put("total", sorted.size());
    Map<String, @Nullable Object> meta = Answer.object();
    meta.put("pagination", pagination);
    meta.put("order", order);
    Map<String, @Nullable Object> whole = Answer.object();
    whole.put("meta", meta);
    whole.put("data", data);
    return Answer.json(200, whole);
  }

  private static int positive(Call call, String name, int otherwise) {
    String text = call.query(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw Errors.unexpectedValue(name);
    }
    throw Errors.unexpectedValue(name);
  }

  /** Fields with their directions; a field without one is ascending (D). */
  private static Map<String, String> directions(String order) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String part : order.split(",", -1)) {
      String term = part.strip();
      int dot = term.lastIndexOf('.');
      String direction = dot < 0 ? "asc" : term.substring(dot + 1).toLowerCase(Locale.ROOT);
      if (!direction.equals("asc") && !direction.equals("desc")) {
        throw Errors.unexpectedValue("order");
      }
      found.put(dot < 0 ? term : term.substring(0, dot), direction);
    }
    return found;
  }

  private static <T> Comparator<T> comparator(
      Map<String, String> order, Map<String, Comparator<T>> sortable) {
    List<Comparator<T>> terms = new ArrayList<>();
    for (Map.Entry<String, String> term : order.entrySet()) {
      Comparator<T> one = sortable.get(term.getKey());
      if (one == null) {
        throw Errors.orderField(term.getKey());
      }
      terms.add(term.getValue().equals("desc") ? Collections.reverseOrder(one) : one);
    }
    return terms.stream().reduce(Comparator::thenComparing).orElseThrow();
  }
}
