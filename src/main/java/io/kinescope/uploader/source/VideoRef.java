package io.kinescope.uploader.source;

import io.kinescope.uploader.api.Video;
import org.jspecify.annotations.Nullable;

/**
 * A video, as far as it is known.
 *
 * @param id Kinescope's id
 * @param status the service's own word, as last seen
 * @param playLink null as long as the service did not tell it, or the token may not read videos
 */
public record VideoRef(
    String id,
    @Nullable String title,
    @Nullable String status,
    @Nullable String playLink,
    @Nullable String embedLink) {
  /** A video of which the id alone is known. */
  public static VideoRef of(String id) {
    return new VideoRef(id, null, null, null, null);
  }

  /** The same, with what was seen of it; what the service did not tell stays. */
  public VideoRef seen(Video video) {
    return new VideoRef(
        id,
        orElse(video.title(), title),
        video.status(),
        orElse(video.playLink(), playLink),
        orElse(video.embedLink(), embedLink));
  }

  private static @Nullable String orElse(@Nullable String text, @Nullable String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}
