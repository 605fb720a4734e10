package io.kinescope.uploader.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A video's status as it came. Only {@code done} means ready; {@code error} and {@code aborted} are
 * final failures; any other value, also one that this program has never heard of, means: not ready.
 *
 * @param name the service's own word
 */
public record VideoStatus(String name) {
  private static final Set<String> ARRIVED =
      Set.of("pre-processing", "processing", "done", "error");
  private static final Set<String> WAITING = Set.of("pending", "uploading", "aborted");

  static VideoStatus of(@Nullable String name) {
    return new VideoStatus(name == null ? "unknown" : name);
  }

  /** Whether it can be watched. */
  public boolean ready() {
    return name.equals("done");
  }

  /** Whether it never will be. */
  public boolean failed() {
    return name.equals("error") || name.equals("aborted");
  }

  /** Whether bytes are still missing. */
  public boolean waitsForBytes() {
    return WAITING.contains(name);
  }

  /**
   * Whether the service certainly has the whole file; in {@code error} it has, and could not use
   * it.
   */
  public boolean arrived() {
    return ARRIVED.contains(name);
  }
}
