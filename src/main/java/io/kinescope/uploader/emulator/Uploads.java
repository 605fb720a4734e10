package io.kinescope.uploader.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All upload links, also those that are gone. */
final class Uploads {
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final Map<String, Integer> gone = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Duration lifetime;

  Uploads(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  void add(Upload upload) {
    uploads.put(upload.id(), upload);
  }

  /** The link's upload; refused with 404, 410 or 403 if it is gone. */
  Upload find(String id) {
    Integer status = gone.get(id);
    if (status != null) {
      throw Errors.gone(status);
    }
    Upload upload = uploads.get(id);
    if (upload == null) {
      throw Errors.gone(NOT_FOUND);
    }
    if (upload.md5() == null && clock.instant().isAfter(upload.createdAt().plus(lifetime))) {
      throw Errors.gone(GONE);
    }
    return upload;
  }

  /** From now on the link answers with this status. */
  void remove(String id, int status) {
    gone.put(id, status);
  }

  /** The links of a deleted video go with it. */
  void removeOf(Video video) {
    for (Upload upload : uploads.values()) {
      if (upload.video() == video) {
        remove(upload.id(), NOT_FOUND);
      }
    }
  }

  /** When an unfinished link ends. */
  Instant expiry(Upload upload) {
    return upload.createdAt().plus(lifetime);
  }

  /** Finished attachments. */
  List<SandboxState.Attachment> attachments() {
    return uploads.values().stream()
        .filter(upload -> upload.kind() == Upload.Kind.ATTACHMENT)
        .map(
            upload ->
                new SandboxState.Attachment(upload.video().id(), upload.offset(), upload.md5()))
        .toList();
  }
}
