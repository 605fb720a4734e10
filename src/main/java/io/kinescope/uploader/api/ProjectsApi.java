package io.kinescope.uploader.api;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.Transport;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** {@code /v1/projects}. */
public final class ProjectsApi {
  private final Transport transport;

  ProjectsApi(Transport transport) {
    this.transport = transport;
  }

  /**
   * Lists projects.
   *
   * @param catalog {@code vod} or {@code live}, or null for both
   */
  public void list(PageQuery query, @Nullable String catalog, Predicate<JsonObject> receiver) {
    HttpUrl.Builder url = transport.hosts().api().newBuilder().addPathSegments("v1/projects");
    if (catalog != null) {
      url.addQueryParameter("catalog_type", catalog);
    }
    query.read(transport, "list projects", url.build(), receiver);
  }
}
