package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.UploaderException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Carries what one ledger knows of items over into another. Which of two entries of one item is the
 * later one is no question of clocks: an entry that was carried over has its history, and what
 * happened since is behind it. So one history is the beginning of the other, or both went on apart.
 *
 * @param from has the same tables as {@code to}; its lock is taken inside that of {@code to}
 */
record Takeover(Database from, Database to) {
  private static final String LAST =
      "SELECT e.id, COALESCE(MAX(v.number), 0) FROM entry e LEFT JOIN event v ON v.entry_id = e.id"
          + " WHERE e.row_key = ? GROUP BY e.id";
  private static final String OF_KEY = " v JOIN entry e ON e.id = v.entry_id WHERE e.row_key = ?";
  private static final String EVENT =
      "SELECT v.at, v.attempt, v.what, v.evidence FROM event" + OF_KEY + " AND v.number = ?";
  private static final String OWNER =
      "SELECT e.row_key, v.role FROM video v JOIN entry e ON e.id = v.entry_id WHERE v.video_id = ?";

  /** By the indexes that there are: a look through all videos for each item would take hours. */
  static final List<String> VIDEOS_OF_KEY =
      Ledger.VIDEOS_OF_ENTRY.stream()
          .map(where -> "SELECT v.* FROM entry e JOIN video v ON " + where + " WHERE e.row_key = ?")
          .toList();

  private static final String OWN = "own";
  private static final String ID = "id";

  /** What the other's entry is to ours. */
  enum Relation {
    /** There is none, or it is ours, or a beginning of it. */
    NO_FURTHER,
    /** Ours is a beginning of it, or there is none of ours. */
    FURTHER,
    /** Both went on from where they were one, or never were. */
    FORKED
  }

  /** An entry's number, and that of its last event. */
  private record Last(long id, int event) {}

  /** Inside {@link Database#alone} of {@code to}. */
  Relation compare(String key) throws SQLException {
    Optional<Last> theirs = from.alone("read", () -> last(from, key));
    Optional<Last> ours = last(to, key);
    if (theirs.isEmpty() || ours.isEmpty()) {
      return theirs.isEmpty() ? Relation.NO_FURTHER : Relation.FURTHER;
    }
    int both = Math.min(theirs.get().event, ours.get().event);
    boolean one =
        from.alone("read", () -> rows(from, EVENT, key, both)).equals(rows(to, EVENT, key, both));
    return !one
        ? Relation.FORKED
        : theirs.get().event > ours.get().event ? Relation.FURTHER : Relation.NO_FURTHER;
  }

  private static Optional<Last> last(Database database, String key) throws SQLException {
    return database.all(row -> new Last(row.getLong(1), row.getInt(2)), LAST, key).stream()
        .findFirst();
  }

  /**
   * Takes over what is further; inside a transaction of {@code to}.
   *
   * @param replaces whether the item with this key is a new file for a video, which is that of the
   *     item that made it
   * @return how many were taken
   */
  int take(Collection<String> keys, Predicate<String> replaces) throws SQLException {
    int taken = 0;
    for (String key : keys) {
      switch (compare(key)) {
        case NO_FURTHER -> {}
        case FURTHER -> {
          take(key, replaces);
          taken++;
        }
        case FORKED ->
            throw UploaderException.usage(
                "row '"
                    + key
                    + "' went on in both "
                    + to.where()
                    + " and "
                    + from.where()
                    + ": which of them is right can't be told",
                "compare them with 'kinescope ledger explain', and put the wrong ledger away");
      }
    }
    return taken;
  }

  private void take(String key, Predicate<String> replaces) throws SQLException {
    Long known = last(to, key).map(Last::id).orElse(null);
    if (known != null) {
      Ledger.forget(to, known);
    }
    for (Map<String, @Nullable Object> entry : read("SELECT * FROM entry WHERE row_key = ?", key)) {
      entry.remove(ID);
      if (known != null) {
        entry.put(ID, known); // it keeps its place
      }
      insert("entry", entry);
    }
    long id = last(to, key).orElseThrow().id;
    for (Map<String, @Nullable Object> event : read("SELECT v.* FROM event" + OF_KEY, key)) {
      event.put("entry_id", id);
      insert("event", event);
    }
    for (String sql : VIDEOS_OF_KEY) {
      for (Map<String, @Nullable Object> video : read(sql, key)) {
        video.put("entry_id", id);
        video(key, video, replaces);
      }
    }
    for (Map<String, @Nullable Object> note :
        read("SELECT * FROM meta WHERE name = ?", Ledger.NOTE_OF_ITEM + key)) {
      to.update(Schema.PUT_META, note.get("name"), note.get("value"));
    }
  }

  /** An orphan of one may be what another has; a video that two have is no one's. */
  private void video(String key, Map<String, @Nullable Object> video, Predicate<String> replaces)
      throws SQLException {
    Object videoId = video.get("video_id");
    boolean own = OWN.equals(video.get("role"));
    List<Map<String, @Nullable Object>> owners = rows(to, OWNER, videoId);
    if (!owners.isEmpty() && (!own || replaces.test(key))) {
      return;
    }
    if (!owners.isEmpty()
        && OWN.equals(owners.get(0).get("role"))
        && !replaces.test(String.valueOf(owners.get(0).get("row_key")))) {
      throw UploaderException.usage(
          "video "
              + videoId
              + " is that of row '"
              + owners.get(0).get("row_key")
              + "' in "
              + to.where()
              + ", and that of row '"
              + key
              + "' in "
              + from.where(),
          "look at it in Kinescope; then rebuild the wrong ledger from its shard's results without that"
              + " row (kinescope ledger rebuild)");
    }
    to.update("DELETE FROM video WHERE video_id = ?", videoId);
    insert("video", video);
  }

  private List<Map<String, @Nullable Object>> read(String sql, String key) throws SQLException {
    return from.alone("read", () -> rows(from, sql, key));
  }

  private static List<Map<String, @Nullable Object>> rows(
      Database database, String sql, @Nullable Object... arguments) throws SQLException {
    return database.all(Takeover::row, sql, arguments);
  }

  private static Map<String, @Nullable Object> row(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      values.put(columns.getColumnName(i), row.getObject(i));
    }
    return values;
  }

  private void insert(String table, Map<String, @Nullable Object> values) throws SQLException {
    String names = String.join(", ", values.keySet());
    String places = "?" + ", ?".repeat(values.size() - 1);
    to.update(
        "INSERT INTO " + table + " (" + names + ") VALUES (" + places + ")",
        values.values().toArray());
  }
}
