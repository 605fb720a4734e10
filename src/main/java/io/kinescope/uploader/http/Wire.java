package io.kinescope.uploader.http;

import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.http.ApiRequest.Route;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Carries one request to its host and the answer back: nothing is limited, repeated or judged here.
 * No secret leaves it but in the request itself. Safe for many threads.
 */
final class Wire implements AutoCloseable {
  /** The largest answer that is read; a page of 100 videos stays far below. */
  private static final long MAX_ANSWER_BYTES = 16L << 20;

  /** Of an answer that is no success, this much is enough to say why. */
  private static final long MAX_ERROR_BYTES = 64L << 10;

  private static final int MAX_QUOTED_CHARACTERS = 200;

  private final HttpSettings settings;
  private final Hosts hosts;
  private final HttpClients clients;
  private final StallWatchdog watchdog;

  /** Apart, so that a run without a log loads no logger. */
  private static final class Lines {
    static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  }

  /** Of a transport; the token goes to these hosts alone. */
  Wire(HttpSettings settings, Hosts hosts) {
    this.settings = settings;
    this.hosts = hosts;
    this.clients = new HttpClients(settings);
    this.watchdog = new StallWatchdog(settings.idleTimeout());
  }

  /** One exchange with the host of that URL, whatever comes of it. */
  Attempt exchange(ApiRequest request, HttpUrl url) {
    CallTrace trace = new CallTrace();
    RequestBody body = request.body() == null ? null : new OneShot(request.body().make(trace));
    Call call =
        clients
            .client(url.isHttps(), request.route().bytes())
            .newCall(request(request, url, body, trace));
    long start = System.nanoTime();
    if (body != null || request.route().bytes()) {
      watchdog.watch(call, trace);
    }
    try (Response response = call.execute()) {
      ApiResponse answer = read(request, response);
      logEnd(request, url, answer, null, start);
      return new Attempt.Answered(answer);
    } catch (IOException e) {
      ProxyRules proxy = settings.proxy();
      IOException fit = fit(request, proxy == null ? e : proxy.named(url, e));
      IOException cause = trace.stalled ? new IoReasons.StalledException(fit) : fit;
      logEnd(request, url, null, cause, start);
      return new Attempt.Broken(trace.sent, cause);
    } finally {
      watchdog.forget(call);
    }
  }

  private Request request(
      ApiRequest request, HttpUrl url, @Nullable RequestBody body, CallTrace trace) {
    Headers.Builder headers = request.headers().newBuilder();
    headers.set("User-Agent", settings.userAgent());
    if (request.route().api() && settings.token() != null && hosts.trusted(url)) {
      headers.set("Authorization", settings.token().authorization());
    }
    return new Request.Builder()
        .url(url)
        .headers(headers.build())
        .method(request.method(), body)
        .tag(CallTrace.class, trace)
        .build();
  }

  private ApiResponse read(ApiRequest request, Response response) throws IOException {
    long most = response.isSuccessful() ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
    BufferedSource source = response.body().source();
    boolean cut;
    try {
      cut = source.request(most + 1);
    } catch (IOException e) {
      if (response.isSuccessful()) {
        throw e;
      }
      cut = true; // the status says enough; what came of its explanation is shown
    }
    String text = source.getBuffer().readUtf8(Math.min(source.getBuffer().size(), most));
    if (!response.isSuccessful()) {
      text = withoutSecrets(request, text);
    }
    return new ApiResponse(response.code(), response.headers(), text, cut);
  }

  /** An error answer may quote the request; what it says is shown to people and kept in files. */
  private String withoutSecrets(ApiRequest request, String text) {
    String clean = settings.token() == null ? text : settings.token().removedFrom(text);
    return request.route() == Route.LINK ? LinkMask.removedFrom(clean, request.url()) : clean;
  }

  /** A protocol error quotes what the server sent; as a cause it would be printed as it is. */
  private IOException fit(ApiRequest request, IOException e) {
    if (!(e instanceof ProtocolException)) {
      return e;
    }
    String text = withoutSecrets(request, Redaction.text(String.valueOf(e.getMessage())));
    IOException clean = new ProtocolException(SafeText.clean(text, MAX_QUOTED_CHARACTERS));
    clean.setStackTrace(e.getStackTrace());
    return clean;
  }

  private void logEnd(
      ApiRequest request,
      HttpUrl url,
      @Nullable ApiResponse answer,
      @Nullable IOException broken,
      long start) {
    if (!Logging.isOn()) {
      return;
    }
    boolean ours = request.route().api() && hosts.trusted(url);
    String shown = ours ? Redaction.url(url.toString()) : LinkMask.shown(url);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    String id = answer == null ? null : answer.requestId();
    String outcome =
        answer == null
            ? IoReasons.describe(Objects.requireNonNull(broken))
            : "HTTP " + answer.status() + (id == null ? "" : " [" + id + "]");
    LogLine.at(Level.DEBUG, Lines.LOG, LogEvent.HTTP_EXCHANGE)
        .with(LogKey.METHOD, request.method())
        .with(LogKey.URL, shown)
        .with(LogKey.STATUS, answer == null ? null : answer.status())
        .with(LogKey.REQUEST_ID, id)
        .with(LogKey.SECONDS, took.toMillis() / 1e3)
        .say("{} {} -> {} ({})", request.method(), shown, outcome, Durations.format(took));
  }

  void cancelAll() {
    clients.cancelAll();
  }

  @Override
  public void close() {
    watchdog.close();
    clients.close();
  }

  /** A body that OkHttp never sends again by itself: it would make two videos. */
  private static final class OneShot extends RequestBody {
    private final RequestBody body;

    OneShot(RequestBody body) {
      this.body = body;
    }

    @Override
    public @Nullable MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return body.contentLength();
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(sink);
    }
  }
}
