package io.kinescope.uploader.ledger;

import io.kinescope.uploader.ledger.EntryRows.NumberedKnown;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds many entries by their keys. A list is mostly imported again in the order of its first
 * import, and entries are numbered in that order: so those that follow the ones found last are
 * looked at first, which costs half as much as to find each by its key. For the thread that has the
 * connection to itself.
 */
final class KnownEntries {
  /** Keys that are looked for together: more would save no more. */
  private static final int MANY = 100;

  /** After so many looks that found few, another order is taken for granted. */
  private static final int MAX_USELESS = 3;

  private static final String NEXT =
      "SELECT " + EntryRows.KNOWN_COLUMNS + " FROM entry WHERE id > ? ORDER BY id LIMIT ?";
  private static final String BY_KEY =
      "SELECT "
          + EntryRows.KNOWN_COLUMNS
          + " FROM entry WHERE row_key IN (?"
          + ", ?".repeat(MANY - 1)
          + ")";

  private final Database database;
  private long last;
  private int useless;

  KnownEntries(Database database) {
    this.database = database;
  }

  /** Those of the keys that there are, by their keys. */
  Map<String, Known> find(Collection<String> keys) throws SQLException {
    Map<String, Known> found = new HashMap<>();
    List<String> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += MANY) {
      Set<String> missing = new HashSet<>(all.subList(from, Math.min(from + MANY, all.size())));
      if (useless < MAX_USELESS) {
        takeNext(missing, found);
      }
      if (!missing.isEmpty()) {
        takeByKey(missing, found);
      }
    }
    return found;
  }

  private void takeNext(Set<String> missing, Map<String, Known> found) throws SQLException {
    int wanted = missing.size();
    for (NumberedKnown one : database.all(EntryRows::readKnown, NEXT, last, wanted)) {
      if (missing.remove(one.known().key())) {
        found.put(one.known().key(), one.known());
        last = one.id();
      }
    }
    useless = missing.size() > wanted / 2 ? useless + 1 : 0;
  }

  private void takeByKey(Set<String> missing, Map<String, Known> found) throws SQLException {
    // One key fills the places that are left: one statement serves every number of keys.
    List<Object> keys = new ArrayList<>(missing);
    while (keys.size() < MANY) {
      keys.add(keys.get(0));
    }
    for (NumberedKnown one : database.all(EntryRows::readKnown, BY_KEY, keys.toArray())) {
      found.put(one.known().key(), one.known());
    }
  }
}
