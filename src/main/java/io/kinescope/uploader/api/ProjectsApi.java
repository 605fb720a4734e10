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

/** {@code /v1/projects} and {@code /v1/projects/{project_id}/folders}. */
public record ProjectsApi(Transport transport) {
  /**
   * Lists projects.
   *
   * @param catalog {@code vod} or {@code live}, or null for both
   */
  public void list(PageQuery query, @Nullable String catalog, Predicate<JsonObject> receiver) {
    HttpUrl.Builder url = url();
    if (catalog != null) {
      url.addQueryParameter("catalog_type", catalog);
    }
    query.read(transport, "list projects", url.build(), receiver);
  }

  public void folders(String projectId, PageQuery query, Predicate<JsonObject> receiver) {
    query.read(transport, "list folders", foldersUrl(projectId), receiver);
  }

  /**
   * Makes a folder.
   *
   * @param parentId the folder that it goes into, or null for the project's top level
   */
  public JsonObject createFolder(String projectId, String name, @Nullable String parentId) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    InitRequest.putIfSet(fields, "parent_id", parentId);
    HttpUrl url = foldersUrl(projectId);
    ApiRequest request =
        ApiRequest.json("create the folder", "POST", url, fields, Idempotency.CREATE);
    return transport.call(request).data(request);
  }

  private HttpUrl.Builder url() {
    return transport.hosts().api().newBuilder().addPathSegments("v1/projects");
  }

  private HttpUrl foldersUrl(String projectId) {
    return url().addPathSegment(projectId).addPathSegment("folders").build();
  }
}
