package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.Pause;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests: limit, exchange, follow redirects, classify, maybe repeat. Safe for many threads.
 */
public final class Transport implements AutoCloseable {
  /** As many redirects as a browser's patience, and far more than any service needs. */
  private static final int MAX_HOPS = 5;

  private final HttpSettings settings;
  private final Hosts hosts;
  private final Wire wire;
  private final Pacing pacing;
  private final LongAdder apiCalls = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final Set<Thread> sleeping = ConcurrentHashMap.newKeySet();

  /** Threads that wait before a repeat, and until when. */
  private final Map<Thread, Instant> repeating = new ConcurrentHashMap<>();

  private volatile @Nullable LastAnswer last;
  private volatile boolean tokenTaken; // the service has taken one that is no UUID
  private volatile boolean stopped;

  /** Apart, so that a run without a log loads no logger. */
  private static final class Lines {
    static final Logger LOG = LoggerFactory.getLogger(Transport.class);
  }

  /** Its date is read when somebody asks: Java's date formats cost a start 50 ms. */
  private record LastAnswer(Headers headers, Instant at) {}

  /** How the transport waits: all of it can be replaced in tests. */
  public record Pacing(
      RateLimiter limiter, RetryPolicy retryPolicy, Sleeper sleeper, Clock clock) {}

  public Transport(HttpSettings settings, Pacing pacing) {
    this.settings = settings;
    this.hosts = Hosts.of(settings.apiUrl(), settings.uploaderUrl());
    this.wire = new Wire(settings, hosts);
    this.pacing = pacing;
  }

  public Hosts hosts() {
    return hosts;
  }

  /** How repeats are spaced; loops of their own (Tus) follow the same policy. */
  public RetryPolicy retryPolicy() {
    return pacing.retryPolicy();
  }

  /** The time, by the transport's clock: a {@code Retry-After} may be a date. */
  public Instant now() {
    return pacing.clock().instant();
  }

  /** API calls that went out so far, repeats included. */
  public long apiCalls() {
    return apiCalls.sum();
  }

  /**
   * How far the service's clock is ahead of ours, by the {@code Date} of its last answer; zero
   * until there was one.
   */
  public Duration clockOffset() {
    LastAnswer heard = last;
    if (heard == null) {
      return Duration.ZERO;
    }
    Instant theirs = heard.headers.getInstant("Date");
    return theirs == null ? Duration.ZERO : Duration.between(heard.at, theirs);
  }

  public long retries() {
    return retries.sum();
  }

  /**
   * Has an API call, repeated as far as {@link Idempotency} allows.
   *
   * @return an answer with status 2xx, whose body is a JSON object unless the status is 204
   * @throws UploaderException of the kind that the last attempt says
   */
  public ApiResponse call(ApiRequest request) {
    for (int failures = 1; ; failures++) {
      Verdict verdict = verdict(request);
      if (verdict instanceof Verdict.Answer done) {
        return done.answer();
      }
      Verdict.Trouble trouble = (Verdict.Trouble) verdict;
      if (!(trouble instanceof Verdict.Again again)) {
        throw trouble.error();
      }
      if (stopped) {
        throw new UploaderException(
            ErrorKind.INTERRUPTED, request.failed("stopped"), again.error());
      }
      if (!retryPolicy().allows(failures)) {
        throw again.error();
      }
      Duration wait = waitBeforeRepeat(failures, again.retryAfter(), again.error());
      if (again.slowAll() && request.route().api()) {
        pacing.limiter().pause(wait); // the next attempt waits there, and so does every other call
      } else {
        sleepBeforeRepeat(wait);
      }
    }
  }

  /** The same in one attempt, for what can do without the answer. */
  public ApiResponse callOnce(ApiRequest request) {
    Verdict verdict = verdict(request);
    if (verdict instanceof Verdict.Answer done) {
      return done.answer();
    }
    throw ((Verdict.Trouble) verdict).error();
  }

