package io.kinescope.uploader.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A small body of text, or of nothing; one-shot like every body here, so that OkHttp never sends it
 * twice by itself.
 */
public final class JsonBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

  private final byte[] bytes;
  private final @Nullable MediaType contentType;

  private JsonBody(byte[] bytes, @Nullable MediaType contentType) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  /** A JSON body. */
  public static JsonBody of(String json) {
    return new JsonBody(json.getBytes(StandardCharsets.UTF_8), JSON);
  }

  /** A body without a byte: what a POST with all its data in headers has. */
  public static JsonBody empty() {
    return new JsonBody(new byte[0], null);
  }

  @Override
  public @Nullable MediaType contentType() {
    return contentType;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.write(bytes);
  }
}
