package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.LedgerReader.Listing;
import io.kinescope.uploader.source.UrlIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the row that somebody means: by its key, its id cell, its source, its video's id (also that
 * of an orphan), or its title.
 */
record RowSearch(LedgerReader ledger, Path file) {
  /** Comparing names is slow; a slip in a list this long is named by nobody's eye either. */
  private static final int MAX_COMPARED = 10_000;

  private static final int MAX_NAMED = 5;

  /** The row; USAGE if there are several, or none: then with the nearest key. */
  LedgerEntry find(String name) {
    Optional<LedgerEntry> known = ledger.find(name).or(() -> ledger.find("id:" + name));
    if (known.isPresent()) {
      return known.get();
    }
    String source = UrlIdentity.USUAL.of(name).text();
    List<LedgerEntry> found = ledger.withSource(source, MAX_NAMED + 1);
    String what = "the source";
    if (found.isEmpty()) {
      Optional<LedgerEntry> owner =
          Video.spellings(name)
              .flatMap(id -> ledger.ownerOf(id).stream())
              .findFirst()
              .flatMap(ledger::find);
      if (owner.isPresent()) {
        return owner.get();
      }
      found = ledger.withTitle(name, MAX_NAMED + 1);
      what = "the title";
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw found.isEmpty() ? unknown(name) : ambiguous(what, name, found);
  }

  /** The nearest key, source or title; people leave out what a key begins with. */
  private Optional<String> nearest(String name) {
    List<String> names = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    ledger.list(
        Listing.ALL,
        entry -> {
          names.add(entry.key());
          names.add(entry.intent().source());
          Stream.ofNullable(entry.intent().title()).forEach(titles::add);
          return names.size() < 2 * MAX_COMPARED;
        });
    return NearestName.of(name, names)
        .or(() -> NearestName.of("id:" + name, names))
        .or(() -> NearestName.of(name, titles));
  }

  private UploaderException unknown(String name) {
    String what = "the ledger " + file + " has no row '" + name + "'";
    return UploaderException.usage(
        SafeText.clean(what),
        nearest(name)
            .map(key -> SafeText.clean("did you mean '" + key + "'?"))
            .orElse("'kinescope ledger export " + file + " -o id' lists the keys"));
  }

  private static UploaderException ambiguous(String what, String name, List<LedgerEntry> found) {
    List<String> keys =
        found.stream().limit(MAX_NAMED).map(entry -> "'" + entry.key() + "'").toList();
    String more = found.size() > MAX_NAMED ? " and more" : "";
    return UploaderException.usage(
        SafeText.clean("several rows have " + what + " '" + name + "'"),
        SafeText.clean("name one by its key: " + String.join(", ", keys) + more));
  }
}
