package io.kinescope.uploader.emulator;

/**
 * How many requests the API and uploader hosts accept together; the upload links are not limited.
 *
 * @param perSecond in any second; 0: no limit
 * @param perMinute in any minute; 0: no limit
 */
public record CallLimits(int perSecond, int perMinute) {
  /** The published limits: 10 a second and 300 a minute. */
  public static final CallLimits PUBLISHED = new CallLimits(10, 300);

  /** No limits. */
  public static final CallLimits NONE = new CallLimits(0, 0);

  public CallLimits {
    if (perSecond < 0 || perMinute < 0) {
      throw new IllegalArgumentException("a limit can't be negative");
    }
  }
}