  /** Deletes what is there; done as well if it is gone already: the first answer may be lost. */
  public void delete(String purpose, HttpUrl url) {
    try {
      call(
          new ApiRequest(
              purpose, "DELETE", url, Headers.EMPTY, null, Idempotency.SAFE, ApiRequest.Route.API));
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Waits before a repeat that {@link #call} does not make itself, and counts it. */
  public void pause(int failures, @Nullable Duration retryAfter, UploaderException error) {
    sleepBeforeRepeat(waitBeforeRepeat(failures, retryAfter, error));
  }

  private void sleepBeforeRepeat(Duration wait) {
    repeating.put(Thread.currentThread(), now().plus(wait));
    try {
      sleep(wait);
    } finally {
      repeating.remove(Thread.currentThread());
    }
  }

  /** What calls wait for at this moment; null if none waits. */
  public @Nullable Pause waitsFor() {
    Duration limited = pacing.limiter().waiting();
    if (!limited.isZero()) {
      return new Pause(Pause.Reason.RATE_LIMIT, limited);
    }
    Instant now = now();
    return repeating.values().stream()
        .min(Comparator.naturalOrder())
        .filter(until -> until.isAfter(now))
        .map(until -> new Pause(Pause.Reason.RETRY, Duration.between(now, until)))
        .orElse(null);
  }

  private Duration waitBeforeRepeat(
      int failures, @Nullable Duration retryAfter, UploaderException error) {
    retries.increment();
    Duration wait =
        retryPolicy().waitBefore(failures, retryAfter, ThreadLocalRandom.current().nextDouble());
    if (Logging.isOn()) {
      LogLine.info(Lines.LOG, LogEvent.HTTP_RETRY)
          .with(LogKey.ATTEMPT, failures + 1)
          .with(LogKey.WAIT_SECONDS, wait.toMillis() / 1e3)
          .with(LogKey.REQUEST_ID, error.requestId())
          .with(LogKey.CODE, error.code())
          .say("retry in {} because of: {}", Durations.format(wait), error.getMessage());
    }
    return wait;
  }

  /** Throws {@link UploaderException} of kind INTERRUPTED when the program is being stopped. */
  public void sleep(Duration wait) {
    sleeping.add(Thread.currentThread()); // before the look at stopped: one of the two sees it
    try {
      if (stopped) {
        throw new UploaderException(ErrorKind.INTERRUPTED, "stopped");
      }
      pacing.sleeper().sleep(wait);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      sleeping.remove(Thread.currentThread());
    }
  }

  /** One attempt and what it means; never repeated. */
  public Verdict verdict(ApiRequest request) {
    Reached reached = follow(request);
    Verdict verdict = Verdict.of(request, reached.attempt(), now());
    if (verdict instanceof Verdict.Final last
        && last.error().kind() == ErrorKind.AUTH
        && request.route().api()
        && !hosts.trusted(reached.url())) {
      return new Verdict.Final(ServiceErrors.ofOtherHost(last.error(), reached.url()));
    }
    Token token = settings.token();
    if (token == null || token.isUuid() || tokenTaken || !request.route().api()) {
      return verdict;
    }
    if (verdict instanceof Verdict.Answer) {
      tokenTaken = true;
    }
    return verdict instanceof Verdict.Final last
            && Objects.equals(last.error().code(), Verdict.NO_UUID)
        ? new Verdict.Final(ServiceErrors.ofToken(last.error()))
        : verdict;
  }

  /** One attempt, redirects followed, whatever comes of it; never repeated. */
  public Attempt attempt(ApiRequest request) {
    return follow(request).attempt();
  }

  /** What came of an attempt, and of which URL. */
  private record Reached(Attempt attempt, HttpUrl url) {}

  private Reached follow(ApiRequest request) {
    HttpUrl url = request.url();
    for (int hop = 0; ; hop++) {
      Attempt attempt = once(request, url);
      HttpUrl to =
          attempt instanceof Attempt.Answered answered && hop < MAX_HOPS
              ? answered.answer().redirect(request.method(), url)
              : null;
      boolean leaves = to != null && !Hosts.sameOrigin(to, hosts.api());
      if (to == null || (leaves && request.route() == ApiRequest.Route.API_ALONE)) {
        return new Reached(attempt, url);
      }
      url = to;
    }
  }

  private Attempt once(ApiRequest request, HttpUrl url) {
    if (!Hosts.allowed(url)) {
      throw new UploaderException(
          ErrorKind.REFUSED, request.failed("the link is neither https nor loopback"));
    }
    RateLimiter.Permit permit = request.route().api() ? permit() : null;
    if (stopped) {
      throw new UploaderException(ErrorKind.INTERRUPTED, request.failed("stopped"));
    }
    try {
      Attempt attempt = wire.exchange(request, url);
      if (attempt instanceof Attempt.Answered answered) {
        heard(request, answered.answer());
      } else if (attempt instanceof Attempt.Broken broken
          && (stopped || Thread.currentThread().isInterrupted())
          && request.repeat() != Idempotency.CREATE) {
        throw new UploaderException(
            ErrorKind.INTERRUPTED, request.failed("stopped"), broken.cause());
      }
      return attempt;
    } finally {
      if (permit != null) {
        permit.answered();
      }
    }
  }

  private void heard(ApiRequest request, ApiResponse answer) {
    if (request.route().api() && answer.headers().get("Date") != null) {
      last = new LastAnswer(answer.headers(), now());
    }
  }

  private RateLimiter.Permit permit() {
    try {
      RateLimiter.Permit permit = pacing.limiter().acquire();
      apiCalls.increment();
      return permit;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static UploaderException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
  }

  /** Ends what is under way and lets nothing new begin: the program is being stopped. */
  public void stop() {
    stopped = true;
    wire.cancelAll();
    sleeping.forEach(Thread::interrupt); // a wait can be minutes long
  }

  @Override
  public void close() {
    wire.close();
  }
}
