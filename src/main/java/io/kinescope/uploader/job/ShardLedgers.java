package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UploadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers that stand for one list: the whole one, which a run without shards has, and each
 * shard's. A row is safe as long as the ledger in use knows what any of them knows of it, so that
 * is seen to before a run: a shard takes over what the whole one has of its items, and what ledgers
 * of another number of shards know beyond is refused. The rules are in {@code RATIONALE.md}.
 */
public final class ShardLedgers {
  /** Which shard's ledger it is, as {@code 1/4}. */
  private static final String SHARD = "shard";

  /** What {@link ShardedSource#listDigest} was in the last run. */
  private static final String LIST = "shard_list";

  /** What {@link ShardedSource#keyForm} was in the last run that had items. */
  private static final String KEYS = "shard_keys";

  private static final int MAX_NAMED = 10;
  private static final int TOGETHER = 500;

  private ShardLedgers() {}

  /** The shard that a ledger belongs to; null if it is none's. */
  public static @Nullable Shard of(LedgerReader ledger) {
    return ledger.noted(SHARD).map(Shard::parse).orElse(null);
  }

  /** The list of the last run with a shard's ledger; empty if there was none. */
  static String listOf(LedgerReader ledger) {
    return ledger.noted(LIST).orElse("");
  }

  /**
   * Refuses a ledger that is not the shard's, or that of another list when there is no shard.
   *
   * @param file where it is
   */
  public static void requireOf(LedgerReader ledger, Path file, @Nullable Shard shard) {
    Shard noted = of(ledger);
    if (shard == null && noted != null) {
      throw UploaderException.usage(
          "the ledger " + file + " is that of shard " + noted + " of a list, and no shard is set",
          "use --shard "
              + noted
              + " and the list's own name; or put the shards' ledgers together: kinescope ledger"
              + " merge "
              + Shard.whole(file)
              + " SHARD...");
    }
    boolean fits = shard == null || shard.equals(noted) || (noted == null && ledger.isNew());
    if (!fits) {
      throw UploaderException.usage(
          "the ledger "
              + file
              + " is "
              + (noted == null ? "no shard's" : "that of shard " + noted)
              + ", and this is shard "
              + shard,
          "put it back where it was, or use another place with --ledger");
    }
  }

  /** Makes a new ledger the shard's, before anything is recorded in it. */
  public static void mark(Ledger ledger, Path file, @Nullable Shard shard) {
    requireOf(ledger, file, shard);
    if (shard != null && of(ledger) == null) {
      ledger.note(SHARD, shard.toString());
    }
  }

  /**
   * The ledgers beside that may know more than this one: of shards of another number; where there
   * are no shards, of any.
   */
  public static List<Path> others(Path file, @Nullable Shard shard) {
    Path whole = Shard.whole(file);
    Path folder = whole.resolveSibling("").toAbsolutePath();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(one -> isOther(one, file, shard))
          .map(one -> whole.resolveSibling(one.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "could not list the folder " + folder + ": " + IoWords.of(e), e);
    }
  }

  private static boolean isOther(Path file, Path own, @Nullable Shard shard) {
    Shard other = Shard.of(file);
    return other != null
        && !String.valueOf(file.getFileName()).equals(String.valueOf(own.getFileName()))
        && Shard.whole(file).getFileName().equals(Shard.whole(own).getFileName())
        && (shard == null || other.count() != shard.count());
  }

  /**
   * Refuses to go on where one of the ledgers of a list knows more of any row than the whole one.
   *
   * @param whole null if there is none
   * @param file where it is, or would be
   * @throws UploaderException of kind USAGE, with the ways on
   */
  public static void requireMerged(@Nullable LedgerReader whole, Path file, List<Path> others) {
    for (Path other : others) {
      try (LedgerReader theirs = Ledgers.inspect(other, null, LandedKeys::of)) {
        List<String> keys = new ArrayList<>(TOGETHER);
        theirs.list(
            Listing.ALL,
            entry -> {
              keys.add(entry.key());
              if (keys.size() == TOGETHER) {
                requireKnown(whole, file, theirs, other, keys);
                keys.clear();
              }
              return true;
            });
        requireKnown(whole, file, theirs, other, keys);
      }
    }
  }

