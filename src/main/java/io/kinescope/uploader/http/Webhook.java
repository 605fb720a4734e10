package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A URL of the user's that is told of runs. It has a transport of its own, which knows no token and
 * is not stopped with the run. As a webhook's URL is a capability, nothing shows more of it than
 * its host.
 */
public final class Webhook implements AutoCloseable {
  /** For connecting, and for each pause of an exchange: a run does not wait long for a listener. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** For all of it: an answer that drips, a name server that is silent. */
  private static final Duration MOST = Duration.ofSeconds(5);

  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

  private final HttpUrl url;
  private final Transport transport;

  /**
   * @param settings those of the run; their token is not used
   * @throws UploaderException of kind USAGE if the URL is neither https nor http to this machine
   */
  public Webhook(String url, HttpSettings settings, Transport.Pacing pacing) {
    HttpUrl parsed = HttpUrl.parse(url.strip());
    if (parsed == null || !Hosts.allowed(parsed)) {
      throw UploaderException.usage(
          "--notify-url or KINESCOPE_NOTIFY_URL names no https URL",
          "write https://host/path; plain http goes to loopback only");
    }
    this.url = parsed;
    this.transport =
        new Transport(
            new HttpSettings(
                settings.apiUrl(),
                settings.uploaderUrl(),
                null,
                PATIENCE,
                PATIENCE,
                settings.proxy(),
                settings.caCert(),
                settings.userAgent()),
            pacing);
  }

  /**
   * Posts an object, once.
   *
   * @return null if the answer was 2xx, else why not
   */
  public @Nullable String post(Map<String, ? extends @Nullable Object> fields) {
    String json = Json.write(fields);
    FutureTask<@Nullable String> posting = new FutureTask<>(() -> attempt(json));
    Thread thread = new Thread(posting, "notification"); // no timeout of a socket ends a lookup
    thread.setDaemon(true);
    thread.start();
    try {
      return posting.get(MOST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return url.host() + ": no whole answer within " + Durations.format(MOST);
    } catch (ExecutionException e) {
      return url.host() + ": " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "stopped";
    }
  }

  private @Nullable String attempt(String json) {
    ApiRequest request =
        ApiRequest.toLink(
            "send the notification",
            "POST",
            url,
            Headers.EMPTY,
            trace -> RequestBody.create(json, JSON),
            Idempotency.APPEND);
    try {
      Attempt attempt = transport.attempt(request);
      if (attempt instanceof Attempt.Broken broken) {
        return url.host() + ": " + LinkMask.removedFrom(broken.reason(), url);
      }
      int status = ((Attempt.Answered) attempt).answer().status();
      return status / 100 == 2 ? null : url.host() + " answered HTTP " + status;
    } catch (UploaderException e) { // such as a certificate file that can't be read
      return url.host() + ": " + e.getMessage();
    }
  }

  @Override
  public void close() {
    transport.stop();
    transport.close();
  }
}
