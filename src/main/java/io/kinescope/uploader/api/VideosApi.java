package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** {@code /v1/videos}. */
public record VideosApi(Transport transport) {
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

  /** An id that no video has: whether this token may change videos is asked without any harm. */
  private static final String NO_VIDEO = "00000000-0000-4000-8000-000000000000";

  /** Throws what the service says against changing videos: AUTH if this token may not. */
  public void requireRightToChange() {
    try {
      update(NO_VIDEO, null, "");
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND && e.kind() != ErrorKind.REFUSED) {
        throw e;
      }
    }
  }

  public Video get(String id) {
    ApiRequest request = ApiRequest.get("get the video " + id, url(id));
    return new Video(transport.call(request).data(request));
  }

  /** The same in one attempt, for what can do without. */
  public Video glance(String id) {
    ApiRequest request = ApiRequest.get("get the video " + id, url(id));
    return new Video(transport.callOnce(request).data(request));
  }

  public void list(PageQuery query, Filter filter, Predicate<JsonObject> receiver) {
    HttpUrl.Builder url = base();
    addIfSet(url, "project_id", filter.projectId());
    addIfSet(url, "folder_id", filter.folderId());
    addIfSet(url, "q", filter.text());
    filter.statuses().forEach(status -> url.addQueryParameter("status[]", status));
    filter.ids().forEach(id -> url.addQueryParameter("video_ids[]", id));
    query.read(transport, "list videos", url.build(), receiver);
  }

  /**
   * The videos with these ids, as far as they exist and may be seen; one call for every hundred. In
   * any order, and an id may be spelled otherwise than it was asked for: {@link Video#is} tells.
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

  /**
   * Changes title and description; null leaves one as it is. Done with the answer 204 without a
   * body (documented) as with the video in {@code data}.
   */
  public void update(String id, @Nullable String title, @Nullable String description) {
    Map<String, Object> fields = new LinkedHashMap<>();
    InitRequest.putIfSet(fields, "title", title);
    InitRequest.putIfSet(fields, "description", description);
    ApiRequest request =
        ApiRequest.json("update the video " + id, "PATCH", url(id), fields, Idempotency.SAFE);
    ApiResponse answer = transport.call(request);
    if (answer.status() != 204) {
      answer.data(request);
    }
  }

  /**
   * Moves a video, and looks whether it is there: documented is the call, not what it does to a
   * folder that is not named.
   *
   * @param to a project, or a folder of one
   * @throws UploaderException of kind REFUSED if the service says yes and the video is elsewhere
   */
  public Video move(String id, ParentPlace to) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("project_id", to.projectId());
    fields.put("folder_id", to.folderId());
    HttpUrl url = IdPath.add(base(), id).addPathSegment("move").build();
    ApiRequest request =
        ApiRequest.json("move the video " + id, "PUT", url, fields, Idempotency.SAFE);
    transport.call(request);
    Video moved = get(id);
    String folder = moved.json().text("folder_id");
    boolean there =
        to.projectId().equals(moved.json().text("project_id"))
            && Objects.equals(to.folderId(), "".equals(folder) ? null : folder);
    if (!there) {
      throw UploaderException.withHint(
          ErrorKind.REFUSED,
          "Kinescope accepted to move the video " + id + ", but it is not in " + to.text(),
          "look at it with 'kinescope videos get " + id + "', and move it in the dashboard");
    }
    return moved;
  }

  /** Deletes a video for good; done as well if it is gone already. */
  public void delete(String id) {
    transport.delete("delete the video " + id, url(id));
  }

  private HttpUrl url(String id) {
    return IdPath.add(base(), id).build();
  }

  private HttpUrl.Builder base() {
    return transport.hosts().api().newBuilder().addPathSegments("v1/videos");
  }

  private static void addIfSet(HttpUrl.Builder url, String name, @Nullable String value) {
    if (value != null) {
      url.addQueryParameter(name, value);
    }
  }
}
