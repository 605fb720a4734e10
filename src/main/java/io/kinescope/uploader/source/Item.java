package io.kinescope.uploader.source;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is to become one video.
 *
 * @param key what the ledger knows it by: stable, explicit, never made by {@code toString()}
 * @param size of the file, where somebody looked at it just now; 0 if not known
 */
public record Item(
    String key,
    Origin origin,
    Content content,
    Destination destination,
    Metadata metadata,
    Demands demands,
    long size)
    implements SourceEntry {
  /** The project or folder; empty where the destination has none. */
  public String parent() {
    return Objects.requireNonNullElse(destination.parentId(), "");
  }

  /** The title as it is sent. */
  public String title() {
    return metadata.title();
  }

  /** Whether a new video is made for it: only then a repeat makes a second one. */
  public boolean makesVideo() {
    return destination instanceof Destination.NewVideo;
  }

  /** The same under the title and parent that an earlier run sent it with. */
  public Item as(@Nullable String earlierTitle, @Nullable String earlierParent) {
    Metadata named =
        earlierTitle == null
            ? metadata
            : new Metadata(
                earlierTitle, metadata.description(), metadata.subtitle(), metadata.filename());
    Destination placed =
        makesVideo() && earlierParent != null
            ? new Destination.NewVideo(earlierParent)
            : destination;
    return new Item(key, origin, content, placed, named, demands, size);
  }

  /**
   * Title and description in 128 bits, to see later that they were edited. A million done rows are
   * compared in each run, and a cryptographic hash costs ten times as much before it is compiled.
   */
  public String fingerprint() {
    String text = title() + '\0' + Objects.requireNonNullElse(metadata.description(), "");
    long[] hash = MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_8));
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(hash[0]) + hex.toHexDigits(hash[1]);
  }
}