  /**
   * Refuses to go on where the other ledger knows more of these items than the own one.
   *
   * @param other where the other is; its name says of which shard it is
   */
  public static void requireKnown(
      @Nullable LedgerReader own,
      Path file,
      LedgerReader theirs,
      Path other,
      Collection<String> keys) {
    Map<String, LedgerEntry> known = theirs.known(keys);
    List<LedgerEntry> begun = known.values().stream().filter(ShardLedgers::hasBegun).toList();
    List<String> names = begun.stream().map(LedgerEntry::key).toList();
    List<String> further = own == null ? names : own.behind(theirs, names);
    if (!further.isEmpty()) {
      Shard shard = Objects.requireNonNull(Shard.of(other));
      String all =
          String.valueOf(other.getFileName())
              .replace(".shard-" + shard.number() + "-", ".shard-*-");
      throw UploaderException.usage(
          other
              + " knows more of "
              + Objects.requireNonNull(known.get(further.get(0))).intent().source()
              + " than the ledger "
              + file
              + ": the items were divided among "
              + shard.count()
              + (shard.count() == 1 ? " shard" : " shards")
              + " before; nothing was sent",
          "use --shard I/"
              + shard.count()
              + " as before; or put the ledgers of all shards together: kinescope ledger merge "
              + Shard.whole(other)
              + " "
              + Shard.whole(other).resolveSibling(all));
    }
  }

  /** What was only refused would be tried again anyway. */
  private static boolean hasBegun(LedgerEntry entry) {
    return entry.state() != EntryState.FAILED
        || entry.videoId() != null
        || (entry.failure() != null && entry.failure().kind() == ErrorKind.UNKNOWN_OUTCOME);
  }

  private static List<String> keys(List<SourceEntry> some) {
    return some.stream()
        .map(entry -> entry instanceof Item item ? item.key() : ((ItemError) entry).key())
        .flatMap(Stream::ofNullable)
        .toList();
  }

  /**
   * Takes over what the whole ledger knows of the shard's items.
   *
   * @param list whether the source is a list: its rows may have had other keys
   * @param looked whether a person has looked at rows that may be others
   */
  public static void takeOver(
      Ledger own, LedgerReader whole, ItemSource source, boolean list, boolean looked) {
    GoneRows gone = list ? new GoneRows(whole, source) : null;
    source.read(
        some -> {
          List<String> keys = keys(some);
          int unused = own.takeOver(whole, keys, UploadKey::replaces);
          Map<String, LedgerEntry> known = gone == null ? Map.of() : own.known(keys);
          for (SourceEntry entry : some) {
            if (gone != null && entry instanceof Item item && !known.containsKey(item.key())) {
              requireUnmoved(gone, item, looked);
            }
          }
        });
  }

  /**
   * Refuses a list whose rows have other keys than before: they would fall to shards that do not
   * know them. Takes note of the list.
   *
   * @param looked as for {@link #takeOver}
   */
  public static void noteList(Ledger own, ShardedSource source, boolean looked) {
    if (source.isPartial()) {
      return;
    }
    String form = source.keyForm();
    String before = own.noted(KEYS).orElse(form);
    if (!form.isEmpty() && !before.isEmpty() && !form.equals(before)) {
      throw moved("rows were known by their " + before + ", and now by their " + form, null);
    }
    String digest = source.listDigest();
    if (digest.equals(listOf(own))) {
      return;
    }
    if (!own.isNew()) {
      GoneRows gone = new GoneRows(own, source);
      source.readOthers(
          some -> {
            for (SourceEntry entry : some) {
              if (entry instanceof Item item) {
                requireUnmoved(gone, item, looked);
              }
            }
          });
    }
    if (!form.isEmpty()) {
      own.note(KEYS, form);
    }
    own.note(LIST, digest);
  }

