package io.kinescope.uploader.api;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.Idempotency;
import io.kinescope.uploader.http.JsonBody;
import io.kinescope.uploader.http.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** {@code /v1/projects/{project_id}/folders}. */
public final class FoldersApi {
  private final Transport transport;

  FoldersApi(Transport transport) {
    this.transport = transport;
  }

  /** Lists a project's folders. */
  public void list(String projectId, PageQuery query, Predicate<JsonObject> receiver) {
    Pages.read(
        transport,
        "list folders",
        query,
        page -> query.addTo(url(projectId), page).build(),
        receiver);
  }

  /**
   * Makes a folder.
   *
   * @param parentId the folder that it goes into, or null for the project's top level
   */
  public JsonObject create(String projectId, String name, @Nullable String parentId) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    if (parentId != null) {
      fields.put("parent_id", parentId);
    }
    String purpose = "create the folder";
    return Pages.data(
        purpose,
        transport.call(
            new ApiRequest(
                purpose,
                "POST",
                url(projectId).build(),
                Headers.EMPTY,
                trace -> JsonBody.of(Json.write(fields)),
                Idempotency.CREATE,
                ApiRequest.Route.API)));
  }

  private HttpUrl.Builder url(String projectId) {
    return transport
        .hosts()
        .api()
        .newBuilder()
        .addPathSegments("v1/projects")
        .addPathSegment(projectId)
        .addPathSegment("folders");
  }
}
