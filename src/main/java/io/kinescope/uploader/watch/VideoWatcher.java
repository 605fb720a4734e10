package io.kinescope.uploader.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only one who asks for videos after an upload: one thread, up to a hundred videos a call,
 * beside the uploads and within the same rate limit, of which it takes a small part while they run.
 */
public final class VideoWatcher implements AutoCloseable {
  /** Videos that are waited for at once; a kilobyte or two each. */
  public static final int MAX_WATCHED = 10_000;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Between two calls while uploads run: a fifteenth of the default rate, 33 videos a second. */
  private static final Duration BESIDE_UPLOADS = Duration.ofSeconds(3);

  /** While uploads run, links are asked for with less than a full page once for so many videos. */
  private static final int VIDEOS_AN_EARLY_CALL = 50;

  /**
   * While uploads run, a finished one waits no longer than this to be told: large files are few.
   */
  private static final Duration EARLY_CALL_AFTER = Duration.ofSeconds(20);

  /** As many answers in a row take longer than the list lags behind. */
  private static final int MAX_MISSES = 5;

  /** Links are worth less waiting: they come with the next run, too. */
  private static final int MAX_MISSES_OF_LINKS = 3;

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** When the time is up, videos are looked at once more; who waits does so no longer than this. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(10);

  /** When a video has been watched enough. */
  public enum Goal {
    /** Its links are known. */
    LINKS,
    /** It is ready, or never will be. */
    READY
  }

  private static final class Watched {
    private final Goal goal;
    private final Consumer<Sight> then;
    private int misses;

    Watched(Goal goal, Consumer<Sight> then) {
      this.goal = goal;
      this.then = then;
    }
  }

  private final VideosApi videos;
  private final Transport transport;
  private final LongSupplier nanoClock;
  private final @Nullable Duration timeout;
  private final Consumer<String> warnings;
  private final Thread thread = new Thread(this::watch, "video-watcher");

  /** By the id that was asked for; several files may be attached to one video. */
  @GuardedBy("this")
  private final Map<String, List<Watched>> watched = new LinkedHashMap<>();

  @GuardedBy("this")
  private int links;

  @GuardedBy("this")
  private int ready;

  /** Videos whose links were asked for, and calls for that. */
  @GuardedBy("this")
  private long came;

  @GuardedBy("this")
  private long early;

  /** Since when the first of them waits. */
  @GuardedBy("this")
  private long linksSince;

  @GuardedBy("this")
  private boolean uploadsEnded;

  @GuardedBy("this")
  private boolean complete;

  @GuardedBy("this")
  private int telling;

  @GuardedBy("this")
  private long end;

  @GuardedBy("this")
  private @Nullable UploaderException trouble;

  /** Why links can't be had at all, told once. */
  @GuardedBy("this")
  private boolean blind;

  /**
   * A watcher that begins when it is given the first video.
   *
   * @param timeout for videos to become ready, from the end of the uploads on; null for ever
   * @param warnings told of what could not be seen
   */
  public VideoWatcher(
      VideosApi videos,
      Transport transport,
      LongSupplier nanoClock,
      @Nullable Duration timeout,
      Consumer<String> warnings) {
    this.videos = videos;
    this.transport = transport;
    this.nanoClock = nanoClock;
    this.timeout = timeout;
    this.warnings = warnings;
    thread.setDaemon(true);
  }

  /**
   * Watches a video, too; the caller goes on. Where too many are watched for their links, it waits
   * for room: they are seen in a moment.
   *
   * @param then told what came of it, once, by another thread or this one
   * @return false if too many wait to be ready already: then nothing was taken note of
   */
  public boolean add(String id, Goal goal, Consumer<Sight> then) {
    synchronized (this) {
      boolean room =
          goal == Goal.LINKS ? blind || awaitAtMost(MAX_WATCHED - 1) : size() < MAX_WATCHED;
      if (goal == Goal.READY && !room) {
        return false;
      }
      if (trouble == null && !(goal == Goal.LINKS && blind)) {
        put(id, new Watched(goal, then));
        return true;
      }
    }
    then.accept(new Sight.Unseen());
    return true;
  }

  /** Watches a video until it is ready, as soon as there is room; false if it never came. */
  public synchronized boolean addWhenRoom(String id, Consumer<Sight> then) {
    boolean room = awaitAtMost(MAX_WATCHED - 1);
    if (room) {
      put(id, new Watched(Goal.READY, then));
    }
    return room;
  }

  @GuardedBy("this")
  private void put(String id, Watched one) {
    watched.computeIfAbsent(id, key -> new ArrayList<>(1)).add(one);
    if (one.goal == Goal.LINKS) {
      linksSince = links == 0 ? nanoClock.getAsLong() : linksSince;
      links++;
      came++;
    } else {
      ready++;
    }
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    notifyAll();
  }

