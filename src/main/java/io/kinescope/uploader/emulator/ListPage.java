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

  private ListPage() {}

  /** One page of what the filters left. */
  static <T> Reply of(
      Call call,
      List<T> all,
      Map<String, Comparator<T>> sortable,
      Function<T, Map<String, @Nullable Object>> json) {
    int page = positive(call, "page", 1);
    int perPage = Math.min(MAX_PER_PAGE, positive(call, "per_page", DEFAULT_PER_PAGE));
    String asked = call.query("order");
    Map<String, String> order = new LinkedHashMap<>();
    List<Comparator<T>> comparators = new ArrayList<>();
    for (String part : (asked == null ? "created_at.desc" : asked).split(",", -1)) {
      String[] term = part.strip().split("\\.", 2);
      String direction = term.length == 1 ? "asc" : term[1].toLowerCase(Locale.ROOT); // (D)
      Comparator<T> next = sortable.get(term[0]);
      if (!direction.equals("asc") && !direction.equals("desc")) {
        throw Problem.UNEXPECTED_VALUE.with("order");
      }
      if (next == null) {
        throw Problem.ORDER_FIELD.with(term[0]);
      }
      order.put(term[0], direction);
      comparators.add(direction.equals("asc") ? next : Collections.reverseOrder(next));
    }
    List<Map<String, @Nullable Object>> data =
        all.stream()
            .sorted(comparators.stream().reduce(Comparator::thenComparing).orElseThrow())
            .skip((page - 1L) * perPage)
            .limit(perPage)
            .map(json)
            .toList();
    Map<String, Integer> pagination =
        Map.of("page", page, "per_page", perPage, "total", all.size());
    Map<String, Object> meta = Map.of("pagination", pagination, "order", order);
    return Reply.json(200, Map.of("meta", meta, "data", data));
  }

  private static int positive(Call call, String name, int otherwise) {
    String text = call.query(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw Problem.UNEXPECTED_VALUE.with(name);
    }
    return Integer.parseInt(text);
  }
}
