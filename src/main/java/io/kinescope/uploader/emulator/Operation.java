package io.kinescope.uploader.emulator;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request asks for, known from its host, method, path and headers alone. */
public enum Operation {
  PROJECT_LIST(Host.API, "GET /v1/projects", Right.READ),
  PROJECT_GET(Host.API, "GET /v1/projects/[^/]+", Right.READ),
  FOLDER_LIST(Host.API, "GET /v1/projects/[^/]+/folders", Right.READ),
  FOLDER_GET(Host.API, "GET /v1/projects/[^/]+/folders/[^/]+", Right.READ),
  FOLDER_CREATE(Host.API, "POST /v1/projects/[^/]+/folders", Right.EDIT),
  FOLDER_PUT(Host.API, "PUT /v1/projects/[^/]+/folders/[^/]+", Right.EDIT),
  FOLDER_DELETE(Host.API, "DELETE /v1/projects/[^/]+/folders/[^/]+", Right.EDIT),
  VIDEO_LIST(Host.API, "GET /v1/videos", Right.READ),
  VIDEO_GET(Host.API, "GET /v1/videos/[^/]+", Right.READ),
  VIDEO_PATCH(Host.API, "PATCH /v1/videos/[^/]+", Right.EDIT),
  VIDEO_MOVE(Host.API, "PUT /v1/videos/[^/]+/move", Right.EDIT),
  VIDEO_DELETE(Host.API, "DELETE /v1/videos/[^/]+", Right.EDIT),
  INIT(Host.UPLOADER, "POST /v2/init", Right.UPLOAD),
  /** With the file as its body. */
  SINGLE(Host.UPLOADER, "POST /v2/video", Right.UPLOAD),
  /** With {@code X-Video-URL}. */
  URL(Host.UPLOADER, "POST /v2/video", Right.UPLOAD),
  LINK_POST(Host.ENDPOINT, "POST /v2/upload/.*", null),
  TUS_HEAD(Host.ENDPOINT, "HEAD /v2/upload/.*", null),
  TUS_PATCH(Host.ENDPOINT, "PATCH /v2/upload/.*", null),
  TUS_OPTIONS(Host.ENDPOINT, "OPTIONS /v2/upload/.*", null),
  OTHER(null, "", null);

  enum Host {
    API,
    UPLOADER,
    ENDPOINT
  }

  final @Nullable Right right; // what a token needs for it; null: no token is asked for
  private final @Nullable Host host;
  private final Pattern request;

  Operation(@Nullable Host host, String request, @Nullable Right right) {
    this.host = host;
    this.request = Pattern.compile(request);
    this.right = right;
  }

  /** The name in a fault file: {@code tus-patch}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The operation of a request, which may have an {@code X-Video-URL} header. */
  static Operation of(Host host, String method, String path, boolean importsUrl) {
    String request = method + " " + path;
    for (Operation operation : values()) {
      if (operation.host == host && operation.request.matcher(request).matches()) {
        return operation == SINGLE && importsUrl ? URL : operation;
      }
    }
    return OTHER;
  }
}
