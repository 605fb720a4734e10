package io.kinescope.uploader.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an emulator behaves.
 *
 * @param port of the API host; 0: any free port. The other two hosts always take free ports
 * @param token with all rights; null: a new random one
 * @param extraTokens further tokens and what each may do
 * @param rate requests accepted before 429
 * @param processingTime from the last byte (or from the request, for a URL) to {@code done}
 * @param latency added to every answer, in real time
 * @param listLag how long a new video stays out of {@code GET /v1/videos}
 * @param linkLifetime after which an unfinished upload link answers 410
 * @param tusMaxSize announced as {@code Tus-Max-Size} and enforced; 0: none
 * @param maxPatchBytes a larger PATCH is refused with 413; 0: none
 * @param faults what goes wrong
 * @param clock tells every time that the emulator reports or decides by
 */
public record SandboxSettings(
    int port,
    @Nullable String token,
    Map<String, Set<Right>> extraTokens,
    RateLimits rate,
    Duration processingTime,
    Duration latency,
    Duration listLag,
    Duration linkLifetime,
    long tusMaxSize,
    long maxPatchBytes,
    FaultScript faults,
    Clock clock) {
  private static final Duration DEFAULT_PROCESSING_TIME = Duration.ofSeconds(1);
  private static final Duration DEFAULT_LINK_LIFETIME = Duration.ofDays(1);

  public SandboxSettings {
    extraTokens = Map.copyOf(extraTokens);
  }

  /** Any port, a random token, the published limits, one second of processing, no faults. */
  public static SandboxSettings defaults() {
    return new SandboxSettings(
        0,
        null,
        Map.of(),
        RateLimits.PUBLISHED,
        DEFAULT_PROCESSING_TIME,
        Duration.ZERO,
        Duration.ZERO,
        DEFAULT_LINK_LIFETIME,
        0,
        0,
        FaultScript.none(),
        Clock.systemUTC());
  }

  /** The same with another {@link #port}. */
  public SandboxSettings withPort(int port) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #token}. */
  public SandboxSettings withToken(String token) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with one more token, which may do only what is given. */
  public SandboxSettings withExtraToken(String extra, Set<Right> rights) {
    Map<String, Set<Right>> more = new LinkedHashMap<>(extraTokens);
    more.put(extra, Set.copyOf(rights));
    return new SandboxSettings(
        port,
        token,
        more,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #rate}. */
  public SandboxSettings withRate(RateLimits rate) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #processingTime}. */
  public SandboxSettings withProcessingTime(Duration processingTime) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #latency}. */
  public SandboxSettings withLatency(Duration latency) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #listLag}. */
  public SandboxSettings withListLag(Duration listLag) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #linkLifetime}. */
  public SandboxSettings withLinkLifetime(Duration linkLifetime) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #tusMaxSize}. */
  public SandboxSettings withTusMaxSize(long tusMaxSize) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #maxPatchBytes}. */
  public SandboxSettings withMaxPatchBytes(long maxPatchBytes) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #faults}. */
  public SandboxSettings withFaults(FaultScript faults) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** The same with another {@link #clock}. */
  public SandboxSettings withClock(Clock clock) {
    return new SandboxSettings(
        port,
        token,
        extraTokens,
        rate,
        processingTime,
        latency,
        listLag,
        linkLifetime,
        tusMaxSize,
        maxPatchBytes,
        faults,
        clock);
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "SandboxSettings[port=" + port + ", rate=" + rate + "]";
  }
}
