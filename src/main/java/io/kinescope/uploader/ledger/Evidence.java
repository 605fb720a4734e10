package io.kinescope.uploader.ledger;

import org.jspecify.annotations.Nullable;

/** What the history says of each step: short, for people, and never an upload link. */
final class Evidence {
  private Evidence() {}

  static String of(Intent intent) {
    StringBuilder text =
        new StringBuilder(
            switch (intent.call()) {
              case INIT -> "about to ask for an upload link";
              case SINGLE -> "about to send the file in one request";
              case URL -> "about to ask Kinescope to fetch the URL";
            });
    if (intent.parent() != null) {
      text.append(", parent ").append(intent.parent());
    }
    if (intent.size() != null) {
      text.append(", ").append(intent.size()).append(" bytes");
    }
    if (intent.title() != null) {
      text.append(", title: ").append(intent.title());
    }
    return text.toString();
  }

  static String of(Stored stored) {
    StringBuilder text = new StringBuilder("video ").append(stored.videoId());
    text.append(" by ").append(stored.method());
    if (stored.bytes() > 0) {
      text.append(", ").append(stored.bytes()).append(" bytes");
    }
    if (stored.bytesResumed() > 0) {
      text.append(", ").append(stored.bytesResumed()).append(" of them sent by earlier runs");
    }
    if (stored.verified() != null) {
      text.append(", verified: ").append(stored.verified());
    }
    return text.toString();
  }

  static String of(Processing processing, @Nullable Comparison comparison) {
    return processing.fate().id()
        + (processing.status() == null ? "" : ", status " + processing.status())
        + (processing.message() == null ? "" : ": " + processing.message())
        + (comparison == null ? "" : ", verified: " + comparison.verified());
  }
}
