package io.kinescope.uploader.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How an emulator is to behave, gathered before {@link Sandbox#start}. Without more: any free port,
 * the published limits, one second of processing, no faults.
 */
public final class EmulatorSettings {
  int port;
  final Map<String, Set<Right>> extraTokens = new LinkedHashMap<>();
  int perSecond = 10;
  int perMinute = 300;
  Duration processingTime = Duration.ofSeconds(1);
  Duration listLag = Duration.ZERO;
  FaultScript faults = FaultScript.of();
  InitIdRule initIds = InitIdRule.IGNORED;
  boolean keepsDeletedIds;
  Clock clock = Clock.systemUTC();

  private EmulatorSettings() {}

  public static EmulatorSettings defaults() {
    return new EmulatorSettings();
  }

  /** The port of the API host; 0: any free one. The other two hosts always take free ports. */
  public EmulatorSettings port(int number) {
    port = number;
    return this;
  }

  /** One more token, which may do only what is given. */
  public EmulatorSettings extraToken(String token, Set<Right> rights) {
    extraTokens.put(token, Set.copyOf(rights));
    return this;
  }

  /** How many requests the API and uploader hosts accept together before 429; 0: any number. */
  public EmulatorSettings rate(int inAnySecond, int inAnyMinute) {
    perSecond = inAnySecond;
    perMinute = inAnyMinute;
    return this;
  }

  public EmulatorSettings unlimited() {
    return rate(0, 0);
  }

  /** The time from the last byte (or from the request, for a URL) to {@code done}. */
  public EmulatorSettings processingTime(Duration time) {
    processingTime = time;
    return this;
  }

  /** How long a new video stays out of {@code GET /v1/videos}. */
  public EmulatorSettings listLag(Duration lag) {
    listLag = lag;
    return this;
  }

  public EmulatorSettings faults(FaultScript script) {
    faults = script;
    return this;
  }

  public EmulatorSettings initIds(InitIdRule rule) {
    initIds = rule;
    return this;
  }

  /** Whether the id of a deleted video stays taken, as in a service that has a recycle bin. */
  public EmulatorSettings keepDeletedIds() {
    keepsDeletedIds = true;
    return this;
  }

  /** Tells every time that the emulator reports or decides by. */
  public EmulatorSettings clock(Clock time) {
    clock = time;
    return this;
  }
}
