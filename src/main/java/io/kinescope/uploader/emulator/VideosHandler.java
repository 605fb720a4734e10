package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/videos}. */
final class VideosHandler implements Handler {
  private static final int ONE_DEPTH = 3; // v1, videos, {id}

  private final Videos videos;
  private final Uploads uploads;
  private final Accounts accounts;
  private final Duration listLag;

  /** A video with its making order, for sorting. */
  private record Entry(SandboxVideo video, long sequence) {}

  private static final Map<String, Comparator<Entry>> ORDER =
      Map.of(
          "created_at",
          Comparator.<Entry, Instant>comparing(entry -> entry.video().createdAt())
              .thenComparingLong(Entry::sequence),
          "updated_at",
          Comparator.comparing(entry -> entry.video().updatedAt()),
          "title",
          Comparator.comparing(entry -> entry.video().title()));

  VideosHandler(Videos videos, Uploads uploads, Accounts accounts, Duration listLag) {
    this.videos = videos;
    this.uploads = uploads;
    this.accounts = accounts;
    this.listLag = listLag;
  }

  @Override
  public Answer handle(Call call) throws IOException {
    boolean reads = call.method().equals("GET");
    accounts.demand(call.rawHeader("Authorization"), reads ? Right.READ : Right.EDIT);
    List<String> path = call.segments();
    if (path.size() == 2 && reads) {
      return list(call);
    }
    if (path.size() == ONE_DEPTH) {
      Video video = videos.find(path.get(2));
      if (video == null) {
        throw Errors.notFound("video");
      }
      return switch (call.method()) {
        case "GET" -> Answer.data(VideoJson.of(videos.snapshot(video)));
        case "PATCH" -> patch(video, call.json());
        case "DELETE" -> delete(video);
        default -> throw Errors.notFound("method");
      };
    }
    throw Errors.notFound("path");
  }

  private Answer delete(Video video) {
    videos.delete(video.id());
    uploads.removeOf(video);
    return Answer.data(Map.of("success", true));
  }

  private Answer patch(Video video, JsonObject body) {
    Fields fields = new Fields(body);
    String title = fields.has("title") ? fields.requiredText("title") : null;
    fields.shortText("title");
    String description = fields.text("description");
    fields.refuseInvalid();
    video.edit(title, description, videos.clock().instant());
    return Answer.data(VideoJson.of(videos.snapshot(video)));
  }

  private Answer list(Call call) {
    Instant visibleUpTo = videos.clock().instant().minus(listLag);
    List<Entry> found = new ArrayList<>();
    Filter filter = Filter.of(call);
    for (Video video : videos.unordered()) {
      if (!video.createdAt().isAfter(visibleUpTo) && filter.lets(video)) {
        SandboxVideo snapshot = videos.snapshot(video);
        if (filter.lets(snapshot.status())) {
          found.add(new Entry(snapshot, video.sequence()));
        }
      }
    }
    return Listing.page(
        call, found, ORDER, "created_at.desc", entry -> VideoJson.of(entry.video()));
  }

  /** What the query asks for; null or empty: everything. */
  private record Filter(
      @Nullable String project,
      @Nullable String folder,
      @Nullable String text,
      Set<String> statuses,
      Set<String> ids,
      boolean withoutFolder) {

    static Filter of(Call call) {
      String text = call.query("q");
      String withoutFolder = call.query("without_folder");
      return new Filter(
          notEmpty(call.query("project_id")),
          notEmpty(call.query("folder_id")),
          text == null ? null : text.toLowerCase(Locale.ROOT),
          new HashSet<>(call.queryList("status")),
          new HashSet<>(call.queryList("video_ids")),
          "true".equals(withoutFolder) || "1".equals(withoutFolder));
    }

    /** What does not change with time: cheap, so it is asked first. */
    boolean lets(Video video) {
      Projects.Place place = video.draft().place();
      return (project == null || project.equals(place.projectId()))
          && (folder == null || folder.equals(place.folderId()))
          && (!withoutFolder || place.folderId() == null)
          && (ids.isEmpty() || ids.contains(video.id()))
          && (text == null || video.mentions(text));
    }

    boolean lets(String status) {
      return statuses.isEmpty() || statuses.contains(status);
    }

    private static @Nullable String notEmpty(@Nullable String value) {
      return value == null || value.isEmpty() ? null : value;
    }
  }
}
