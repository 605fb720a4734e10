package io.kinescope.uploader.tus;

import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.BodyMaker;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the server; with the answer it makes a {@link TusVerdict}. An existing link
 * needs these two requests of Tus 1.0.0; both go without the token.
 *
 * @param size of the whole file in bytes
 * @param end where the server is if it kept all that was sent; null if nothing was
 */
record TusStep(ApiRequest request, long size, @Nullable Long end) {
  private static final Headers VERSION = Headers.of("Tus-Resumable", "1.0.0");

  /** HEAD: how much has it? */
  static TusStep ask(HttpUrl link, long size) {
    String purpose = "ask the upload server how much it has";
    return new TusStep(
        ApiRequest.toLink(purpose, "HEAD", link, VERSION, null, Idempotency.SAFE), size, null);
  }

  /** PATCH: {@code length} bytes from {@code offset}; may declare the size ("defer-length"). */
  static TusStep send(
      HttpUrl link, long offset, long length, long size, boolean declares, BodyMaker body) {
    long end = offset + length;
    String purpose = "send bytes " + offset + " to " + end + " of " + size;
    Headers.Builder headers = VERSION.newBuilder().add("Upload-Offset", Long.toString(offset));
    if (declares) {
      headers.add("Upload-Length", Long.toString(size));
    }
    return new TusStep(
        ApiRequest.toLink(purpose, "PATCH", link, headers.build(), body, Idempotency.APPEND),
        size,
        end);
  }
}
