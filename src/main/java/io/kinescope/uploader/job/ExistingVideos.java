package io.kinescope.uploader.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.job.VideoMatcher.Match;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.Done;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code --adopt-existing}, for whoever has no ledger: before an item is created for the first
 * time, what its parent holds already is looked through. A parent is listed once, a hundred videos
 * a call; what is kept of a video is some 300 bytes. Safe for many threads.
 */
final class ExistingVideos {
  private static final Logger LOG = LoggerFactory.getLogger(ExistingVideos.class);

  private final VideosApi videos;
  private final Ledger ledger;
  private final boolean retryUnknown;
  private final Predicate<Item> elsewhere;

  /** Titles of the run's own items, as numbers: which of them are not alone with their title. */
  private long[] titles = new long[1 << 10];

  private int count;

  @GuardedBy("this")
  private final Map<String, NavigableMap<String, String>> parents = new HashMap<>();

  ExistingVideos(JobTools tools, boolean retryUnknown, Predicate<Item> elsewhere) {
    this.elsewhere = elsewhere;
    this.videos = tools.videos();
    this.ledger = tools.ledger();
    this.retryUnknown = retryUnknown;
  }

  /** Takes note of an item of the run, before the first is sent: 8 bytes each. */
  void note(Item item) {
    if (count == titles.length) {
      titles = Arrays.copyOf(titles, 2 * count);
    }
    titles[count++] = name(item);
  }

  /** All items are noted. */
  void noted() {
    titles = Arrays.copyOf(titles, count);
    Arrays.sort(titles);
  }

