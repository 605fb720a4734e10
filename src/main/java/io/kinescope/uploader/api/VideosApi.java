package io.kinescope.uploader.api;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.Idempotency;
import io.kinescope.uploader.http.JsonBody;
import io.kinescope.uploader.http.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** {@code /v1/videos}. */
public final class VideosApi {
  private final Transport transport;

  VideosApi(Transport transport) {
    this.transport = transport;
  }

  /**
   * Which videos to list; null and empty leave the choice open.
   *
   * @param text searched for in title and description
   * @param ids at most {@link PageQuery#LARGEST_PAGE} in one call
   */
  public record Filter(
      @Nullable String projectId,
      @Nullable String folderId,
      @Nullable String text,
      List<String> statuses,
      Collection<String> ids) {}

  /** One video by its id. */
  public Video get(String id) {
    String purpose = "get the video " + id;
    return new Video(Pages.data(purpose, transport.call(ApiRequest.get(purpose, url(id)))));
  }

  /** Lists videos. */
  public void list(PageQuery query, Filter filter, Predicate<JsonObject> receiver) {
    Pages.read(transport, "list videos", query, page -> listUrl(query, filter, page), receiver);
  }

  /**
   * The videos with these ids, as far as they exist and may be seen; one call for every hundred.
   */
  public List<Video> byIds(List<String> ids) {
    List<Video> found = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += PageQuery.LARGEST_PAGE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + PageQuery.LARGEST_PAGE));
      list(
          new PageQuery(1, PageQuery.LARGEST_PAGE, null),
          new Filter(null, null, null, List.of(), some),
          item -> found.add(new Video(item)));
    }
    return found;
  }

  /** Changes title and description; null leaves one as it is. */
  public Video update(String id, @Nullable String title, @Nullable String description) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (title != null) {
      fields.put("title", title);
    }
    if (description != null) {
      fields.put("description", description);
    }
    String purpose = "update the video " + id;
    return new Video(
        Pages.data(
            purpose,
            transport.call(
                new ApiRequest(
                    purpose,
                    "PATCH",
                    url(id),
                    Headers.EMPTY,
                    trace -> JsonBody.of(Json.write(fields)),
                    Idempotency.SAFE,
                    ApiRequest.Route.API))));
  }

  private HttpUrl url(String id) {
    return base().addPathSegment(id).build();
  }

  private HttpUrl.Builder base() {
    return transport.hosts().api().newBuilder().addPathSegments("v1/videos");
  }

  private HttpUrl listUrl(PageQuery query, Filter filter, int page) {
    HttpUrl.Builder url = query.addTo(base(), page);
    addIfSet(url, "project_id", filter.projectId());
    addIfSet(url, "folder_id", filter.folderId());
    addIfSet(url, "q", filter.text());
    filter.statuses().forEach(status -> url.addQueryParameter("status[]", status));
    filter.ids().forEach(id -> url.addQueryParameter("video_ids[]", id));
    return url.build();
  }

  private static void addIfSet(HttpUrl.Builder url, String name, @Nullable String value) {
    if (value != null) {
      url.addQueryParameter(name, value);
    }
  }
}
