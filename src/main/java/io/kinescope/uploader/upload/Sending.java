package io.kinescope.uploader.upload;

import io.kinescope.uploader.http.FileBody;
import org.jspecify.annotations.Nullable;

/**
 * How the bytes of all files of a run travel.
 *
 * @param chunkSize bytes of each Tus chunk; null to adapt to the line
 * @param throttle holds bytes back when the bandwidth is limited; shared by all
 * @param digest whether to compute the MD5 of what is sent in one piece, on its way
 */
public record Sending(@Nullable Long chunkSize, FileBody.Throttle throttle, boolean digest) {
  /** Adapting, unlimited, without MD5. */
  public static final Sending PLAIN = new Sending(null, FileBody.Throttle.NONE, false);
}
