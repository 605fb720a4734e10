package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    List<String> pending = new ArrayList<>(ids);
    for (Duration pause = FIRST_PAUSE; ; pause = next(pause)) {
      for (Video video : look(pending)) {
        if (video.status().ready() || video.status().failed()) {
          pending.remove(video.id());
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
   * A single video is asked for by its id, so that one that does not exist is an error and not an
   * endless wait.
   */
  private List<Video> look(List<String> ids) {
    if (ids.size() == 1) {
      return List.of(videos.get(ids.get(0)));
    }
    Map<String, Video> found = new LinkedHashMap<>();
    for (Video video : videos.byIds(ids)) {
      found.put(String.valueOf(video.id()), video);
    }
    for (String id : ids) {
      found.computeIfAbsent(id, videos::get);
    }
    return List.copyOf(found.values());
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
