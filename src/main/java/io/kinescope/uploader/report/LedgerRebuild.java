package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.Comparison;
import io.kinescope.uploader.ledger.Ledger.Told;
import io.kinescope.uploader.ledger.Stored;
import io.kinescope.uploader.report.PastResults.PastRow;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.UrlIdentity;
import io.kinescope.uploader.source.csv.ListColumn;
import io.kinescope.uploader.source.csv.ManifestOptions;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a ledger's entries from a results file, so that the next import skips the rows that are
 * done there. Key, source, parent, title and description are those of the results' own columns, as
 * the import itself would read them. Sizes and times of files are not in results: an entry without
 * them is done whatever the file is now. A failed row whose video may be there is left for a person
 * (unknown outcome); other failed rows are not recorded: the next import tries them.
 *
 * @param parent {@code --parent}, as it was in the import
 * @param shard whose ledger it is: only its rows are recorded; null for all
 * @param absent of some ids of videos those that the service does not have: their rows are left for
 *     a person
 */
public record LedgerRebuild(
    Path file,
    ManifestOptions options,
    @Nullable String parent,
    @Nullable Shard shard,
    UnaryOperator<Set<String>> absent) {
  private static final int TOGETHER = 500;

  /** The video is there: what failed came after the upload. */
  private static final List<ErrorKind> AFTERWARDS =
      List.of(ErrorKind.WAIT_TIMEOUT, ErrorKind.VERIFICATION);

  /**
   * Reads the results once, before there is a ledger: an error leaves none behind.
   *
   * @return the time of the last row that is done
   * @throws UploaderException of kind USAGE if it is no results file, or does not tell enough
   */
  public Instant lastDone() {
    Instant[] last = {Instant.EPOCH};
    boolean isResults =
        new PastResults(file, options)
            .read(
                ended -> {
                  Told told = told(ended);
                  last[0] = told != null && told.at().isAfter(last[0]) ? told.at() : last[0];
                });
    if (!isResults) {
      throw UploaderException.usage(
          file + " is no results file of an import: it has no columns row_status and video_id",
          "name the file that the import wrote beside the list, as FILE.results.csv");
    }
    return last[0];
  }

  /**
   * Records all rows; nothing if one that is done can't be.
   *
   * @param last what {@link #lastDone} has found
   * @return sums by name: {@code recorded}, {@code known_already}, {@code not_done}; and of the
   *     recorded, {@code not_found} at the service
   * @throws UploaderException of kind LOCAL_IO if the ledger lost more than the results know
   */
  public Map<String, @Nullable Object> into(Ledger ledger, Instant last) {
    PastResults results = new PastResults(file, options);
    UploaderException loss = ledger.loss(last);
    if (loss != null) {
      throw loss;
    }
    ledger.requireWhole(true);
    long[] sums = new long[4];
    List<Told> some = new ArrayList<>();
    Runnable record =
        () -> {
          List<Told> seen = checked(some);
          sums[0] += ledger.record(seen, "as " + file.getFileName() + " says");
          sums[3] += some.size() - seen.stream().filter(some::contains).count();
          some.clear();
        };
    boolean unused =
        results.read(
            ended -> {
              Told told = told(ended);
              sums[told == null ? 2 : 1]++;
              if (told != null) {
                some.add(told);
              }
              if (some.size() == TOGETHER) {
                record.run();
              }
            });
    record.run();
    ledger.madeWhole();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("recorded", sums[0]);
    fields.put("known_already", sums[1] - sums[0]);
    fields.put("not_done", sums[2]);
    fields.put("not_found", sums[3]);
    return fields;
  }

  private List<Told> checked(List<Told> some) {
    Set<String> ids = new LinkedHashSet<>();
    some.stream().map(Told::stored).filter(Objects::nonNull).forEach(s -> ids.add(s.videoId()));
    Set<String> gone = ids.isEmpty() ? Set.of() : absent.apply(ids);
    return some.stream()
        .map(
            told ->
                told.stored() != null && gone.contains(told.stored().videoId())
                    ? new Told(
                        told.intent(),
                        null,
                        new Failure(
                            ErrorKind.UNKNOWN_OUTCOME,
                            "video " + told.stored().videoId() + " is not in Kinescope",
                            null,
                            null,
                            false),
                        told.at())
                    : told)
        .toList();
  }

  /** What the row says; null if it has no video and none may be there. */
  private @Nullable Told told(PastRow ended) {
    String kindCell = ended.cell(CsvFiles.ERROR_KIND);
    ErrorKind kind =
        Stream.of(ErrorKind.values()).filter(k -> k.id().equals(kindCell)).findFirst().orElse(null);
    boolean hasVideo = !ended.videoId().isEmpty();
    boolean done = ended.isDone() || (hasVideo && kind != null && AFTERWARDS.contains(kind));
    if (!done && !hasVideo && kind != ErrorKind.UNKNOWN_OUTCOME) {
      return null;
    }
    ManifestRow row = ended.row();
    Intent intent = intent(row);
    if (shard != null && !shard.owns(intent.key())) {
      return null;
    }
    Instant at = at(ended);
    if (done) {
      String verified = kind == ErrorKind.VERIFICATION ? Comparison.DIFFERS : null;
      Stored stored =
          new Stored(
              ended.videoId(),
              intent.title(),
              orNull(ended.cell("play_link")),
              orNull(ended.cell("embed_link")),
              row.url() == null ? "unknown" : "url",
              0,
              0,
              0,
              null,
              verified);
      return new Told(intent, stored, null, at);
    }
    boolean failed = kind == ErrorKind.VIDEO_FAILED;
    String message =
        ended.cell("error_message")
            + (hasVideo && !failed ? " (video " + ended.videoId() + " may exist)" : "");
    ErrorKind left = failed ? ErrorKind.VIDEO_FAILED : ErrorKind.UNKNOWN_OUTCOME;
    return new Told(intent, null, new Failure(left, message, null, null, false), at);
  }

  private Intent intent(ManifestRow row) {
    String key = row.key(parent);
    String own = row.value(ListColumn.PARENT_ID);
    String into = own == null ? parent : own;
    if (row.error() != null || key == null) {
      throw new UploaderException(
          ErrorKind.INPUT,
          row.where()
              + ": "
              + Objects.requireNonNullElse(row.error(), "neither url nor file is set"));
    }
    if (into == null) {
      throw UploaderException.usage(
          row.where() + " does not say where its video is: it has no parent_id",
          "use --parent ID, as in the import: rows are known by source and parent");
    }
    String title = Objects.requireNonNullElse(row.effectiveTitle(), "");
    Path path = row.file();
    Content content =
        row.remote() != null || path == null
            ? Objects.requireNonNullElseGet(row.remote(), () -> UrlIdentity.USUAL.of(row.source()))
            : new Content.LocalFile(path, row.source());
    Item item =
        new Item(
            key,
            row,
            content,
            new Destination.NewVideo(into),
            new Metadata(title, row.value(ListColumn.DESCRIPTION), null, null),
            Demands.NONE,
            0);
    CreateCall call = row.url() == null ? CreateCall.INIT : CreateCall.URL;
    return new Intent(key, call, row.source(), into, title, item.fingerprint(), null, null);
  }

  private Instant at(PastRow ended) {
    try {
      return Instant.parse(ended.cell("updated_at").toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException e) {
      throw new UploaderException(
          ErrorKind.INPUT, ended.row().where() + ": updated_at is not a time in UTC", e);
    }
  }

  private static @Nullable String orNull(String cell) {
    return cell.isEmpty() ? null : cell;
  }
}
