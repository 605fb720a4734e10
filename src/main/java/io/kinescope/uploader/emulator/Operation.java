package io.kinescope.uploader.emulator;

import java.util.regex.Pattern;

/** What a request asks for, known from its host, method, path and headers alone. */
public enum Operation {
  /** {@code GET /v1/projects}. */
  PROJECT_LIST,
  /** {@code GET /v1/projects/{id}/folders}. */
  FOLDER_LIST,
  /** {@code POST /v1/projects/{id}/folders}. */
  FOLDER_CREATE,
  /** {@code GET /v1/videos}. */
  VIDEO_LIST,
  /** {@code GET /v1/videos/{id}}. */
  VIDEO_GET,
  /** {@code PATCH /v1/videos/{id}}. */
  VIDEO_PATCH,
  /** {@code DELETE /v1/videos/{id}}. */
  VIDEO_DELETE,
  /** {@code POST /v2/init}. */
  INIT,
  /** {@code POST /v2/video} with the file as its body. */
  SINGLE,
  /** {@code POST /v2/video} with {@code X-Video-URL}. */
  URL,
  /** {@code POST} of the whole file to an upload link. */
  LINK_POST,
  /** Tus: which offset. */
  TUS_HEAD,
  /** Tus: the next bytes. */
  TUS_PATCH,
  /** Tus: what the server can do. */
  TUS_OPTIONS,
  /** Anything else. */
  OTHER;

  private static final Pattern FOLDERS = Pattern.compile("/v1/projects/[^/]+/folders");
  private static final Pattern VIDEO = Pattern.compile("/v1/videos/[^/]+");

  /**
   * The operation of a request.
   *
   * @param importsUrl whether the request has an {@code X-Video-URL} header
   */
  static Operation of(Host host, String method, String path, boolean importsUrl) {
    return switch (host) {
      case API -> ofApi(method, path);
      case UPLOADER -> ofUploader(method, path, importsUrl);
      case ENDPOINT -> path.startsWith(EndpointHandler.PATH) ? ofEndpoint(method) : OTHER;
    };
  }

  private static Operation ofApi(String method, String path) {
    if (path.equals("/v1/projects")) {
      return method.equals("GET") ? PROJECT_LIST : OTHER;
    }
    if (FOLDERS.matcher(path).matches()) {
      return switch (method) {
        case "GET" -> FOLDER_LIST;
        case "POST" -> FOLDER_CREATE;
        default -> OTHER;
      };
    }
    if (path.equals("/v1/videos")) {
      return method.equals("GET") ? VIDEO_LIST : OTHER;
    }
    if (VIDEO.matcher(path).matches()) {
      return switch (method) {
        case "GET" -> VIDEO_GET;
        case "PATCH" -> VIDEO_PATCH;
        case "DELETE" -> VIDEO_DELETE;
        default -> OTHER;
      };
    }
    return OTHER;
  }

  private static Operation ofUploader(String method, String path, boolean importsUrl) {
    if (!method.equals("POST")) {
      return OTHER;
    }
    return switch (path) {
      case "/v2/init" -> INIT;
      case "/v2/video" -> importsUrl ? URL : SINGLE;
      default -> OTHER;
    };
  }

  private static Operation ofEndpoint(String method) {
    return switch (method) {
      case "POST" -> LINK_POST;
      case "HEAD" -> TUS_HEAD;
      case "PATCH" -> TUS_PATCH;
      case "OPTIONS" -> TUS_OPTIONS;
      default -> OTHER;
    };
  }
}
