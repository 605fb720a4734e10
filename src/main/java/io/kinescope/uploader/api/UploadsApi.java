package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.BodyMaker;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.ApiRequest.Route;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.http.Verdict;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The uploader host's {@code /v2/init} and {@code /v2/video}, and the links that the former gives.
 * Each call makes a new video.
 */
public record UploadsApi(Transport transport) {
  /**
   * Makes an upload link.
   *
   * @throws UploaderException of kind UNKNOWN_OUTCOME if the answer was lost, PARENT_MISSING if the
   *     service knows no such parent
   */
  public UploadLink init(InitRequest request) {
    HttpUrl url = uploader("v2/init");
    ApiRequest call =
        ApiRequest.json(
            "create the upload link", "POST", url, request.fields(), Idempotency.CREATE);
    ApiResponse answer = create(call, request.parentId() != null);
    JsonObject data = made(call, answer);
    String id = new Video(data).requireId();
    try {
      return new UploadLink(id, UploadEndpoint.of(String.valueOf(data.text("endpoint"))));
    } catch (UploaderException e) {
      throw answer.unreadable(call, "without a usable link for video " + id);
    }
  }

  /**
   * Asks for an upload link without saying for what, so that nothing can be made: type, parent and
   * title are required (documented). One attempt.
   *
   * @return the id of a video that was made all the same; null, as it should be
   * @throws UploaderException of kind AUTH if this token may not ask, else of the kind that the
   *     answer says; REFUSED is what is hoped for
   */
  public @Nullable String askForNothing() {
    ApiRequest call =
        ApiRequest.json(
            "ask for an upload link", "POST", uploader("v2/init"), Map.of(), Idempotency.CREATE);
    return transport.callOnce(call).data(call).text("id");
  }

  /** Sends a file in one request. The answer is the new video. */
  public Video single(VideoHeaders headers, BodyMaker body) {
    return video("upload the file", headers, body, Route.API_BYTES);
  }

  /**
   * Has Kinescope fetch a URL. The answer is the new video; whether the URL works shows later, in
   * its status.
   */
  public Video fromUrl(VideoHeaders headers) {
    BodyMaker none = trace -> RequestBody.create(new byte[0]);
    return video("create the video from the URL", headers, none, Route.API);
  }

  /** Sends a whole file to a link: one POST, one attempt. */
  public Verdict post(UploadEndpoint endpoint, BodyMaker body) {
    return transport.verdict(
        ApiRequest.toLink(
            "send the file", "POST", endpoint.url(), Headers.EMPTY, body, Idempotency.APPEND));
  }

  private Video video(String purpose, VideoHeaders headers, BodyMaker body, Route route) {
    HttpUrl url = uploader("v2/video");
    ApiRequest call =
        new ApiRequest(purpose, "POST", url, headers.headers(), body, Idempotency.CREATE, route);
    return new Video(made(call, create(call, headers.replaceVideoId() == null)));
  }

  private ApiResponse create(ApiRequest call, boolean namesParent) {
    try {
      return transport.call(call);
    } catch (UploaderException e) {
      boolean noParent = e.kind() == ErrorKind.NOT_FOUND || ProjectsApi.isNoId(e);
      if (!noParent || !namesParent) {
        throw e;
      }
      throw e.as(ErrorKind.PARENT_MISSING, String.valueOf(e.getMessage()))
          .hint(
              "check the parent (--parent or parent_id): it must be a project or folder that this token can see")
          .build();
    }
  }

  /** The service said yes; without an id in it, something was made and nobody knows what. */
  private static JsonObject made(ApiRequest call, ApiResponse answer) {
    JsonObject data = answer.data(call);
    if (data.text("id") == null || "".equals(data.text("id"))) {
      throw answer.unreadable(call, "without the video's id");
    }
    return data;
  }

  private HttpUrl uploader(String path) {
    return transport.hosts().uploader().newBuilder().addPathSegments(path).build();
  }
}
