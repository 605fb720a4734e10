package io.kinescope.uploader.api;

import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Transport;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Whether the service's hosts answer at all: asked once, without the token. */
public final class HostsApi {
  private final Transport transport;

  /** Asks over the given transport. */
  public HostsApi(Transport transport) {
    this.transport = transport;
  }

  /** What came of it. */
  public sealed interface Reach {
    /**
     * Something answered; of an https host also its certificate was right.
     *
     * @param date the host's own time, if it tells
     */
    record Answers(int status, @Nullable Instant date, Duration took) implements Reach {}

    /** Nothing answered, for this reason. */
    record Silent(String reason) implements Reach {}
  }

  /** Asks the host of the REST API. */
  public Reach api() {
    return reach(transport.hosts().api());
  }

  /** Asks the host that takes uploads. */
  public Reach uploader() {
    return reach(transport.hosts().uploader());
  }

  private Reach reach(HttpUrl url) {
    long start = System.nanoTime();
    // The route of upload links is the one that never carries the token.
    Attempt attempt =
        transport.attempt(
            new ApiRequest(
                "reach the host",
                "GET",
                url,
                Headers.EMPTY,
                null,
                Idempotency.SAFE,
                ApiRequest.Route.LINK));
    if (attempt instanceof Attempt.Broken broken) {
      return new Reach.Silent(broken.reason());
    }
    var answer = ((Attempt.Answered) attempt).answer();
    return new Reach.Answers(
        answer.status(), answer.date(), Duration.ofNanos(System.nanoTime() - start));
  }
}
