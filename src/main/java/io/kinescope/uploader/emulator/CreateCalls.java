package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The uploader host: the two calls that make videos. */
final class CreateCalls {
  private static final Map<String, ByteUpload.Use> TYPES =
      Map.of(
          "video", ByteUpload.Use.VIDEO,
          "attachment", ByteUpload.Use.ATTACHMENT,
          "replace", ByteUpload.Use.REPLACE);

  private final Projects projects;
  private final VideoStore videos;
  private final UploadLinks links;

  CreateCalls(Projects projects, VideoStore videos, UploadLinks links) {
    this.projects = projects;
    this.videos = videos;
    this.links = links;
  }

  /** {@code POST /v2/init}: makes the video and its upload link before any byte is sent. */
  Reply init(Call call) throws IOException {
    Fields fields = new Fields(call.json());
    ByteUpload.Use use = TYPES.get(fields.requiredText("type"));
    if (use == null) {
      fields.refuseInvalid();
      throw Errors.unexpectedValue("type");
    }
    Long filesize = fields.size("filesize");
    String clientIp = fields.text("client_ip");
    if (clientIp != null && !FieldRules.isIpAddress(clientIp)) {
      fields.invalid("client_ip", "is not an IP address");
    }
    HostedVideo video =
        use == ByteUpload.Use.VIDEO ? newVideo(fields, filesize, clientIp) : existing(fields);
    String endpoint = links.add(new ByteUpload(use, video, filesize, videos)).toString();
    return Reply.data(Map.of("id", video.id, "endpoint", endpoint));
  }

  private HostedVideo existing(Fields fields) {
    String id = fields.requiredText("video_id");
    fields.refuseInvalid();
    return videos.find(id, "video_id");
  }

  private HostedVideo newVideo(Fields fields, @Nullable Long filesize, @Nullable String clientIp) {
    String parentId = fields.requiredText("parent_id");
    String title = fields.requiredTitle("title");
    String subtitle = fields.shortText("subtitle");
    String description = fields.text("description");
    String filename = fields.text("filename");
    JsonObject preview = fields.object("preview");
    if (preview != null && !FieldRules.isPreview(preview)) {
      fields.invalid("preview", "needs start, length and a quality of 360p, 480p, 720p or 1080p");
    }
    fields.refuseInvalid();
    return videos.make(
        new HostedVideo.Draft(
            Operation.INIT,
            parentId,
            place(parentId, "parent_id"),
            title,
            subtitle,
            description,
            filename,
            filesize,
            null,
            null,
            clientIp,
            preview == null ? null : Json.write(preview)));
  }

  /** {@code POST /v2/video}: the file as the body, or a URL in a header. */
  Reply video(Call call) throws IOException {
    HostedVideo.Draft draft = draft(call);
    if (draft.sourceUrl() != null) {
      return videos.reply(videos.make(draft));
    }
    if (call.contentLength == 0) {
      throw Errors.noBody();
    }
    String replaced = call.rawHeader("X-Replace-Video-ID");
    if (replaced == null) {
      HostedVideo video = videos.make(draft);
      receive(call, new ByteUpload(ByteUpload.Use.VIDEO, video, null, videos));
      return videos.reply(video);
    }
    HostedVideo video = videos.find(replaced, "X-Replace-Video-ID");
    receive(call, new ByteUpload(ByteUpload.Use.REPLACE, video, null, videos));
    video.edit(draft.title(), draft.description(), videos.now());
    return videos.reply(video);
  }

  /** Takes the body; a new video whose request breaks off stays behind as junk (observed). */
  private void receive(Call call, ByteUpload upload) throws IOException {
    boolean isNew = upload.use == ByteUpload.Use.VIDEO;
    try {
      upload.append(call.body, Long.MAX_VALUE);
    } catch (IOException e) {
      if (isNew) {
        upload.video.suspended(videos.now());
      }
      throw e;
    }
    if (upload.offset() == 0) {
      if (isNew) {
        videos.delete(upload.video);
      }
      throw Errors.noBody();
    }
    upload.complete(call.rawHeader("Content-Type"));
  }

  private HostedVideo.Draft draft(Call call) {
    Fields fields = new Fields(call);
    String parentId = fields.requiredText("X-Parent-ID");
    String title = fields.requiredTitle("X-Video-Title");
    String url = fields.text("X-Video-URL");
    if (url != null && !FieldRules.isWebAddress(url)) {
      fields.invalid("X-Video-URL", "is not an absolute http or https address");
    }
    String trim = fields.text("X-Video-Trim");
    if (trim != null && !FieldRules.isTrim(Json.parseObject(trim))) {
      fields.invalid("X-Video-Trim", "needs a start and perhaps a length, in seconds");
    }
    String description = fields.text("X-Video-Description");
    String filename = fields.text("X-File-Name");
    fields.refuseInvalid();
    return new HostedVideo.Draft(
        call.operation,
        parentId,
        place(parentId, "X-Parent-ID"),
        title,
        null,
        description,
        filename,
        call.contentLength > 0 && url == null ? call.contentLength : null,
        url,
        trim,
        null,
        null);
  }

  private Projects.ParentPlace place(String parentId, String field) {
    Projects.ParentPlace place = projects.place(parentId);
    if (place == null) {
      throw Errors.notFound(field);
    }
    return place;
  }
}
