package io.kinescope.uploader.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All videos. */
final class Videos {
  private final Map<String, Video> videos = new ConcurrentHashMap<>();
  private final AtomicLong sequence = new AtomicLong();
  private final Clock clock;
  private final Duration processing;

  Videos(Clock clock, Duration processing) {
    this.clock = clock;
    this.processing = processing;
  }

  Video make(Video.Draft draft) {
    Video video = new Video(draft, sequence.incrementAndGet(), clock.instant());
    videos.put(video.id(), video);
    return video;
  }

  @Nullable Video find(String id) {
    return videos.get(id);
  }

  /** Deletes a video; false if there is none. */
  boolean delete(String id) {
    return videos.remove(id) != null;
  }

  /** All, in any order. */
  Collection<Video> unordered() {
    return videos.values();
  }

  /** All, in the order in which they were made. */
  List<Video> all() {
    List<Video> all = new ArrayList<>(videos.values());
    all.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
    return all;
  }

  long countIn(String projectId) {
    return videos.values().stream()
        .filter(video -> video.draft().place().projectId().equals(projectId))
        .count();
  }

  SandboxVideo snapshot(Video video) {
    return video.snapshot(clock.instant(), processing);
  }

  Clock clock() {
    return clock;
  }
}
