package io.kinescope.uploader.api;

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

  HttpUrl.Builder addTo(HttpUrl.Builder url, int pageNumber) {
    url.addQueryParameter("page", Integer.toString(pageNumber));
    url.addQueryParameter("per_page", Integer.toString(perPage == null ? LARGEST_PAGE : perPage));
    if (order != null) {
      url.addQueryParameter("order", order);
    }
    return url;
  }
}
