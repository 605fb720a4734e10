package io.kinescope.uploader.job;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares videos with what a create call asked for. What may be the same video in other words is
 * never taken for another one: that would make a second video. Pure functions.
 */
final class VideoMatcher {
  /** How much a video looks like what was asked for. */
  enum Match {
    /** It is what was asked for. */
    SAME,
    /** It may be: a person has to look. */
    PERHAPS,
    /** It is another. */
    OTHER;

    /** The weaker of the two. */
    Match and(Match other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /**
   * A title at least this long, in bytes of UTF-8, may be the beginning of a longer one that the
   * service cut. Its limit is 140, of what is not documented; a shorter one is a title of its own.
   */
  private static final int SHORTEST_CUT = 100;

  /** What a reader of headers may have taken UTF-8 for. */
  private static final List<Charset> WRONG_READINGS =
      List.of(StandardCharsets.ISO_8859_1, Charset.forName("windows-1252"));

  private static final String UNREADABLE = "\uFFFD";
  private static final int UUID_LENGTH = 36;

  private VideoMatcher() {}

  /**
   * A title without what a service or a database may change in it unasked: composed or decomposed
   * accents, kinds and numbers of spaces, control characters.
   */
  static String plain(String title) {
    return Normalizer.normalize(title, Normalizer.Form.NFC)
        .replaceAll("[\\s\\p{Z}\\p{Cntrl}]+", " ")
        .strip();
  }

  /** Compares titles; null if the service does not tell it. */
  static Match titles(String asked, @Nullable String seen) {
    if (seen == null) {
      return Match.PERHAPS;
    }
    String wanted = plain(asked);
    String found = plain(seen);
    if (wanted.equals(found)) {
      return Match.SAME;
    }
    return isCut(wanted, found) || mangled(asked).anyMatch(found::equals)
        ? Match.PERHAPS
        : Match.OTHER;
  }

  /** Whether the title may be the beginning of the one that was asked for. */
  static boolean isCut(String wanted, String found) {
    String beginning = found.replaceFirst("[\\uFFFD…. ]+$", "");
    return beginning.getBytes(StandardCharsets.UTF_8).length >= SHORTEST_CUT
        && wanted.startsWith(beginning);
  }

  /** What every title begins with that may be this one, cut; all of it where it is too short. */
  static String beginning(String wanted) {
    int end = 0;
    for (int bytes = 0; bytes < SHORTEST_CUT && end < wanted.length(); ) {
      int next = wanted.offsetByCodePoints(end, 1);
      bytes += wanted.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
      end = next;
    }
    return wanted.substring(0, end);
  }

  /** What becomes of a title whose bytes are read as another encoding, or not at all. */
  static Stream<String> mangled(String asked) {
    Stream<String> misread =
        WRONG_READINGS.stream()
            .map(charset -> new String(asked.getBytes(StandardCharsets.UTF_8), charset));
    Stream<String> replaced =
        Stream.of(StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1)
            .map(charset -> new String(asked.getBytes(charset), charset))
            .flatMap(text -> Stream.of(text, text.replace("?", UNREADABLE)));
    return Stream.concat(misread, replaced).map(VideoMatcher::plain);
  }

  /**
   * Compares the parent that was asked for with where a video is. A project's own videos are in no
   * folder; ids come in two forms, which can't be compared.
   */
  static Match parents(String asked, @Nullable String projectId, @Nullable String folderId) {
    boolean inFolder = folderId != null && !folderId.isEmpty();
    boolean inProject = projectId != null && !projectId.isEmpty();
    if (inFolder && asked.equalsIgnoreCase(folderId)) {
      return Match.SAME;
    }
    if (inProject && asked.equalsIgnoreCase(projectId)) {
      return inFolder ? Match.PERHAPS : Match.SAME;
    }
    boolean comparable =
        inProject && sameForm(asked, projectId) && (!inFolder || sameForm(asked, folderId));
    return comparable ? Match.OTHER : Match.PERHAPS;
  }

  private static boolean sameForm(String one, @Nullable String other) {
    return other != null && isUuid(one) == isUuid(other);
  }

  private static boolean isUuid(String id) {
    return id.length() == UUID_LENGTH && id.indexOf('-') > 0;
  }
}
