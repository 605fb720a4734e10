package io.kinescope.uploader.tus;

import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Idempotency;
import io.kinescope.uploader.http.Transport;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The three requests of Tus 1.0.0 that an existing upload link needs; one exchange each, never
 * repeated here, and without the token.
 */
final class TusClient {
  private static final String VERSION = "1.0.0";

  private final Transport transport;

  TusClient(Transport transport) {
    this.transport = transport;
  }

  /** Asks how much the server has. */
  Attempt head(HttpUrl link, TusStep.Ask step) {
    return attempt(step.purpose(), "HEAD", link, headers().build(), null);
  }

  /** Sends one chunk; the body must be one-shot and of the step's length. */
  Attempt patch(HttpUrl link, TusStep.Send step, ApiRequest.BodyMaker body) {
    Headers headers = headers().add("Upload-Offset", Long.toString(step.offset())).build();
    return attempt(step.purpose(), "PATCH", link, headers, body);
  }

  /** Asks what the server can; OPTIONS goes without the version (Tus 1.0.0, "Headers"). */
  Attempt options(HttpUrl link) {
    return attempt("ask what the upload server can", "OPTIONS", link, Headers.EMPTY, null);
  }

  private Attempt attempt(
      String purpose,
      String method,
      HttpUrl link,
      Headers headers,
      ApiRequest.@Nullable BodyMaker body) {
    return transport.attempt(
        new ApiRequest(
            purpose, method, link, headers, body, Idempotency.SAFE, ApiRequest.Route.LINK));
  }

  private static Headers.Builder headers() {
    return new Headers.Builder().add("Tus-Resumable", VERSION);
  }
}
