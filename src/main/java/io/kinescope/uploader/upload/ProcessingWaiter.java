package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls videos until they are ready or never will be. One call asks for up to a hundred; pauses
 * grow, since processing takes minutes to hours. An unknown status means: not ready.
 */
public final class ProcessingWaiter {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final double GROWTH = 1.5;

  private final VideosApi videos;
  private final Transport transport;
  private final LongSupplier nanoClock;

  /** A waiter that sleeps as the transport does. */
  public ProcessingWaiter(VideosApi videos, Transport transport, LongSupplier nanoClock) {
    this.videos = videos;
    this.transport = transport;
    this.nanoClock = nanoClock;
  }

  /**
   * How the waiting ended.
   *
   * @param settled the videos that are ready or failed, in the order in which that was seen
   * @param pending the ids of the rest: the time ran out
   */
  public record Outcome(List<Video> settled, List<String> pending) {}

  /**
   * Waits.
   *
   * @param timeout null to wait for as long as it takes
   * @param settled told of each video that is ready or failed
   * @throws UploaderException of kind NOT_FOUND if one of the videos does not exist
   */
  public Outcome await(List<String> ids, @Nullable Duration timeout, Consumer<Video> settled) {
    long start = nanoClock.getAsLong();
    List<Video> done = new ArrayList<>();
    List<String> pending = new ArrayList<>(new LinkedHashSet<>(ids));
    for (Duration pause = FIRST_PAUSE; ; pause = next(pause)) {
      for (Map.Entry<String, Video> seen : look(pending).entrySet()) {
        Video video = seen.getValue();
        if (video.status().ready() || video.status().failed()) {
          pending.remove(seen.getKey());
          done.add(video);
          settled.accept(video);
        }
      }
      if (pending.isEmpty()) {
        return new Outcome(done, List.of());
      }
      Duration left = left(timeout, start);
      if (left != null && left.isZero()) {
        return new Outcome(done, List.copyOf(pending));
      }
      transport.sleep(left != null && left.compareTo(pause) < 0 ? left : pause);
    }
  }

  /**
   * The videos by the id that was asked for, which need not be the one in the answer: a video has a
   * short one, too. One that the list lacks is asked for by itself, so that one that does not exist
   * is an error and not an endless wait.
   */
  private Map<String, Video> look(List<String> ids) {
    Map<String, Video> listed = new HashMap<>();
    if (ids.size() > 1) {
      videos.byIds(ids).forEach(video -> listed.put(String.valueOf(video.id()), video));
    }
    Map<String, Video> found = new LinkedHashMap<>();
    for (String id : ids) {
      Video video = listed.get(id);
      found.put(id, video == null ? videos.get(id) : video);
    }
    return found;
  }

  private @Nullable Duration left(@Nullable Duration timeout, long start) {
    if (timeout == null) {
      return null;
    }
    Duration left = timeout.minusNanos(nanoClock.getAsLong() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration next(Duration pause) {
    Duration longer = Duration.ofMillis((long) (pause.toMillis() * GROWTH));
    return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  /** The error that a failed video stands for. */
  public static UploaderException failure(Video video) {
    String why = video.errorMessage();
    return UploaderException.withHint(
        ErrorKind.VIDEO_FAILED,
        "video "
            + video.id()
            + " ended in status "
            + video.status().name()
            + (why == null ? "" : ": " + why),
        "look at it in Kinescope; its source may be no video, or out of reach");
  }
}
