package io.kinescope.uploader.api;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
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
    query.read(transport, "list folders", url(projectId), receiver);
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
    ApiRequest request =
        ApiRequest.json("create the folder", "POST", url(projectId), fields, Idempotency.CREATE);
    return transport.call(request).data(request);
  }

  private HttpUrl url(String projectId) {
    return transport
        .hosts()
        .api()
        .newBuilder()
        .addPathSegments("v1/projects")
        .addPathSegment(projectId)
        .addPathSegment("folders")
        .build();
  }
}
