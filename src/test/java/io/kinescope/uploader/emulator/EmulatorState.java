package io.kinescope.uploader.emulator;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has happened in an emulator, at one moment.
 *
 * @param videos in the order in which they were made; deleted ones are not among them
 * @param attachments files that belong to a video, finished or not
 * @param requests how many of each operation arrived, failed and refused ones too
 * @param maxRequestsInOneSecond the most that arrived at the API and uploader hosts in any second
 * @param tooManyRequests how many were answered 429 because of the limits (scripted ones not)
 * @param tokenSeenAtEndpoint whether an upload link ever saw an Authorization header
 * @param faultsPlayed how many requests a fault hit, since the script was set
 * @param internalErrors of the emulator itself: anything here is its bug
 */
public record EmulatorState(
    List<EmulatorVideo> videos,
    List<Attachment> attachments,
    Map<Operation, Long> requests,
    int maxRequestsInOneSecond,
    long tooManyRequests,
    boolean tokenSeenAtEndpoint,
    long faultsPlayed,
    List<String> internalErrors) {

  /** A file that belongs to a video; {@code md5} is null until it is complete. */
  public record Attachment(String videoId, long bytesReceived, @Nullable String md5) {}

  public long count(Operation... operations) {
    return Stream.of(operations).mapToLong(one -> requests.getOrDefault(one, 0L)).sum();
  }

  public long totalRequests() {
    return count(Operation.values());
  }

  public @Nullable EmulatorVideo video(String id) {
    return videos.stream().filter(video -> video.id().equals(id)).findFirst().orElse(null);
  }

  /** The videos with this title, in the order in which they were made. */
  public List<EmulatorVideo> titled(String title) {
    return videos.stream().filter(video -> video.title().equals(title)).toList();
  }
}
