package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The uploader host: the two calls that make videos. */
record CreateCalls(Projects projects, VideoStore videos, UploadLinks links) {
  private static final Map<String, ByteUpload.Use> TYPES =
      Map.of(
          "video", ByteUpload.Use.VIDEO,
          "attachment", ByteUpload.Use.ATTACHMENT,
          "replace", ByteUpload.Use.REPLACE);

  /** {@code POST /v2/init}: makes the video and its upload link before any byte is sent. */
  Reply init(Call call) throws IOException {
    Fields fields = new Fields(call.json());
    ByteUpload.Use use = TYPES.get(fields.required("type"));
    if (use == null) {
      fields.refuseInvalid();
      throw Problem.UNEXPECTED_VALUE.with("type");
    }
    Long filesize = fields.size("filesize");
    HostedVideo video =
        use == ByteUpload.Use.VIDEO
            ? make(draft(Operation.INIT, fields, filesize), fields.initId(videos.initIds()))
            : existing(fields);
    String endpoint = links.add(new ByteUpload(use, video, filesize, videos)).toString();
    boolean attached = use == ByteUpload.Use.ATTACHMENT; // it is no video, and has its own id
    String id = attached ? UUID.randomUUID().toString() : video.id;
    return Reply.data(Map.of("id", id, "endpoint", endpoint));
  }

  /** {@code POST /v2/video}: the file as the body, or a URL in a header. */
  Reply video(Call call) throws IOException {
    Fields fields = new Fields(call);
    Long size = call.contentLength > 0 ? call.contentLength : null;
    EmulatorVideo.Draft draft = draft(call.operation, fields, size);
    if (draft.sourceUrl() != null) {
      return videos.reply(make(draft, null));
    }
    if (call.contentLength == 0) {
      throw Call.noBody();
    }
    boolean replaces = fields.text("video_id") != null;
    HostedVideo video = replaces ? existing(fields) : make(draft, null);
    ByteUpload.Use use = replaces ? ByteUpload.Use.REPLACE : ByteUpload.Use.VIDEO;
    receive(call, new ByteUpload(use, video, null, videos));
    if (replaces) {
      video.edit(draft.title(), draft.description(), videos.now());
    }
    return videos.reply(video);
  }

  /** Takes the body; a new video whose request breaks off stays behind as junk (observed). */
  private void receive(Call call, ByteUpload upload) throws IOException {
    try {
      upload.append(call.body, Long.MAX_VALUE);
    } catch (IOException e) {
      upload.report("suspended");
      throw e;
    }
    if (upload.offset == 0) {
      if (upload.use == ByteUpload.Use.VIDEO) {
        videos.delete(upload.video);
      }
      throw Call.noBody();
    }
    upload.complete(call.rawHeader("Content-Type"));
  }

  private HostedVideo existing(Fields fields) {
    String id = fields.required("video_id");
    fields.refuseInvalid();
    return videos.find(id, "video_id");
  }

  private EmulatorVideo.Draft draft(Operation madeBy, Fields fields, @Nullable Long size) {
    fields.title("title");
    EmulatorVideo.Draft draft =
        new EmulatorVideo.Draft(
            madeBy,
            fields.required("parent_id"),
            fields.required("title"),
            fields.title("subtitle"),
            fields.text("description"),
            fields.text("filename"),
            size,
            fields.url("url"),
            fields.trim("trim"),
            fields.ipAddress("client_ip"),
            fields.preview("preview"));
    fields.refuseInvalid();
    projects.place(draft.parentId()); // must be there, also for a replacement
    return draft;
  }

  private HostedVideo make(EmulatorVideo.Draft draft, @Nullable String id) {
    return videos.make(draft, projects.place(draft.parentId()), id);
  }
}