  @GuardedBy("this")
  private int size() {
    return links + ready;
  }

  /** No more videos will be made: the time limit begins, and the whole rate is free for asking. */
  public synchronized void uploadsEnded() {
    uploadsEnded = true;
    end = timeout == null ? 0 : nanoClock.getAsLong() + timeout.toNanos();
    notifyAll();
  }

  /**
   * No more videos will come: waits for the rest.
   *
   * @param left how many videos are not even watched, for the message
   * @return why not all were seen to their end, or null if they were
   */
  public @Nullable UploaderException finish(long left) {
    List<Watched> rest = new ArrayList<>();
    UploaderException why;
    synchronized (this) {
      complete = true;
      notifyAll();
      if (!awaitAtMost(0)) {
        awaitThoseThatAreTold();
      }
      watched.values().forEach(rest::addAll);
      why = trouble == null ? null : worded(trouble, ready + left);
      watched.clear();
      links = 0;
      ready = 0;
    }
    rest.forEach(one -> one.then.accept(new Sight.Unseen()));
    return why;
  }

  private static UploaderException worded(UploaderException e, long left) {
    return e.kind() == ErrorKind.WAIT_TIMEOUT
        ? new UploaderException(
            e.kind(), (left == 1 ? "1 video was" : left + " videos were") + " not ready in time")
        : e;
  }

  /**
   * Waits until no more than so many are watched or being told; false if there was trouble or the
   * time is up, which is trouble from then on.
   */
  @GuardedBy("this")
  private boolean awaitAtMost(int rest) {
    while (trouble == null && size() + telling > rest) {
      long left = timeLeft() + LAST_LOOK.toNanos();
      if (left <= 0) {
        timeIsUp();
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail(new UploaderException(ErrorKind.INTERRUPTED, "stopped", e));
      }
    }
    return trouble == null;
  }

  /** How long videos may take to become ready, in nanoseconds; an hour at most. */
  private synchronized long timeLeft() {
    long longest = LONGEST_WAIT.toNanos();
    return timeout == null || !uploadsEnded || ready == 0
        ? longest
        : Math.min(longest, end - nanoClock.getAsLong());
  }

  private synchronized void timeIsUp() {
    if (ready > 0) {
      fail(new UploaderException(ErrorKind.WAIT_TIMEOUT, "not ready in time"));
    }
  }

