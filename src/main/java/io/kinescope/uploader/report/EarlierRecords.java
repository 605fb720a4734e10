package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Content.LocalFile;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.csv.ListColumn;
import io.kinescope.uploader.source.csv.ListSource.Input;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * What earlier runs have left beside a list, compared with the ledger before the first row is sent:
 * where the ledger was lost, put back as it was once, or left behind under the list's old name,
 * each row would become a second video. Two questions, both streamed: does a results file of this
 * list call videos done that the ledger does not know; and where the ledger is new, do other
 * ledgers and results in its folder know rows of this list, by source and parent?
 *
 * @param list the CSV
 * @param parent where rows go that don't say it
 * @param results where this run's results go, besides their usual place; null for nowhere
 * @param ledger the list's ledger, there or not
 * @param service the API URL: ledgers of others say nothing
 * @param shard whose rows it is about; null: all of the list's
 */
public record EarlierRecords(
    Input list,
    ManifestOptions options,
    @Nullable String parent,
    @Nullable Path results,
    Path ledger,
    String service,
    @Nullable Shard shard,
    Consumer<String> warnings) {
  private static final int TOGETHER = 1_000;
  private static final int FIRST_ROWS = 1 << 10;
  private static final String NEW = "use --new-ledger to upload them as new videos";

  /**
   * Compares.
   *
   * @param known the list's ledger; null if there is none
   * @throws UploaderException of kind USAGE if videos would be made a second time
   */
  public void requireKnown(@Nullable LedgerReader known) {
    Path usual = CsvFiles.beside(list.path(), CsvFiles.RESULTS);
    Path own = shard == null ? usual : shard.named(usual);
    Stream.of(list.path(), usual, own, results == null ? usual : results)
        .distinct()
        .filter(Files::isRegularFile)
        .forEach(file -> requireKnown(known, file));
    requireKnownByShards(known);
    if (known == null || known.isNew()) {
      requireNotKnownElsewhere();
    }
  }

  private void requireKnown(@Nullable LedgerReader known, Path file) {
    require(
        countUnknown(known, file, this::isOwn),
        file,
        "use --ledger FILE if another ledger knows them; or complete this one: " + rebuild(file));
  }

  /** Results of another number of shards are about rows of the list as it was then. */
  private void requireKnownByShards(@Nullable LedgerReader known) {
    Rows rows = null;
    for (Path file : resultsOfShards()) {
      Rows now = rows == null ? rows() : rows;
      rows = now;
      require(
          countUnknown(known, file, now::have),
          file,
          "put back the ledgers of all those shards; or make the whole ledger of each one's results: "
              + rebuild(file));
    }
  }

  private String rebuild(Path file) {
    Path whole = Objects.equals(Shard.of(file), shard) ? ledger : Shard.whole(ledger);
    return "kinescope ledger rebuild " + whole + " --from " + file;
  }

  private void require(long unknown, Path file, String hint) {
    if (unknown > 0) {
      throw UploaderException.usage(
          file
              + " says that "
              + (unknown == 1 ? "1 row is" : unknown + " rows are")
              + " done of which the ledger "
              + ledger
              + " knows nothing: it is new or an older one; nothing was sent",
          hint + "; or " + NEW);
    }
  }

  private List<Path> resultsOfShards() {
    return Stream.of(CsvFiles.beside(list.path(), CsvFiles.RESULTS), results)
        .flatMap(Stream::ofNullable)
        .map(Shard::whole)
        .distinct()
        .flatMap(
            whole ->
                files(whole.resolveSibling("").toAbsolutePath()).stream()
                    .filter(file -> isSame(Shard.whole(file), whole)))
        .filter(
            file -> {
              Shard of = Shard.of(file);
              return of != null && (shard == null || of.count() != shard.count());
            })
        .distinct()
        .toList();
  }

  private long countUnknown(@Nullable LedgerReader known, Path file, Predicate<ManifestRow> meant) {
    Set<String> ids = new HashSet<>();
    long[] unknown = {0};
    Runnable count =
        () -> {
          unknown[0] += known == null ? ids.size() : known.countUnknown(ids);
          ids.clear();
        };
    readable(
        file,
        () ->
            new PastResults(file, options)
                .read(
                    ended -> {
                      if (ended.isDone()
                          && meant.test(ended.row())
                          && ids.add(ended.videoId())
                          && ids.size() == TOGETHER) {
                        count.run();
                      }
                    }));
    count.run();
    return unknown[0];
  }

  /** A results file that was replaced by something else knows nothing. */
  private void readable(Path file, Runnable reading) {
    try {
      reading.run();
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.INPUT) {
        throw e;
      }
      warnings.accept("could not compare " + file + " with the ledger: " + e.getMessage());
    }
  }

  private void requireNotKnownElsewhere() {
    Rows rows = null;
    for (Path file : others()) {
      rows = rows == null ? rows() : rows;
      boolean isLedger = file.toString().endsWith(".db");
      long found = isLedger ? inLedger(file, rows) : inResults(file, rows);
      if (found > 0) {
        String use =
            isLedger
                ? "use --ledger " + Shard.whole(file) + ofShards(file) + " to continue with it"
                : "use --ledger FILE if a ledger knows them; or create one: " + rebuild(file);
        throw UploaderException.usage(
            file
                + " knows "
                + (found == 1 ? "1 row" : found + " rows")
                + " of this list, by source and parent, and the ledger "
                + ledger
                + " is new; nothing was sent",
            use + "; or " + NEW);
      }
    }
  }

  private static String ofShards(Path file) {
    Shard shard = Shard.of(file);
    return shard == null ? "" : " and --shard I/" + shard.count();
  }

  /** Ledgers in the folders of the list and its ledger, and results whose ledger is gone. */
  private List<Path> others() {
    List<Path> others = new ArrayList<>();
    for (Path folder : List.of(ledger.resolveSibling(""), list.folder())) {
      for (Path file : files(folder)) {
        if (isOther(file) && others.stream().noneMatch(known -> isSame(known, file))) {
          others.add(file);
        }
      }
    }
    return others;
  }

  private boolean isOther(Path file) {
    String name = String.valueOf(file.getFileName());
    Path own = CsvFiles.beside(list.path(), CsvFiles.RESULTS);
    if (isShards(file) || Stream.of(ledger, list.path(), own).anyMatch(one -> isSame(one, file))) {
      return false;
    }
    return name.endsWith(".db")
        || (name.endsWith(CsvFiles.RESULTS)
            && !Files.exists(file.resolveSibling(name.replace(CsvFiles.RESULTS, CsvFiles.LEDGER))));
  }

  /** Of this list's shards: those that may know its rows were looked at. */
  private boolean isShards(Path file) {
    Path usual = CsvFiles.beside(list.path(), CsvFiles.RESULTS);
    return Shard.of(file) != null
        && Stream.of(ledger, usual).anyMatch(one -> isSame(Shard.whole(one), Shard.whole(file)));
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).map(Path::normalize).sorted().toList();
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "could not list the folder " + folder + ": " + IoWords.of(e), e);
    }
  }

  private long inLedger(Path file, Rows rows) {
    long[] found = {0};
    try (LedgerReader other = Ledgers.inspect(file, null, KeyForm.KEPT)) {
      if (other.service().filter(service::equals).isPresent()) {
        other.list(
            Listing.ALL,
            entry -> {
              found[0] +=
                  hasBegun(entry) && rows.have(source(entry), entry.intent().parent()) ? 1 : 0;
              return true;
            });
      }
    } catch (UploaderException e) {
      return found[0]; // somebody else's database, or a ledger that nobody can read
    }
    return found[0];
  }

  /** What was only refused would be tried again there, too. */
  private static boolean hasBegun(LedgerEntry entry) {
    return entry.state() != EntryState.FAILED || entry.videoId() != null;
  }

  private long inResults(Path file, Rows rows) {
    long[] found = {0};
    readable(
        file,
        () ->
            new PastResults(file, options)
                .read(ended -> found[0] += ended.isDone() && rows.have(ended.row()) ? 1 : 0));
    return found[0];
  }

  private Rows rows() {
    Rows rows = new Rows();
    try (ManifestReader reader = ManifestReader.open(list, options)) {
      while (reader.hasNext()) {
        ManifestRow row = reader.next();
        if (!isOwn(row)) {
          continue;
        }
        String own = row.value(ListColumn.PARENT_ID);
        rows.add(source(row), own == null ? parent : own);
      }
    }
    rows.sort();
    return rows;
  }

  private boolean isOwn(ManifestRow row) {
    String key = row.key(parent);
    return shard == null || (key != null && shard.owns(key));
  }

  private static String source(ManifestRow row) {
    return row.url() == null ? LocalFile.portable(row.source()) : row.source();
  }

  /** By the names that the list's own rows have now. */
  private String source(LedgerEntry entry) {
    String source = entry.intent().source();
    return entry.intent().call() == CreateCall.URL
        ? options.identity().of(source).text()
        : LocalFile.portable(source);
  }

  /** Of 64 bits: of a million rows and a million entries, two meet by chance once in 10^7. */
  private static long hash(String source, @Nullable String parent) {
    String text = source + '\0' + Objects.requireNonNullElse(parent, "\0");
    return MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_8))[0];
  }

  /** The rows of the list, 16 bytes each: source with parent, and source alone. */
  private static final class Rows {
    private long[] placed = new long[FIRST_ROWS];
    private long[] sources = new long[FIRST_ROWS];
    private int size;

    void add(String source, @Nullable String into) {
      if (size == placed.length) {
        placed = Arrays.copyOf(placed, 2 * size);
        sources = Arrays.copyOf(sources, 2 * size);
      }
      placed[size] = hash(source, into);
      sources[size++] = hash(source, null);
    }

    void sort() {
      Arrays.sort(placed, 0, size);
      Arrays.sort(sources, 0, size);
    }

    boolean have(String source, @Nullable String into) {
      return has(placed, hash(source, Objects.requireNonNullElse(into, "")));
    }

    /** Results don't say where rows without a parent of their own went. */
    boolean have(ManifestRow row) {
      String own = row.value(ListColumn.PARENT_ID);
      return has(own == null ? sources : placed, hash(source(row), own));
    }

    private boolean has(long[] hashes, long hash) {
      return Arrays.binarySearch(hashes, 0, size, hash) >= 0;
    }
  }
}