  private static long name(Item item) {
    String text = item.parent() + '\0' + VideoMatcher.plain(item.title());
    long hash = 1125899906842597L;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  /** Whether another item of the run, or of another process, has the same title and parent. */
  private boolean isShared(Item item) {
    if (elsewhere.test(item)) {
      return true;
    }
    long name = name(item);
    int at = Arrays.binarySearch(titles, name);
    return at >= 0
        && ((at > 0 && titles[at - 1] == name)
            || (at + 1 < titles.length && titles[at + 1] == name));
  }

  /**
   * Looks for the item's video.
   *
   * @param source the item's file as it is now
   * @return adopted, or left for a person; null if there is none and the item is to be created
   */
  @Nullable ItemResult adopt(Item item, @Nullable FileSource source) {
    Set<HeldVideo> same = new LinkedHashSet<>();
    Set<String> half = new LinkedHashSet<>();
    NavigableMap<String, String> held = held(item.parent());
    String title = VideoMatcher.plain(item.title());
    boolean file = item.content() instanceof Content.LocalFile;
    boolean certain = true;
    for (HeldVideo video : unowned(held, title)) {
      Boolean equal = source == null ? null : isEqual(video, source);
      // A URL that is not fetched yet looks like an orphan: a person, or a later run, can tell.
      if (video.match() == Match.SAME && video.whole() && !Boolean.FALSE.equals(equal)) {
        same.add(video);
        certain &= equal != null;
      } else if (!file
          || !hasOtherBytes(video, equal)
          // What another's lost call made is looked up when that item's turn comes.
          || UnknownOutcomeResolver.rivals(ledger, item).isEmpty()) {
        half.add(video.id());
      }
    }
    if (same.isEmpty() && half.isEmpty()) {
      similar(held, title).forEach(other -> unowned(held, other).forEach(v -> half.add(v.id())));
    }
    if (same.isEmpty() && half.isEmpty()) {
      return null;
    }
    // Bytes tell one item from another of the same title; a URL has none that could be compared.
    // Of two items with the same bytes, the ledger knows which has the video; but not another's.
    boolean told = file && certain && !elsewhere.test(item);
    if (same.size() == 1 && (told || (half.isEmpty() && !isShared(item)))) {
      return adopted(item, source, same.iterator().next());
    }
    if (retryUnknown) {
      return null; // a person has looked
    }
    List<String> ids = new ArrayList<>(same.stream().map(HeldVideo::id).toList());
    ids.addAll(half);
    return unclear(item, source, ids, same.size() == 1 && half.isEmpty());
  }

  /** Whether the video certainly has not this file's bytes. */
  private static boolean hasOtherBytes(HeldVideo video, @Nullable Boolean equal) {
    return equal == null ? !video.whole() : !equal;
  }

  private List<HeldVideo> unowned(NavigableMap<String, String> held, String title) {
    return held.getOrDefault(title, "")
        .lines()
        .map(HeldVideo::of)
        .filter(video -> video.spellings().allMatch(id -> ledger.ownerOf(id).isEmpty()))
        .toList();
  }

  /** Titles that may be this one, cut or with letters lost on the way. */
  private static Set<String> similar(NavigableMap<String, String> held, String title) {
    Set<String> found = new LinkedHashSet<>();
    VideoMatcher.mangled(title).filter(held::containsKey).forEach(found::add);
    String beginning = VideoMatcher.beginning(title);
    for (String other : held.tailMap(beginning).keySet()) {
      if (!other.startsWith(beginning)) {
        break;
      }
      if (VideoMatcher.isCut(title, other)) {
        found.add(other);
      }
    }
    found.remove(title);
    return found;
  }

  /** Whether the video has the file's bytes; null if the service tells neither size nor MD5. */
  private static @Nullable Boolean isEqual(HeldVideo video, FileSource source) {
    if (video.size() != null && video.size() != source.size()) {
      return false;
    }
    if (video.md5() != null) {
      return video.md5().equals(Verifier.md5(source));
    }
    return video.size() == null ? null : Boolean.TRUE;
  }

  private ItemResult adopted(Item item, @Nullable FileSource source, HeldVideo video) {
    VideoRef ref = video.ref();
    UploadMethod method = source == null ? UploadMethod.URL : UploadMethod.SINGLE;
    long bytes = source == null ? 0 : source.size();
    Transfer transfer = new Transfer(method.id(), bytes, 0, 0, 0, video.md5(), null);
    String evidence =
        "video "
            + video.id()
            + " already existed, with the same parent and title"
            + (video.size() == null ? "" : ", " + video.size() + " bytes")
            + (video.md5() == null ? "" : ", the same MD5")
            + " (--adopt-existing)";
    boolean mine =
        ledger.adopt(
            ItemJournal.intent(item, source, method),
            Records.stored(ref, item, transfer),
            Records.processing(ref),
            evidence);
    if (!mine) {
      return unclear(item, source, List.of(video.id()), false);
    }
    ItemLog.info(LOG, LogEvent.ITEM_ADOPT, item)
        .with(LogKey.VIDEO_ID, video.id())
        .say("{}: adopted: {}", item.origin().where(), evidence);
    return Done.now(ItemOutcome.ADOPTED, ref, transfer, 0);
  }

  /** It is recorded, so that a later run without the option makes no twin. */
  private ItemResult unclear(
      Item item, @Nullable FileSource source, List<String> ids, boolean shared) {
    String which = String.join(", ", ids.subList(0, Math.min(ids.size(), 5)));
    String why =
        shared
            ? "video "
                + which
                + " has the title of several items: the program can't tell which one it belongs to"
            : ids.size() == 1
                ? "video " + which + " has this title, but differs or is not complete"
                : ids.size() + " videos may be this item: " + which;
    UploaderException error =
        UploaderException.withHint(
            ErrorKind.UNKNOWN_OUTCOME,
            why,
            "check Kinescope; then use --adopt-existing again, or --retry-unknown to upload '"
                + item.title()
                + "' as a new video");
    UploadMethod method = source == null ? UploadMethod.URL : UploadMethod.SINGLE;
    ledger.leave(
        ItemJournal.intent(item, source, method),
        new Failure(ErrorKind.UNKNOWN_OUTCOME, why, null, null, false));
    return NotDone.failed(error, 0, null);
  }

  /** What the parent holds, by plain title: a {@link HeldVideo#line} a video. */
  private synchronized NavigableMap<String, String> held(String parent) {
    NavigableMap<String, String> held = parents.get(parent);
    if (held == null) {
      held = list(parent);
      parents.put(parent, held);
    }
    return held;
  }

  /** A parent is a project or a folder, and its id does not tell which. */
  private NavigableMap<String, String> list(String parent) {
    NavigableMap<String, String> held = new TreeMap<>();
    UploaderException refused = null;
    try {
      read(parent, new VideosApi.Filter(parent, null, null, List.of(), List.of()), held);
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND && e.kind() != ErrorKind.REFUSED) {
        throw unreadable(e);
      }
      refused = e;
    }
    if (held.isEmpty()) {
      try {
        read(parent, new VideosApi.Filter(null, parent, null, List.of(), List.of()), held);
      } catch (UploaderException e) {
        boolean folder = e.kind() == ErrorKind.NOT_FOUND || e.kind() == ErrorKind.REFUSED;
        if (!folder || refused != null) {
          throw unreadable(e);
        }
      }
    }
    LogLine.info(LOG, LogEvent.SERVICE)
        .say("--adopt-existing: parent {} holds {} titles", parent, held.size());
    return held;
  }

  private static UploaderException unreadable(UploaderException e) {
    return e.kind() == ErrorKind.AUTH
        ? e.saying("--adopt-existing could not look at the parent's videos: " + e.getMessage())
            .hint("use a token that may read videos, or leave out --adopt-existing")
            .build()
        : e;
  }

  private void read(String parent, VideosApi.Filter filter, NavigableMap<String, String> held) {
    videos.list(
        new PageQuery(null, PageQuery.LARGEST_PAGE, "created_at.asc"),
        filter,
        item -> {
          Video video = new Video(item);
          String title = video.title();
          Match match =
              VideoMatcher.parents(
                  parent, video.json().text("project_id"), video.json().text("folder_id"));
          String id = video.id();
          if (id != null && !id.isEmpty() && title != null && match != Match.OTHER) {
            held.merge(
                VideoMatcher.plain(title),
                HeldVideo.of(id, video, match).line(),
                (some, one) -> some + "\n" + one);
          }
          return true;
        });
  }
}