  /** One shard's ledger. */
  public record Part(Path file, Ledger ledger) {}

  /** The shard that a ledger belongs to; throws if it is none's. */
  public static Shard require(Path file, LedgerReader ledger) {
    Shard shard = of(ledger);
    if (shard == null) {
      throw UploaderException.usage(
          file + " is no shard's ledger", "name those that imports with --shard I/N have written");
    }
    return shard;
  }

  /**
   * Refuses ledgers that are not those of all shards of one list, or that have a row that is not
   * theirs.
   *
   * @throws UploaderException of kind USAGE
   */
  public static void requireAll(List<Part> parts) {
    Part first = parts.get(0);
    Map<Integer, Part> found = new TreeMap<>();
    for (Part part : parts) {
      Shard shard = require(part.file, part.ledger);
      requireSame(first, part);
      Part same = found.put(shard.number(), part);
      if (same != null) {
        throw UploaderException.usage(
            same.file + " and " + part.file + " are both of shard " + shard,
            "name the ledger of each shard once; of two, that which was used last");
      }
      requireOwn(part, shard);
    }
    int count = Objects.requireNonNull(of(first.ledger)).count();
    List<String> missing =
        IntStream.rangeClosed(1, count)
            .filter(number -> !found.containsKey(number))
            .limit(MAX_NAMED)
            .mapToObj(number -> number + "/" + count)
            .toList();
    if (!missing.isEmpty()) {
      throw UploaderException.usage(
          "the ledgers of "
              + (count - found.size())
              + " of "
              + count
              + " shards are missing: "
              + String.join(", ", missing)
              + (missing.size() < count - found.size() ? " and more" : ""),
          "name the ledgers of all shards; run a shard that was never run");
    }
  }

  private static void requireSame(Part first, Part part) {
    Shard one = Objects.requireNonNull(of(first.ledger));
    Shard other = Objects.requireNonNull(of(part.ledger));
    if (one.count() != other.count()) {
      throw UploaderException.usage(
          first.file + " is of shard " + one + ", and " + part.file + " of shard " + other,
          "merge the ledgers of one number of shards first, into the same whole ledger");
    }
    if (!first.ledger.service().equals(part.ledger.service())) {
      throw UploaderException.usage(
          first.file + " and " + part.file + " belong to different services",
          "'kinescope ledger show' tells which service a ledger belongs to");
    }
    if (!listOf(first.ledger).equals(listOf(part.ledger))) {
      throw UploaderException.usage(
          first.file + " and " + part.file + " are not as of the same list",
          "name ledgers of one list; if it was changed between their runs, import it with each"
              + " shard again (--limit 0 sends nothing)");
    }
  }

  private static void requireOwn(Part part, Shard shard) {
    part.ledger.list(
        Listing.ALL,
        entry -> {
          if (!shard.owns(entry.key())) {
            throw UploaderException.usage(
                "row '" + entry.key() + "' in " + part.file + " does not belong to shard " + shard,
                "put back the ledger that the shard has written");
          }
          return true;
        });
  }

  private static void requireUnmoved(GoneRows gone, Item item, boolean looked) {
    LedgerEntry same = gone.same(item);
    if (same != null) {
      throw moved(
          item.origin().where() + " is known as '" + same.key() + "', not as '" + item.key() + "'",
          null);
    }
    boolean queried = item.content() instanceof Content.RemoteUrl url && url.text().contains("?");
    UploaderException twin = queried && !looked ? gone.twin(item) : null;
    if (twin != null) {
      throw moved(item.origin().where() + " " + twin.getMessage(), twin.hint());
    }
  }

  private static UploaderException moved(String what, @Nullable String hint) {
    return UploaderException.usage(
        what + ": it would fall to a shard that does not know it; nothing was sent",
        hint != null
            ? hint
            : "put the list back as it was; or put the shards' ledgers together (kinescope ledger"
                + " merge), import once without --shard (--limit 0 sends nothing), and remove the"
                + " shards' ledgers");
  }
}
