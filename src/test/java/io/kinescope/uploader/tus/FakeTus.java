package io.kinescope.uploader.tus;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A Tus server that behaves, except where a test has scripted the next answer: for single answers
 * that no real server can be made to give. It checks offsets as the protocol wants it.
 */
final class FakeTus extends Dispatcher implements AutoCloseable {
  /** What happens to one request. */
  interface Twist extends Function<RecordedRequest, MockResponse> {}

  private final MockWebServer server = new MockWebServer();
  private final long size;
  private volatile ByteString kept = ByteString.EMPTY;
  private final Queue<Twist> heads = new ArrayDeque<>();
  private final Queue<Twist> patches = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();
  private final List<RecordedRequest> requests = new ArrayList<>();
  private MockResponse options = status(204).build();
  private @Nullable Twist eachPatch;
  private boolean defers;
  private @Nullable Integer declared;

  FakeTus(long size) throws IOException {
    this(size, null);
  }

  /** With a certificate: over TLS, offering HTTP/2 as well. */
  FakeTus(long size, @Nullable SSLSocketFactory tls) throws IOException {
    this.size = size;
    server.setDispatcher(this);
    if (tls != null) {
      server.useHttps(tls);
      server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
    }
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  HttpUrl link() {
    return server.url("/v2/upload/secret-link");
  }

  byte[] kept() {
    return kept.toByteArray();
  }

  FakeTus keeps(byte[] bytes) {
    kept = ByteString.of(bytes);
    return this;
  }

  /** The link was made without a size: the server waits to be told (creation-defer-length). */
  FakeTus defersLength() {
    defers = true;
    return this;
  }

  /** The size that a PATCH has told and the server has taken. */
  @Nullable Integer declared() {
    return declared;
  }

  FakeTus options(MockResponse answer) {
    options = answer;
    return this;
  }

  FakeTus nextHeads(Twist... twists) {
    heads.addAll(List.of(twists));
    return this;
  }

  FakeTus nextPatches(Twist... twists) {
    patches.addAll(List.of(twists));
    return this;
  }

  FakeTus eachPatch(Twist twist) {
    eachPatch = twist;
    return this;
  }

  /** {@code HEAD}, {@code OPTIONS}, {@code PATCH 100+200}, in the order of their arrival. */
  synchronized List<String> log() {
    return List.copyOf(log);
  }

  synchronized List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  static MockResponse.Builder status(int code) {
    return new MockResponse.Builder().code(code);
  }

  /** Answers with a status and headers, and keeps nothing. */
  static Twist says(int code, String... headers) {
    MockResponse.Builder answer = status(code);
    for (String header : headers) {
      answer.addHeader(header);
    }
    return request -> answer.build();
  }

  /** Keeps as much, and closes the connection without an answer. */
  Twist keepsAndDrops(int most) {
    return request -> {
      keep(request, most);
      return status(204).onResponseStart(new SocketEffect.CloseSocket()).build();
    };
  }

  /** Keeps all, and never answers. */
  Twist keepsAndIsSilent() {
    return request -> {
      keep(request, Integer.MAX_VALUE);
      return status(204).onResponseStart(SocketEffect.Stall.INSTANCE).build();
    };
  }

  /** Keeps as much, and answers like this. */
  Twist keepsAndSays(int most, int code, String... headers) {
    return request -> {
      keep(request, most);
      return says(code, headers).apply(request);
    };
  }

  private void keep(RecordedRequest request, int most) {
    ByteString body = body(request);
    kept =
        ByteString.of(
            new okio.Buffer()
                .write(kept)
                .write(body.substring(0, Math.min(most, body.size())))
                .readByteArray());
  }

  private static ByteString body(RecordedRequest request) {
    ByteString body = request.getBody();
    return body == null ? ByteString.EMPTY : body;
  }

  @Override
  public synchronized MockResponse dispatch(RecordedRequest request) {
    requests.add(request);
    String method = request.getMethod();
    if (method.equals("OPTIONS")) {
      log.add(method);
      return options;
    }
    if (method.equals("HEAD")) {
      log.add(method);
      Twist twist = heads.poll();
      boolean open = defers && declared == null;
      return twist == null
          ? status(200)
              .addHeader("Upload-Offset", kept.size())
              .addHeader(open ? "Upload-Defer-Length" : "Upload-Length", open ? 1 : size)
              .addHeader("Tus-Resumable", "1.0.0")
              .build()
          : twist.apply(request);
    }
    String offset = String.valueOf(request.getHeaders().get("Upload-Offset"));
    log.add(method + " " + offset + "+" + body(request).size());
    Twist twist = patches.isEmpty() ? eachPatch : patches.poll();
    if (twist != null) {
      return twist.apply(request);
    }
    if (!offset.equals(Integer.toString(kept.size()))) {
      return status(409).build();
    }
    String length = request.getHeaders().get("Upload-Length");
    if (length != null) {
      declared = Integer.valueOf(length);
    }
    keep(request, Integer.MAX_VALUE);
    return status(204).addHeader("Upload-Offset", kept.size()).build();
  }

  @Override
  public void close() {
    server.close();
  }
}
