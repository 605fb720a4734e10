package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Transport;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import okhttp3.HttpUrl;

/** Reads lists page by page; holds one page at a time. */
final class Pages {
  private Pages() {}

  /**
   * Hands the items on in order, until there are no more or the receiver has enough.
   *
   * @param url makes the page's URL from its number
   * @param receiver gets each item; false ends the reading
   */
  static void read(
      Transport transport,
      String purpose,
      PageQuery query,
      Function<Integer, HttpUrl> url,
      Predicate<JsonObject> receiver) {
    int page = query.page() == null ? 1 : query.page();
    for (long seen = 0; ; page++) {
      JsonObject body = body(purpose, transport.call(ApiRequest.get(purpose, url.apply(page))));
      List<JsonObject> items = body.objects("data");
      for (JsonObject item : items) {
        if (!receiver.test(item)) {
          return;
        }
      }
      seen += items.size();
      if (query.page() != null || items.isEmpty() || seen >= total(body)) {
        return;
      }
    }
  }

  private static long total(JsonObject body) {
    JsonObject meta = body.object("meta");
    JsonObject pagination = meta == null ? null : meta.object("pagination");
    Long total = pagination == null ? null : pagination.number("total");
    return total == null ? Long.MAX_VALUE : total; // without a total, the first empty page ends it
  }

  /** The object {@code {"data": {…}}} of an answer. */
  static JsonObject data(String purpose, ApiResponse answer) {
    JsonObject data = body(purpose, answer).object("data");
    if (data == null) {
      throw new UploaderException(
          ErrorKind.REFUSED,
          purpose + " failed: the answer has no 'data'",
          null,
          null,
          answer.requestId(),
          null);
    }
    return data;
  }

  private static JsonObject body(String purpose, ApiResponse answer) {
    return Objects.requireNonNull(answer.json(), purpose); // Transport lets only JSON through
  }
}
