package io.kinescope.uploader.job;

import io.kinescope.uploader.api.PosterLinks;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.job.VideoMatcher.Match;
import io.kinescope.uploader.source.VideoRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ExistingVideos} keeps of a video of a parent.
 *
 * @param ref without its title, and with the links, so that nobody need ask for them again
 * @param size of the original in bytes; null if the service does not tell it
 * @param whole whether it has all its bytes, and Kinescope did not fail to process them
 * @param match whether it certainly is in the parent
 */
record HeldVideo(
    VideoRef ref, @Nullable Long size, @Nullable String md5, boolean whole, Match match) {
  static HeldVideo of(String id, Video video, Match match) {
    JsonObject original = video.original();
    String md5 = original == null ? null : original.text("md5");
    return new HeldVideo(
        new VideoRef(id, null, video.status(), video.playLink(), video.embedLink()),
        original == null ? null : original.number("file_size"),
        md5 == null || md5.isBlank() ? null : md5.strip().toLowerCase(Locale.ROOT),
        video.arrived() && !video.failed(),
        match);
  }

  /** The same from its {@link #line}. */
  static HeldVideo of(String line) {
    List<@Nullable String> parts = new ArrayList<>();
    for (String part : line.split("\t", -1)) {
      parts.add(part.isEmpty() ? null : part);
    }
    String size = parts.get(4);
    return new HeldVideo(
        new VideoRef(
            Objects.requireNonNull(parts.get(0)), null, parts.get(1), parts.get(2), parts.get(3)),
        size == null ? null : Long.valueOf(size),
        parts.get(5),
        parts.get(6) != null,
        Match.valueOf(parts.get(7)));
  }

  /** Some 200 bytes: half of what the parts would take. */
  String line() {
    return Stream.of(
            ref.id(),
            ref.status(),
            ref.playLink(),
            ref.embedLink(),
            size,
            md5,
            whole ? "whole" : null,
            match)
        .map(part -> part == null ? "" : SafeText.clean(part.toString()))
        .collect(Collectors.joining("\t"));
  }

  String id() {
    return ref.id();
  }

  /** The ledger may know it by its short id, or in another case. */
  Stream<String> spellings() {
    String link = ref.playLink();
    Stream<String> ids =
        link == null ? Stream.of(id()) : Stream.of(id(), PosterLinks.idAtTheEndOf(link));
    return ids.flatMap(Video::spellings);
  }
}
