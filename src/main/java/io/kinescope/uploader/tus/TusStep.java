package io.kinescope.uploader.tus;

import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.BodyMaker;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * What is asked of the server; with the answer it makes a {@link TusVerdict}. An existing link
 * needs these two requests of Tus 1.0.0; both go without the token.
 */
sealed interface TusStep {
  Headers VERSION = Headers.of("Tus-Resumable", "1.0.0");

  /** The size of the whole file in bytes. */
  long size();

  /** The step as a request to this link. */
  ApiRequest request(HttpUrl link);

  /** HEAD: how much has it? */
  record Ask(long size) implements TusStep {
    @Override
    public ApiRequest request(HttpUrl link) {
      String purpose = "ask the upload server how much it has";
      return ApiRequest.toLink(purpose, "HEAD", link, VERSION, null, Idempotency.SAFE);
    }
  }

  /** PATCH: {@code length} bytes from {@code offset}, which {@code body} makes. */
  record Send(long offset, long length, long size, BodyMaker body) implements TusStep {
    /** Where the server is if it kept them all. */
    long end() {
      return offset + length;
    }

    @Override
    public ApiRequest request(HttpUrl link) {
      String purpose = "send bytes " + offset + " to " + end() + " of " + size;
      Headers headers = VERSION.newBuilder().add("Upload-Offset", Long.toString(offset)).build();
      return ApiRequest.toLink(purpose, "PATCH", link, headers, body, Idempotency.APPEND);
    }
  }
}
