package io.kinescope.uploader.source;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be sent, and what is to be made of it.
 *
 * @param method what the user chose
 * @param largestSingle up to so many bytes a file goes in one request, where the method is free
 * @param contentType null to find it from the file's name
 * @param trim which part to keep; single requests only
 * @param preview the clip to make; links only
 * @param clientIp picks the nearest upload server; links only
 */
public record Demands(
    MethodChoice method,
    long largestSingle,
    @Nullable String contentType,
    @Nullable Trim trim,
    @Nullable Preview preview,
    @Nullable String clientIp) {
  /**
   * Up to here one request is the quickest; an interrupted one leaves a junk record on the service,
   * so it must be short.
   */
  public static final long LARGEST_SINGLE = 16L << 20;

  /**
   * Of many files, larger ones go by link: then the video's id is known before any byte, and a run
   * that is killed leaves no junk record. A file this small takes under a second on most lines, so
   * few are caught in the middle.
   */
  public static final long LARGEST_SINGLE_OF_MANY = 256L << 10;

  /** Nothing but the file. */
  public static final Demands NONE =
      new Demands(MethodChoice.AUTO, LARGEST_SINGLE, null, null, null, null);

  /** The values of {@code --method}. */
  public enum MethodChoice {
    /** The planner picks. */
    AUTO,
    SINGLE,
    LINK,
    TUS
  }
}
