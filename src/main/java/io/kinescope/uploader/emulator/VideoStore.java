package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All videos, and {@code /v1/videos}. */
final class VideoStore {
  private static final Map<String, Comparator<EmulatorVideo>> ORDER =
      Map.of(
          "created_at",
          Comparator.comparing(EmulatorVideo::createdAt).thenComparing(EmulatorVideo::number),
          "updated_at",
          Comparator.comparing(EmulatorVideo::updatedAt),
          "title",
          Comparator.comparing(EmulatorVideo::title));

  private final Map<String, HostedVideo> videos = new ConcurrentHashMap<>();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet(); // ids that stay taken
  private final AtomicLong made = new AtomicLong();
  private final EmulatorSettings settings;

  VideoStore(EmulatorSettings settings) {
    this.settings = settings;
  }

  /** Makes a video; with the id that the client chose, which is refused if it is taken. */
  HostedVideo make(EmulatorVideo.Draft draft, Projects.ParentPlace place, @Nullable String chosen) {
    String id = chosen == null ? UUID.randomUUID().toString() : chosen;
    HostedVideo video = new HostedVideo(id, draft, place, made.incrementAndGet(), now());
    if (deleted.contains(id) || videos.putIfAbsent(id, video) != null) {
      throw Problem.EXISTS.with("id " + id);
    }
    return video;
  }

  /** The video with this id; the refusal if there is none names the field that had it. */
  HostedVideo find(String id, String field) {
    HostedVideo video = videos.get(id);
    if (video == null) {
      throw Problem.NOT_FOUND.with(field);
    }
    return video;
  }

  void delete(HostedVideo video) {
    if (settings.keepsDeletedIds) {
      deleted.add(video.id);
    }
    videos.remove(video.id);
  }

  long countIn(String projectId) {
    return videos.values().stream().filter(v -> v.place.projectId().equals(projectId)).count();
  }

  InitIdRule initIds() {
    return settings.initIds;
  }

  Instant now() {
    return settings.clock.instant();
  }

  Reply reply(HostedVideo video) {
    return Reply.data(video.snapshot(now(), settings.processingTime).toJson());
  }

  Reply get(Call call) {
    return reply(find(call.lastSegment(), "video"));
  }

  Reply patch(Call call) throws IOException {
    HostedVideo video = find(call.lastSegment(), "video");
    Fields fields = new Fields(call.json());
    String title = fields.title("title") == null ? null : fields.required("title");
    String description = fields.text("description");
    fields.refuseInvalid();
    video.edit(title, description, now());
    return reply(video);
  }

  Reply list(Call call) {
    Instant visibleUpTo = now().minus(settings.listLag);
    Set<String> statuses = new HashSet<>(call.queryList("status"));
    // What does not change with time is cheap, so it is asked first: the rest needs a snapshot.
    Predicate<HostedVideo> filter = filter(call);
    List<EmulatorVideo> found =
        snapshots(video -> !video.createdAt.isAfter(visibleUpTo) && filter.test(video))
            .filter(video -> statuses.isEmpty() || statuses.contains(video.status()))
            .toList();
    return ListPage.of(call, found, ORDER, EmulatorVideo::toJson);
  }

  private static Predicate<HostedVideo> filter(Call call) {
    String project = call.query("project_id");
    String folder = call.query("folder_id");
    String text = call.query("q");
    String lowerCase = text == null ? "" : text.toLowerCase(Locale.ROOT);
    boolean topOnly = Set.of("true", "1").contains(call.query("without_folder") + "");
    Set<String> ids = new HashSet<>(call.queryList("video_ids"));
    return video ->
        (project == null || project.equals(video.place.projectId()))
            && (folder == null || folder.equals(video.place.folderId()))
            && (!topOnly || video.place.folderId() == null)
            && (ids.isEmpty() || ids.contains(video.id))
            && video.mentions(lowerCase);
  }

  Stream<EmulatorVideo> snapshots(Predicate<HostedVideo> filter) {
    Instant now = now();
    return videos.values().stream()
        .filter(filter)
        .map(video -> video.snapshot(now, settings.processingTime));
  }
}
