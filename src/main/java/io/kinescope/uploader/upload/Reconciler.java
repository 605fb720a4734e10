package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of a create call whose answer is not known: videos with the same parent and
 * title, made since the attempt, by the service's clock. The list may lag behind, so "there is
 * none" is believed only some time after the attempt.
 */
public final class Reconciler {
  /**
   * Between our clock, corrected by the service's {@code Date}, and its {@code created_at}:
   * seconds, and some for caution.
   */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);

  /** Videos that are looked through when the search for the title finds nothing. */
  private static final int MOST_LOOKED_THROUGH = 20_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final VideosApi videos;
  private final Transport transport;
  private final Clock clock;
  private final Duration listLag;

  /**
   * A reconciler.
   *
   * @param listLag how long a new video may be missing from the list
   */
  public Reconciler(VideosApi videos, Transport transport, Clock clock, Duration listLag) {
    this.videos = videos;
    this.transport = transport;
    this.clock = clock;
    this.listLag = listLag;
  }

  /**
   * A create call to be looked into.
   *
   * @param since when it was about to be sent, by our clock
   * @param foreign whether a video is known to be somebody else's
   */
  public record Attempt(
      UploadMethod method,
      String parentId,
      String title,
      Instant since,
      Predicate<String> foreign) {}

  /** What was found. */
  public sealed interface Found {
    /** This video is what the call made. */
    record One(Video video) implements Found {}

    /**
     * The call made nothing that has the file.
     *
     * @param leftovers ids of videos without bytes, or broken off, that it may have left behind
     */
    record Nothing(List<String> leftovers) implements Found {}

    /** It can't be told. */
    record Unclear(String why, @Nullable UploaderException cause) implements Found {}
  }

  /**
   * Looks, again and again until a new video must be in the list.
   *
   * @throws UploaderException of kind INTERRUPTED when the program is being stopped, TRANSIENT if
   *     the service is out of reach
   */
  public Found look(Attempt attempt) {
    for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
      Found found;
      try {
        found = lookOnce(attempt);
      } catch (UploaderException e) {
        if (e.kind() == ErrorKind.AUTH) {
          return new Found.Unclear("this token may not read videos", e);
        }
        throw e;
      }
      Duration left = Duration.between(clock.instant(), attempt.since().plus(listLag));
      boolean late = left.isNegative() || left.isZero();
      if (found instanceof Found.One || late) {
        return found;
      }
      transport.sleep(left.compareTo(pause) < 0 ? left : pause);
    }
  }

  private Found lookOnce(Attempt attempt) {
    List<Video> candidates = search(attempt, attempt.title());
    if (candidates.isEmpty()) {
      candidates =
          search(attempt, null); // how well the service's search finds a title is not documented
    }
    List<Video> made = new ArrayList<>();
    List<String> leftovers = new ArrayList<>();
    boolean open = false;
    for (Video video : candidates) {
      switch (judge(attempt.method(), video)) {
        case MADE -> made.add(video);
        case LEFTOVER -> leftovers.add(String.valueOf(video.id()));
        case OPEN -> open = true;
        case FOREIGN -> {}
      }
    }
    if (made.size() > 1 || (made.size() == 1 && open)) {
      return new Found.Unclear((made.size() + (open ? 1 : 0)) + " videos match", null);
    }
    if (open) {
      return new Found.Unclear("a video of this title is still being received", null);
    }
    return made.isEmpty() ? new Found.Nothing(leftovers) : new Found.One(made.get(0));
  }

  private enum Judgement {
    MADE,
    LEFTOVER,
    OPEN,
    FOREIGN
  }

  /**
   * What a candidate means. A link's video has no bytes when its answer was lost, and its link
   * can't be had again: a leftover. A single request that broke off leaves a {@code suspended} or
   * {@code uploading} record (observed); the latter may also be one that is just being taken in. A
   * URL's video is made, whatever its status, since Kinescope fetches by itself.
   */
  private static Judgement judge(UploadMethod method, Video video) {
    return switch (method) {
      case URL -> Judgement.MADE;
      case LINK, TUS -> video.status().waitsForBytes() ? Judgement.LEFTOVER : Judgement.FOREIGN;
      case SINGLE -> {
        if (video.status().arrived()) {
          yield Judgement.MADE;
        }
        boolean brokenOff =
            video.status().name().equals("suspended") || video.status().name().equals("aborted");
        yield brokenOff ? Judgement.LEFTOVER : Judgement.OPEN;
      }
    };
  }

  private List<Video> search(Attempt attempt, @Nullable String text) {
    List<Video> found = new ArrayList<>();
    int[] seen = {0};
    boolean[] complete = {true};
    videos.list(
        new PageQuery(null, PageQuery.LARGEST_PAGE, "created_at.desc"),
        new VideosApi.Filter(null, null, text, List.of(), List.of()),
        item -> {
          Video video = new Video(item);
          if (madeBefore(video, attempt)) {
            return false; // newest first: the rest is older
          }
          if (matches(video, attempt)) {
            found.add(video);
          }
          complete[0] = ++seen[0] < MOST_LOOKED_THROUGH;
          return complete[0];
        });
    if (!complete[0] && found.isEmpty()) {
      throw new UploaderException(
          ErrorKind.UNKNOWN_OUTCOME,
          "too many videos were made since the attempt to look through them all");
    }
    return found;
  }

  private boolean madeBefore(Video video, Attempt attempt) {
    Instant created = created(video);
    Instant earliest = attempt.since().plus(transport.clockOffset()).minus(CLOCK_TOLERANCE);
    return created != null && created.isBefore(earliest);
  }

  private static boolean matches(Video video, Attempt attempt) {
    boolean here =
        attempt.parentId().equals(video.json().text("folder_id"))
            || attempt.parentId().equals(video.json().text("project_id"));
    String id = video.id();
    return here
        && id != null
        && Objects.equals(video.title(), attempt.title())
        && !attempt.foreign().test(id);
  }

  private static @Nullable Instant created(Video video) {
    String text = video.json().text("created_at");
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
