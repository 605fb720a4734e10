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
final class ListPage {
  private static final int DEFAULT_PER_PAGE = 10;
  private static final int MAX_PER_PAGE = 100;
  private static final String DEFAULT_ORDER = "created_at.desc";

  private ListPage() {}

  /**
   * One page.
   *
   * @param all everything that the filters left
   * @param sortable the fields that can be sorted by
   */
  static <T> Reply of(
      Call call,
      List<T> all,
      Map<String, Comparator<T>> sortable,
      Function<T, Map<String, @Nullable Object>> json) {
    int page = positive(call, "page", 1);
    int perPage = Math.min(MAX_PER_PAGE, positive(call, "per_page", DEFAULT_PER_PAGE));
    String asked = call.query("order");
    Map<String, String> order =
        directions(asked == null || asked.isBlank() ? DEFAULT_ORDER : asked);
    List<T> sorted = new ArrayList<>(all);
    sorted.sort(comparator(order, sortable));
    long from = Math.min(sorted.size(), (page - 1L) * perPage);
    long to = Math.min(sorted.size(), from + perPage);
    List<Object> data = new ArrayList<>();
    for (T item : sorted.subList((int) from, (int) to)) {
      data.add(json.apply(item));
    }
    Map<String, Integer> pagination =
        Map.of("page", page, "per_page", perPage, "total", sorted.size());
    Map<String, Object> meta = Map.of("pagination", pagination, "order", order);
    return Reply.json(200, Map.of("meta", meta, "data", data));
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
