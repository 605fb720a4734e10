package io.kinescope.uploader.job;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.Notices;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.VideoMatcher.Match;
import io.kinescope.uploader.source.UploadMethod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of a create call whose answer is not known: videos with the same parent and
 * title, made since the attempt, by the service's clock. The list may lag behind, so "there is
 * none" is believed only some time after the attempt.
 */
final class VideoSearch {
  /**
   * Between our clock, corrected by the service's {@code Date}, and its {@code created_at}:
   * seconds, and some for caution.
   */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);

  /**
   * A clock that was wrong when the call was made, and is right now, is off by a time zone at most.
   */
  private static final Duration DOUBT = Duration.ofDays(1);

  /** With these the service says that the look-up can't be had, today or ever. */
  private static final Set<ErrorKind> CANNOT_LOOK =
      Set.of(ErrorKind.REFUSED, ErrorKind.NOT_FOUND, ErrorKind.QUOTA, ErrorKind.UNKNOWN_OUTCOME);

  /** Videos that are looked through when the search for the title finds nothing. */
  private static final int MAX_LOOKED_THROUGH = 20_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final VideosApi videos;
  private final Transport transport;
  private final Clock clock;
  private final Duration listLag;
  private final Notices notices;
  private final AtomicBoolean told = new AtomicBoolean();

  /** A new video may be missing from the list for {@code listLag}. */
  VideoSearch(
      VideosApi videos, Transport transport, Clock clock, Duration listLag, Notices notices) {
    this.videos = videos;
    this.transport = transport;
    this.clock = clock;
    this.listLag = listLag;
    this.notices = notices;
  }

  /**
   * A create call to be looked into.
   *
   * @param since when it was about to be sent, by our clock
   * @param foreign whether a video's id is known already: then no lost answer can have been its own
   */
  record LostCall(
      UploadMethod method, String parent, String title, Instant since, Predicate<String> foreign) {}

  /** What was found. */
  sealed interface Found {
    /** This video is what the call made. */
    record One(Video video) implements Found {}

    /**
     * The call made nothing that has the file.
     *
     * @param orphans ids of videos without bytes, or broken off, that it may have left behind
     */
    record Nothing(List<String> orphans) implements Found {}

    /** It can't be told. */
    record Unclear(String why, @Nullable UploaderException cause) implements Found {}
  }

  /**
   * Looks, again and again until a new video must be in the list. Where the attempt was written
   * down by a clock that was ahead, that is the list's lag from now, and no video is too old.
   *
   * @throws UploaderException of kind INTERRUPTED when the program is being stopped, TRANSIENT if
   *     the service is out of reach
   */
  Found look(LostCall attempt) {
    Instant now = clock.instant();
    Instant listed = (attempt.since().isBefore(now) ? attempt.since() : now).plus(listLag);
    for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
      boolean late = !clock.instant().isBefore(listed);
      Found found;
      try {
        found = lookOnce(attempt, late);
      } catch (UploaderException e) {
        if (e.kind() == ErrorKind.AUTH) {
          return new Found.Unclear("this token may not read videos", e);
        }
        if (CANNOT_LOOK.contains(e.kind())) {
          return new Found.Unclear(String.valueOf(e.getMessage()), e);
        }
        throw e;
      }
      if (late || isFinal(attempt.method(), found)) {
        return found;
      }
      Duration left = Duration.between(clock.instant(), listed);
      if (!left.isNegative()) {
        sayWait();
        transport.sleep(left.compareTo(pause) < 0 ? left : pause);
      }
    }
  }

  /** Once: the many items of an outage wait together. */
  private void sayWait() {
    if (!told.getAndSet(true)) {
      notices.warn(
          "an answer was lost: waiting up to "
              + Durations.format(listLag)
              + " until Kinescope must list the video that it may have made");
    }
  }

  /** Whether no later look can tell more: the video is there, or the link's empty one is. */
  private static boolean isFinal(UploadMethod method, Found found) {
    boolean byLink = method == UploadMethod.LINK || method == UploadMethod.TUS;
    return found instanceof Found.One
        || (byLink && found instanceof Found.Nothing nothing && !nothing.orphans().isEmpty());
  }

  /**
   * @param last whether it is the last look: how well the service's search finds a title is not
   *     documented, so only then, and only if all that was made since is looked through, "there is
   *     none" is an answer
   */
  private Found lookOnce(LostCall attempt, boolean last) {
    List<Candidate> candidates = search(attempt, attempt.title());
    if (last && candidates.stream().noneMatch(candidate -> candidate.likeness() == Match.SAME)) {
      candidates = Stream.concat(candidates.stream(), search(attempt, null).stream()).toList();
    }
    Set<String> made = new LinkedHashSet<>();
    Set<String> orphans = new LinkedHashSet<>();
    Set<String> doubtful = new LinkedHashSet<>();
    Video one = null;
    boolean open = false;
    for (Candidate candidate : candidates) {
      Video video = candidate.video();
      String id = String.valueOf(video.id());
      Judgement judgement = judge(attempt.method(), video);
      if (candidate.likeness() == Match.PERHAPS) {
        if (judgement == Judgement.MADE || judgement == Judgement.OPEN) {
          doubtful.add(id);
        }
        continue;
      }
      switch (judgement) {
        case MADE -> {
          made.add(id);
          one = video;
        }
        case ORPHAN -> orphans.add(id);
        case OPEN -> open = true;
        case FOREIGN -> {}
      }
    }
    if (made.size() > 1 || (made.size() == 1 && open)) {
      return new Found.Unclear((made.size() + (open ? 1 : 0)) + " videos match", null);
    }
    if (open) {
      return new Found.Unclear("Kinescope is still receiving a video with this title", null);
    }
    if (one != null) {
      return new Found.One(one);
    }
    return doubtful.isEmpty()
        ? new Found.Nothing(List.copyOf(orphans))
        : new Found.Unclear(
            "it may be " + SafeText.list(doubtful) + ", but title, folder or time differ", null);
  }

  private enum Judgement {
    MADE,
    ORPHAN,
    OPEN,
    FOREIGN
  }

  /**
   * What a candidate means. A link's video has no bytes when its answer was lost, and its link
   * can't be had again: a orphan. A single request that broke off leaves a {@code suspended} or
   * {@code uploading} record (observed); the latter may also be one that is just being taken in. A
   * URL's video is made, whatever its status, since Kinescope fetches by itself.
   */
  private static Judgement judge(UploadMethod method, Video video) {
    return switch (method) {
      case URL -> Judgement.MADE;
      case LINK, TUS -> video.waitsForBytes() ? Judgement.ORPHAN : Judgement.FOREIGN;
      case SINGLE -> {
        if (video.arrived()) {
          yield Judgement.MADE;
        }
        boolean brokenOff = video.status().equals("suspended") || video.status().equals("aborted");
        yield brokenOff ? Judgement.ORPHAN : Judgement.OPEN;
      }
    };
  }

  /** A video that may be what the call made. */
  private record Candidate(Video video, Match likeness) {}

  /**
   * The candidates, newest first.
   *
   * @param text what the service shall search for; null: everything since the attempt is looked
   *     through, and nothing before it
   */
  private List<Candidate> search(LostCall attempt, @Nullable String text) {
    Instant now = clock.instant();
    boolean wrongClock = attempt.since().isAfter(now);
    Instant since =
        (wrongClock ? now : attempt.since()).plus(transport.clockOffset()).minus(CLOCK_TOLERANCE);
    Instant earliest = wrongClock ? Instant.MIN : text == null ? since : since.minus(DOUBT);
    List<Candidate> found = new ArrayList<>();
    int[] seen = {0};
    boolean[] complete = {true};
    videos.list(
        new PageQuery(null, PageQuery.LARGEST_PAGE, "created_at.desc"),
        new VideosApi.Filter(null, null, text, List.of(), List.of()),
        item -> {
          Video video = new Video(item);
          Instant created = video.createdAt();
          if (created != null && created.isBefore(earliest)) {
            return false; // newest first: the rest is older
          }
          Match likeness = likeness(video, attempt);
          if (created == null || created.isBefore(since)) {
            likeness = likeness.and(Match.PERHAPS);
          }
          if (likeness != Match.OTHER) {
            found.add(new Candidate(video, likeness));
          }
          complete[0] = ++seen[0] < MAX_LOOKED_THROUGH;
          return complete[0];
        });
    if (!complete[0] && found.isEmpty()) {
      throw new UploaderException(
          ErrorKind.UNKNOWN_OUTCOME,
          "too many videos were made since the attempt to check them all");
    }
    return found;
  }

  private static Match likeness(Video video, LostCall attempt) {
    if (video.id() == null
        || video.ids().stream().flatMap(Video::spellings).anyMatch(attempt.foreign())) {
      return Match.OTHER;
    }
    return VideoMatcher.titles(attempt.title(), video.title())
        .and(
            VideoMatcher.parents(
                attempt.parent(), video.json().text("project_id"), video.json().text("folder_id")));
  }
}
