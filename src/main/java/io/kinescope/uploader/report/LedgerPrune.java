package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.source.Content.LocalFile;
import io.kinescope.uploader.source.csv.ListColumn;
import io.kinescope.uploader.source.csv.ListSource.Input;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Forgets what a ledger need not know any longer: items that ended before a time, and that nobody
 * can ask for again by what is there. What a list still has stays, whatever its age, and so does a
 * file that is still where it was: forgotten, it would become a second video.
 *
 * @param before items that changed since stay
 * @param isThere whether an item can still be asked for
 */
public record LedgerPrune(Instant before, Predicate<LedgerEntry> isThere) {
  private static final int TOGETHER = 500;
  private static final int FIRST_ROWS = 1 << 10;
  private static final String FILE_URI = "file:";

  /**
   * That of a list: its rows by id, else by source; whatever their parent, since to keep too much
   * does no harm. 8 bytes a row.
   */
  public static LedgerPrune of(Input list, ManifestOptions options, Instant before) {
    long[] rows = new long[FIRST_ROWS];
    int size = 0;
    try (ManifestReader reader = ManifestReader.open(list, options)) {
      while (reader.hasNext()) {
        ManifestRow row = reader.next();
        String id = row.value(ListColumn.ID);
        if (size + 2 > rows.length) {
          rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        rows[size++] = hash(id == null ? "" : "id:" + id);
        rows[size++] = hash(row.url() == null ? LocalFile.portable(row.source()) : row.source());
      }
    }
    long[] known = Arrays.copyOf(rows, size);
    Arrays.sort(known);
    return new LedgerPrune(
        before,
        entry ->
            Arrays.binarySearch(known, hash(entry.key())) >= 0
                || Arrays.binarySearch(known, hash(source(entry, options))) >= 0);
  }

  /** That of {@code uploads.db}: files that are still where they were. */
  public static LedgerPrune ofUploads(Instant before) {
    return new LedgerPrune(
        before,
        entry -> entry.intent().call() != CreateCall.URL && isFile(entry.intent().source()));
  }

  private static boolean isFile(String source) {
    try {
      Path path = source.startsWith(FILE_URI) ? Path.of(URI.create(source)) : Path.of(source);
      return Files.exists(path);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return true; // nobody can tell
    }
  }

  private static String source(LedgerEntry entry, ManifestOptions options) {
    String source = entry.intent().source();
    return entry.intent().call() == CreateCall.URL
        ? options.identity().of(source).text()
        : LocalFile.portable(source);
  }

  private static long hash(String text) {
    return MurmurHash3.hash128x64(text.getBytes(StandardCharsets.UTF_8))[0];
  }

  /**
   * Forgets them; how many there are.
   *
   * @param really false: they are only counted
   */
  public long from(Ledger ledger, boolean really) {
    long[] forgotten = {0};
    List<String> keys = new ArrayList<>();
    Runnable forget =
        () -> {
          if (really && !keys.isEmpty()) {
            ledger.forget(keys);
          }
          keys.clear();
        };
    ledger.list(
        Listing.ALL,
        entry -> {
          if (isOver(entry) && !isThere.test(entry)) {
            forgotten[0]++;
            keys.add(entry.key());
          }
          if (keys.size() == TOGETHER) {
            forget.run();
          }
          return true;
        });
    forget.run();
    if (really && forgotten[0] > 0) {
      ledger.pack();
    }
    return forgotten[0];
  }

  /** Done, and seen so; or refused, with nothing made. */
  private boolean isOver(LedgerEntry entry) {
    if (!entry.updatedAt().isBefore(before)) {
      return false;
    }
    return entry.state().hasArrived()
        ? entry.fate() != Fate.OPEN
        : entry.failure() != null
            && entry.videoId() == null
            && entry.endpoint() == null
            && entry.failure().kind() != ErrorKind.UNKNOWN_OUTCOME;
  }
}