  /** Also when the time is up, or the run is stopped: who is being told has no end yet. */
  @GuardedBy("this")
  private void awaitThoseThatAreTold() {
    boolean interrupted = false;
    while (telling > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void fail(UploaderException e) {
    trouble = trouble == null ? e : trouble;
    notifyAll();
  }

  private void watch() {
    try {
      Duration pause = FIRST_PAUSE;
      while (awaitDue()) {
        boolean last = timeLeft() <= 0;
        pause = askAll() > 0 ? FIRST_PAUSE : longer(pause);
        if (last) {
          timeIsUp();
        } else {
          rest(pause);
        }
      }
    } catch (UploaderException e) {
      fail(e);
    } catch (RuntimeException | Error e) { // else the run would wait for a thread that is gone
      fail(new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e));
    }
  }

  /** Waits for a video to ask for; false when there is none and there will be none. */
  private synchronized boolean awaitDue() {
    while (trouble == null && !isDue() && !(complete && size() == 0)) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, links > 0 ? linksDueIn() : LONGEST_WAIT.toNanos());
      } catch (InterruptedException e) {
        throw new UploaderException(ErrorKind.INTERRUPTED, "stopped", e);
      }
    }
    if (trouble != null || size() == 0) {
      return false;
    }
    if (ready == 0 && !uploadsEnded && links < PageQuery.LARGEST_PAGE) {
      early++;
      linksSince = nanoClock.getAsLong();
    }
    return true;
  }

  @GuardedBy("this")
  private boolean isDue() {
    return ready > 0
        || (links > 0
            && (uploadsEnded
                || links >= PageQuery.LARGEST_PAGE
                || early * VIDEOS_AN_EARLY_CALL < came
                || linksDueIn() <= 0));
  }

  @GuardedBy("this")
  private long linksDueIn() {
    return linksSince + EARLY_CALL_AFTER.toNanos() - nanoClock.getAsLong();
  }

  /** Pauses where the same videos are going to be asked for again. */
  private void rest(Duration pause) {
    Duration time;
    synchronized (this) {
      if (size() == 0 || (ready == 0 && !uploadsEnded)) {
        return;
      }
      boolean beside = !uploadsEnded && pause.compareTo(BESIDE_UPLOADS) < 0;
      Duration left = Duration.ofNanos(Math.max(0, timeLeft()));
      time = beside ? BESIDE_UPLOADS : left.compareTo(pause) < 0 ? left : pause;
    }
    transport.sleep(time);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  /** Asks for every video once; how many have been watched enough. */
  private int askAll() {
    List<String> ids;
    synchronized (this) {
      ids = new ArrayList<>(watched.keySet());
    }
    int ended = 0;
    for (int from = 0; from < ids.size(); from += PageQuery.LARGEST_PAGE) {
      if (from > 0) {
        rest(Duration.ZERO);
      }
      ended += ask(ids.subList(from, Math.min(from + PageQuery.LARGEST_PAGE, ids.size())));
    }
    return ended;
  }

  private int ask(List<String> ids) {
    Map<String, Sight> sights;
    try {
      sights = look(videos, ids);
    } catch (UploaderException e) {
      return unseen(ids, e);
    }
    int ended = 0;
    for (String id : ids) {
      Sight sight = sights.get(id);
      if (sight instanceof Sight.Seen seen) {
        boolean last = seen.video().ready() || seen.video().failed();
        ended += tell(id, sight, last);
      } else {
        ended += sight == null ? missed(id) : tell(id, sight, true);
      }
    }
    return ended;
  }

  /**
   * The videos by the id that was asked for; those that the list lacks are missing. One video is
   * asked for at its own address, which does not lag behind.
   */
  private static Map<String, Sight> look(VideosApi videos, List<String> ids) {
    if (ids.size() == 1) {
      return Map.of(ids.get(0), alone(videos, ids.get(0)));
    }
    Map<String, Sight> found = new HashMap<>();
    List<Video> listed = videos.byIds(ids);
    for (String id : ids) {
      listed.stream()
          .filter(video -> video.is(id))
          .findFirst()
          .ifPresent(video -> found.put(id, new Sight.Seen(video)));
    }
    return found;
  }

  private static Sight alone(VideosApi videos, String id) {
    try {
      return new Sight.Seen(videos.get(id));
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      }
      return new Sight.Gone(
          e.saying("video " + id + " is no longer in Kinescope").hint(null).build());
    }
  }

  /** What was made by earlier runs is asked for once; one that the list lacks by itself. */
  public static Map<String, Sight> lookOnce(VideosApi videos, List<String> ids) {
    Map<String, Sight> found = new HashMap<>(look(videos, ids));
    ids.forEach(id -> found.computeIfAbsent(id, missing -> alone(videos, missing)));
    return found;
  }

  /** Without links an upload is as good as with them; but who waits wants to know why not. */
  private int unseen(List<String> ids, UploaderException e) {
    synchronized (this) {
      if (ready > 0) {
        throw e;
      }
      boolean first = !blind;
      blind |= e.kind() != ErrorKind.TRANSIENT && e.kind() != ErrorKind.INTERRUPTED;
      if (first && e.kind() != ErrorKind.INTERRUPTED) {
        warnings.accept(
            "could not get the links of uploaded videos: " + String.valueOf(e.getMessage()));
      }
    }
    int ended = 0;
    for (String id : ids) {
      ended += tell(id, new Sight.Unseen(), true);
    }
    return ended;
  }

  /** The list lags behind; when it goes on to, the video's own address tells. */
  private int missed(String id) {
    boolean any = false;
    synchronized (this) {
      for (Watched one : watched.getOrDefault(id, List.of())) {
        one.misses++;
        any |= one.misses >= (one.goal == Goal.READY ? MAX_MISSES : MAX_MISSES_OF_LINKS);
      }
    }
    if (!any) {
      return 0;
    }
    Sight sight = alone(videos, id);
    boolean last =
        !(sight instanceof Sight.Seen seen) || seen.video().ready() || seen.video().failed();
    return tell(id, sight, last);
  }

  /** Tells those for whom that is enough, and forgets them; all if no later look can tell more. */
  private int tell(String id, Sight sight, boolean last) {
    List<Watched> enough = new ArrayList<>(1);
    synchronized (this) {
      List<Watched> all = watched.getOrDefault(id, List.of());
      for (Watched one : List.copyOf(all)) {
        if (last || one.goal == Goal.LINKS) {
          enough.add(one);
          all.remove(one);
          links -= one.goal == Goal.LINKS ? 1 : 0;
          ready -= one.goal == Goal.READY ? 1 : 0;
        }
      }
      if (all.isEmpty()) {
        watched.remove(id);
      }
      telling += enough.size();
      notifyAll();
    }
    for (Watched one : enough) {
      try {
        one.then.accept(sight);
      } finally {
        synchronized (this) {
          telling--;
          notifyAll();
        }
      }
    }
    return enough.size();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
