package io.kinescope.uploader.api;

import io.kinescope.uploader.http.Transport;

/** The service: its resources on one transport. */
public record Kinescope(
    Transport transport,
    ProjectsApi projects,
    FoldersApi folders,
    VideosApi videos,
    UploadsApi uploads) {
  /** All resources over the given transport. */
  public static Kinescope over(Transport transport) {
    return new Kinescope(
        transport,
        new ProjectsApi(transport),
        new FoldersApi(transport),
        new VideosApi(transport),
        new UploadsApi(transport));
  }
}
