package io.kinescope.uploader.emulator;

/**
 * How many requests the API and uploader hosts accept together; the upload links are not limited.
 *
 * @param perSecond in any second; 0: no limit
 * @param perMinute in any minute; 0: no limit
 */
public record RateLimits(int perSecond, int perMinute) {
  /** The published limits: 10 a second and 300 a minute. */
  public static final RateLimits PUBLISHED = new RateLimits(10, 300);

  /** No limits. */
  public static final RateLimits NONE = new RateLimits(0, 0);

  public RateLimits {
    if (perSecond < 0 || perMinute < 0) {
      throw new IllegalArgumentException("a limit can't be negative");
    }
  }
}
