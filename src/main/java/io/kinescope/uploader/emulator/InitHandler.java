package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /v2/init}: makes the video and its upload link before any byte is sent. */
final class InitHandler implements Handler {
  private static final Map<String, Upload.Kind> TYPES =
      Map.of(
          "video", Upload.Kind.VIDEO,
          "attachment", Upload.Kind.ATTACHMENT,
          "replace", Upload.Kind.REPLACE);

  private final Projects projects;
  private final Videos videos;
  private final Uploads uploads;
  private final Accounts accounts;
  private final Supplier<URI> endpointHost;

  InitHandler(
      Projects projects,
      Videos videos,
      Uploads uploads,
      Accounts accounts,
      Supplier<URI> endpointHost) {
    this.projects = projects;
    this.videos = videos;
    this.uploads = uploads;
    this.accounts = accounts;
    this.endpointHost = endpointHost;
  }

  @Override
  public Answer handle(Call call) throws IOException {
    accounts.demand(call.rawHeader("Authorization"), Right.UPLOAD);
    Fields fields = new Fields(call.json());
    String type = fields.requiredText("type");
    Upload.Kind kind = TYPES.get(type);
    if (kind == null) {
      fields.refuseInvalid();
      throw Errors.unexpectedValue("type");
    }
    Long filesize = fields.size("filesize");
    String clientIp = fields.text("client_ip");
    if (clientIp != null && !Rules.isIpAddress(clientIp)) {
      fields.invalid("client_ip", "is not an IP address");
    }
    Video video = kind == Upload.Kind.VIDEO ? newVideo(fields, filesize, clientIp) : found(fields);
    Upload upload = new Upload(kind, video, filesize, videos.clock());
    uploads.add(upload);
    return Answer.data(
        Map.of(
            "id",
            video.id(),
            "endpoint",
            endpointHost.get().resolve(EndpointHandler.PATH + upload.id()).toString()));
  }

  private Video newVideo(Fields fields, @Nullable Long filesize, @Nullable String clientIp) {
    String parentId = fields.requiredText("parent_id");
    String title = fields.requiredText("title");
    fields.shortText("title");
    String subtitle = fields.shortText("subtitle");
    String description = fields.text("description");
    String filename = fields.text("filename");
    JsonObject preview = fields.object("preview");
    if (preview != null && !Rules.isPreview(preview)) {
      fields.invalid("preview", "needs start, length and a quality of 360p, 480p, 720p or 1080p");
    }
    fields.refuseInvalid();
    Projects.Place place = projects.place(parentId);
    if (place == null) {
      throw Errors.notFound("parent_id");
    }
    return videos.make(
        new Video.Draft(
            Operation.INIT,
            parentId,
            place,
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

  private Video found(Fields fields) {
    String videoId = fields.requiredText("video_id");
    fields.refuseInvalid();
    Video video = videos.find(videoId);
    if (video == null) {
      throw Errors.notFound("video_id");
    }
    return video;
  }
}
