package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.BodyMaker;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Idempotency;
import io.kinescope.uploader.http.JsonBody;
import io.kinescope.uploader.http.Transport;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * The uploader host's {@code /v2/init} and {@code /v2/video}, and the links that the former gives.
 * Each call makes a new video.
 */
public final class UploadsApi {
  private final Transport transport;

  UploadsApi(Transport transport) {
    this.transport = transport;
  }

  /**
   * Makes an upload link.
   *
   * @throws UploaderException of kind UNKNOWN_OUTCOME if the answer was lost, PARENT_MISSING if the
   *     service knows no such parent
   */
  public UploadLink init(InitRequest request) {
    String purpose = "create the upload link";
    ApiResponse answer =
        create(
            request.parentId() != null,
            new ApiRequest(
                purpose,
                "POST",
                uploader("v2/init"),
                Headers.EMPTY,
                trace -> JsonBody.of(Json.write(request.fields())),
                Idempotency.CREATE,
                ApiRequest.Route.API));
    JsonObject data = created(purpose, answer);
    String endpoint = data.text("endpoint");
    if (endpoint == null) {
      throw unreadable(purpose, answer);
    }
    return new UploadLink(id(purpose, answer, data), UploadEndpoint.of(endpoint));
  }

  /** Sends a file in one request. The answer is the new video. */
  public Video single(VideoHeaders headers, BodyMaker body) {
    return video("upload the file", headers, body, ApiRequest.Route.API_BYTES);
  }

  /**
   * Has Kinescope fetch a URL. The answer is the new video; whether the URL works shows later, in
   * its status.
   */
  public Video fromUrl(VideoHeaders headers) {
    return video(
        "create the video from the URL", headers, trace -> JsonBody.empty(), ApiRequest.Route.API);
  }

  /** Sends a whole file to a link: one POST, one attempt. */
  public Attempt post(UploadEndpoint endpoint, Headers headers, BodyMaker body) {
    return transport.attempt(
        new ApiRequest(
            "send the file",
            "POST",
            endpoint.url(),
            headers,
            body,
            Idempotency.SAFE,
            ApiRequest.Route.LINK));
  }

  private Video video(
      String purpose, VideoHeaders headers, BodyMaker body, ApiRequest.Route route) {
    ApiResponse answer =
        create(
            headers.replaceVideoId() == null,
            new ApiRequest(
                purpose,
                "POST",
                uploader("v2/video"),
                headers.headers(),
                body,
                Idempotency.CREATE,
                route));
    JsonObject data = created(purpose, answer);
    id(purpose, answer, data);
    return new Video(data);
  }

  private ApiResponse create(boolean namesParent, ApiRequest exchange) {
    try {
      return transport.call(exchange);
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND || !namesParent) {
        throw e;
      }
      throw new UploaderException(
          ErrorKind.PARENT_MISSING,
          String.valueOf(e.getMessage()),
          "check --parent: it must be a project or folder that this token can see",
          e.code(),
          e.requestId(),
          e);
    }
  }

  private static JsonObject created(String purpose, ApiResponse answer) {
    JsonObject body = answer.json();
    JsonObject data = body == null ? null : body.object("data");
    if (data == null) {
      throw unreadable(purpose, answer);
    }
    return data;
  }

  private static String id(String purpose, ApiResponse answer, JsonObject data) {
    String id = data.text("id");
    if (id == null || id.isEmpty()) {
      throw unreadable(purpose, answer);
    }
    return id;
  }

  /** The service said yes, in words that can't be understood: something was made. */
  private static UploaderException unreadable(String purpose, ApiResponse answer) {
    return new UploaderException(
        ErrorKind.UNKNOWN_OUTCOME,
        purpose
            + ": the service answered HTTP "
            + answer.status()
            + " without the video's id or link",
        "look for the video in Kinescope before you send it again",
        null,
        answer.requestId(),
        null);
  }

  private HttpUrl uploader(String path) {
    return transport.hosts().uploader().newBuilder().addPathSegments(path).build();
  }
}
