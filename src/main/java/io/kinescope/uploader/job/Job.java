package io.kinescope.uploader.job;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do with its items.
 *
 * @param parallel items at once
 * @param limit items to try in this run; null for all
 * @param maxErrors when to stop
 * @param waitTimeout how long to wait for processing after the last upload; null for ever
 * @param afterSuccess what becomes of files once their videos are verified; null for nothing
 * @param flags the rest
 */
public record Job(
    int parallel,
    @Nullable Long limit,
    ErrorThreshold maxErrors,
    @Nullable Duration waitTimeout,
    @Nullable AfterSuccess afterSuccess,
    Set<Flag> flags) {
  /** What can be switched on. */
  public enum Flag {
    /** Try refused items again, and send files anew whose video differs from them. */
    RETRY_FAILED,
    /** Send items again whose outcome stays unknown. */
    RETRY_UNKNOWN,
    /** Send everything anew, whatever earlier runs have done. */
    AGAIN,
    /** Look for what the parent holds before an item is created for the first time. */
    ADOPT_EXISTING,
    /** The items are of a failed file: what comes home is its list's. */
    MENDS,
    /** Delete the unfinished video of another upload of the same item, and send the item anew. */
    TAKE_OVER,
    /** Send edited titles and descriptions of done items to their videos. */
    UPDATE_METADATA,
    /** Ask for the fate of what earlier runs made, before anything is sent. */
    FOLLOW_UP,
    /** Ask for the fate of a done item that is skipped, when nobody has seen it. */
    FOLLOW_SKIPPED,
    /**
     * {@code uploads.db}: the key holds the file or URL itself, and a done file counts as changed
     * by its modification time, too. In a list the key may be an id, and a done file counts as
     * changed by its size alone, as a fresh checkout has new times for old files.
     */
    KEY_HOLDS_SOURCE,
    /** Items end only when their videos are ready. */
    WAIT,
    /** Compare files with what was stored. */
    VERIFY
  }

  /** A job that leaves files alone. */
  public Job(
      int parallel,
      @Nullable Long limit,
      ErrorThreshold maxErrors,
      @Nullable Duration waitTimeout,
      Set<Flag> flags) {
    this(parallel, limit, maxErrors, waitTimeout, null, flags);
  }

  /** The same, but files whose videos are verified are moved or deleted. */
  public Job with(AfterSuccess after) {
    return new Job(parallel, limit, maxErrors, waitTimeout, after, flags);
  }

  /** Keeps a copy of the flags. */
  public Job {
    flags = Set.copyOf(flags);
  }

  /** Whether it is switched on. */
  public boolean is(Flag flag) {
    return flags.contains(flag);
  }

  /** Only after processing does Kinescope tell what it stored. */
  boolean waits() {
    return is(Flag.WAIT) || is(Flag.VERIFY);
  }
}
