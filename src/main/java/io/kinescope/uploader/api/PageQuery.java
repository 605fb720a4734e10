package io.kinescope.uploader.api;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Transport;
import java.util.List;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list, in which order.
 *
 * @param page from 1; null for all pages, one after the other
 * @param perPage items a page, at most 100; null for the largest
 * @param order {@code created_at.desc,name.asc}; a field without direction is ascending; null for
 *     the service's own order
 */
public record PageQuery(@Nullable Integer page, @Nullable Integer perPage, @Nullable String order) {
  /** The service gives at most about 100 items a page. */
  public static final int LARGEST_PAGE = 100;

  /** All pages, in the service's own order. */
  public static final PageQuery ALL = new PageQuery(null, null, null);

  /**
   * Reads a list page by page, and hands its items on in order until there are no more or the
   * receiver has enough; holds two pages at a time. A server that gives the same page again knows
   * no more of them.
   *
   * @param list the list's URL, to which the page is added
   * @param receiver gets each item; false ends the reading
   * @throws io.kinescope.uploader.base.error.UploaderException of kind TRANSIENT if an answer has
   *     no list, or a page comes again where there should be more: nobody may take that for the end
   */
  void read(Transport transport, String purpose, HttpUrl list, Predicate<JsonObject> receiver) {
    int number = page == null ? 1 : page;
    List<JsonObject> before = List.of();
    for (long seen = 0; ; number++) {
      ApiRequest request = ApiRequest.get(purpose, addTo(list.newBuilder(), number));
      ApiResponse answer = transport.call(request);
      JsonObject body = answer.json();
      if (body == null || !hasList(body, seen)) {
        throw answer.unreadable(request, "without its 'data' list");
      }
      List<JsonObject> items = body.objects("data");
      if (!items.isEmpty() && items.equals(before)) {
        if (total(body) == Long.MAX_VALUE) {
          return;
        }
        throw answer.unreadable(request, "with page " + (number - 1) + " in place of " + number);
      }
      before = items;
      for (JsonObject item : items) {
        if (!receiver.test(item)) {
          return;
        }
      }
      seen += items.size();
      if (page != null || items.isEmpty() || seen >= total(body)) {
        return;
      }
    }
  }

  private int size() {
    return perPage == null ? LARGEST_PAGE : perPage;
  }

  private HttpUrl addTo(HttpUrl.Builder url, int number) {
    url.addQueryParameter("page", Integer.toString(number));
    url.addQueryParameter("per_page", Integer.toString(size()));
    if (order != null) {
      url.addQueryParameter("order", order);
    }
    return url.build();
  }

  /** An empty list may come as null (as Go writes it): only where the total says that it is one. */
  private boolean hasList(JsonObject body, long seen) {
    Object data = body.fields().get("data");
    if (data != null || !body.fields().containsKey("data")) {
      return data instanceof List<?>;
    }
    return total(body) <= (page == null ? seen : (page - 1L) * size());
  }

  private static long total(JsonObject body) {
    JsonObject meta = body.object("meta");
    JsonObject pagination = meta == null ? null : meta.object("pagination");
    Long total = pagination == null ? null : pagination.number("total");
    return total == null ? Long.MAX_VALUE : total; // without a total, the first empty page ends it
  }
}
