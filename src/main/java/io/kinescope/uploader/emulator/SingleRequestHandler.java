package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /v2/video}: the file as the body, or a URL in a header. */
final class SingleRequestHandler implements Handler {
  private final Projects projects;
  private final Videos videos;
  private final Accounts accounts;

  SingleRequestHandler(Projects projects, Videos videos, Accounts accounts) {
    this.projects = projects;
    this.videos = videos;
    this.accounts = accounts;
  }

  @Override
  public Answer handle(Call call) throws IOException {
    accounts.demand(call.rawHeader("Authorization"), Right.UPLOAD);
    Video.Draft draft = draft(call);
    if (draft.sourceUrl() != null) {
      return Answer.data(VideoJson.of(videos.snapshot(videos.make(draft))));
    }
    if (call.contentLength() == 0) {
      throw Errors.noBody();
    }
    String replaced = call.rawHeader("X-Replace-Video-ID");
    Video video = replaced == null ? videos.make(draft) : videos.find(replaced);
    if (video == null) {
      throw Errors.notFound("X-Replace-Video-ID");
    }
    receive(call, video, replaced == null);
    if (replaced != null) {
      video.edit(draft.title(), draft.description(), videos.clock().instant());
    }
    return Answer.data(VideoJson.of(videos.snapshot(video)));
  }

  /** Takes the body; a new video whose request breaks off stays behind as junk (observed). */
  private void receive(Call call, Video video, boolean isNew) throws IOException {
    Intake intake = new Intake();
    try {
      intake.take(
          call.body(),
          Long.MAX_VALUE,
          count -> {
            if (isNew) {
              video.receiving(count, videos.clock().instant());
            }
          });
    } catch (IOException e) {
      if (isNew) {
        video.suspended(videos.clock().instant());
      }
      throw e;
    }
    if (intake.count() == 0) {
      if (isNew) {
        videos.delete(video.id());
      }
      throw Errors.noBody();
    }
    video.stored(
        intake.count(), intake.finish(), call.rawHeader("Content-Type"), videos.clock().instant());
  }

  private Video.Draft draft(Call call) {
    Map<String, String> invalid = new LinkedHashMap<>();
    String parentId = required(call, "X-Parent-ID", invalid);
    String title = required(call, "X-Video-Title", invalid);
    if (Rules.isTooLong(title)) {
      invalid.put("X-Video-Title", Rules.TOO_LONG);
    }
    String url = header(call, "X-Video-URL", invalid);
    if (url != null && !Rules.isWebAddress(url)) {
      invalid.put("X-Video-URL", "is not an absolute http or https address");
    }
    String trim = header(call, "X-Video-Trim", invalid);
    if (trim != null && !Rules.isTrim(Json.parseObject(trim))) {
      invalid.put("X-Video-Trim", "needs a start and perhaps a length, in seconds");
    }
    String description = header(call, "X-Video-Description", invalid);
    String filename = header(call, "X-File-Name", invalid);
    if (!invalid.isEmpty()) {
      throw Errors.validation(invalid);
    }
    Projects.Place place = projects.place(parentId);
    if (place == null) {
      throw Errors.notFound("X-Parent-ID");
    }
    return new Video.Draft(
        url == null ? Operation.SINGLE : Operation.URL,
        parentId,
        place,
        title,
        null,
        description,
        filename,
        call.contentLength() > 0 && url == null ? call.contentLength() : null,
        url,
        trim,
        null,
        null);
  }

  private static String required(Call call, String name, Map<String, String> invalid) {
    String value = header(call, name, invalid);
    if (value == null || value.isBlank()) {
      invalid.putIfAbsent(name, "is required");
      return "";
    }
    return value;
  }

  /** A header's text. The service reads UTF-8; anything else is a mistake of the client. */
  private static @Nullable String header(Call call, String name, Map<String, String> invalid) {
    String raw = call.rawHeader(name);
    if (raw == null) {
      return null;
    }
    String text = RawText.utf8(raw);
    if (text == null) {
      invalid.put(name, "is not UTF-8");
      return "";
    }
    return text;
  }
}
