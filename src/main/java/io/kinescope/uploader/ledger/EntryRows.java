package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of rows. A column costs one to two native calls, about as much as finding the row
 * costs for ten of them, and a re-run reads every row. So numbers and words of a fixed set come
 * together in one text, and what a state can't have is not read.
 */
final class EntryRows {
  private static final String NOTHING = "-";

  /** The columns that {@link #read} expects, in its order. */
  static final String COLUMNS =
      "id, "
          + "state || ' ' || create_call || ' ' || COALESCE(fate, '-') || ' ' || attempts"
          + " || ' ' || first_intent_at || ' ' || intent_at || ' ' || updated_at || ' ' || "
          + numbers("size", "modified_ns", "bytes", "bytes_sent", "bytes_resumed", "error_code")
          + ", row_key, source, parent, title, fingerprint, video_id, endpoint, status,"
          + " status_message, stored_title, play_link, embed_link, method, md5, verified,"
          + " error_kind, error_message, request_id, retryable";

  private static final int KNOWN_PARTS = 10;

  /**
   * The columns that {@link #readKnown} expects, in its order: all but the key as lines of one
   * text, empty for null. To fetch each by itself costs more than to find the row.
   */
  static final String KNOWN_COLUMNS =
      "row_key, format('"
          + "%s\n".repeat(KNOWN_PARTS - 1)
          + "%s', state, attempts, size, fingerprint, video_id, play_link, embed_link, fate,"
          + " verified, source), id";

  private static final int ID = 1;
  private static final int PACKED = 2;
  private static final int KEY = 3;
  private static final int SOURCE = 4;
  private static final int PARENT = 5;
  private static final int TITLE = 6;
  private static final int FINGERPRINT = 7;
  private static final int VIDEO_ID = 8;
  private static final int ENDPOINT = 9;
  private static final int STATUS = 10;
  private static final int STATUS_MESSAGE = 11;
  private static final int STORED_TITLE = 12;
  private static final int PLAY_LINK = 13;
  private static final int EMBED_LINK = 14;
  private static final int METHOD = 15;
  private static final int MD5 = 16;
  private static final int VERIFIED = 17;
  private static final int ERROR_KIND = 18;
  private static final int ERROR_MESSAGE = 19;
  private static final int REQUEST_ID = 20;
  private static final int RETRYABLE = 21;
  private static final int ORPHANS = 22;

  private EntryRows() {}

  /** An entry with the number that pages go on from. */
  record Numbered(long id, LedgerEntry entry, List<String> orphans) {}

  static Numbered readNumbered(ResultSet row) throws SQLException {
    return new Numbered(row.getLong(ID), read(row), List.of());
  }

  /** The same with the ids in the column after {@link #COLUMNS}. */
  static Numbered readWithOrphans(ResultSet row) throws SQLException {
    String orphans = row.getString(ORPHANS);
    return new Numbered(
        row.getLong(ID), read(row), orphans == null ? List.of() : List.of(orphans.split(" ")));
  }

  static LedgerEntry read(ResultSet row) throws SQLException {
    return read(row, row.getString(KEY));
  }

  /** As much as is known of an entry, with the number that pages go on from. */
  record NumberedKnown(long id, Known known) {}

  static NumberedKnown readKnown(ResultSet row) throws SQLException {
    String key = row.getString(1);
    String[] part = knownParts(row.getString(2));
    int next = 0;
    EntryState state = EntryState.ofId(part[next++]);
    int attempts = Integer.parseInt(part[next++]);
    String size = orNull(part[next++]);
    String fingerprint = orNull(part[next++]);
    String videoId = orNull(part[next++]);
    String playLink = orNull(part[next++]);
    String embedLink = orNull(part[next++]);
    Processing.Fate fate = fate(part[next++]);
    String verified = orNull(part[next++]);
    Known known =
        new Known(
            key,
            state,
            part[next],
            fingerprint,
            size == null ? null : Long.valueOf(size),
            attempts,
            videoId,
            playLink,
            embedLink,
            fate,
            verified);
    return new NumberedKnown(row.getLong(3), known);
  }

  /** The last takes all that is left: a file's name may have a line break. */
  private static String[] knownParts(String lines) {
    String[] part = new String[KNOWN_PARTS];
    int from = 0;
    for (int i = 0; i < KNOWN_PARTS - 1; i++) {
      int end = lines.indexOf('\n', from);
      part[i] = lines.substring(from, end);
      from = end + 1;
    }
    part[KNOWN_PARTS - 1] = lines.substring(from);
    return part;
  }

  private static Processing.@Nullable Fate fate(String text) {
    return text.isEmpty() ? null : Processing.Fate.ofId(text);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The entry of a row whose key is known already. */
  static LedgerEntry read(ResultSet row, String key) throws SQLException {
    Packed packed = Packed.of(row.getString(PACKED));
    EntryState state = packed.state;
    boolean failed = state == EntryState.FAILED || state == EntryState.UNKNOWN;
    String videoId = row.getString(VIDEO_ID);
    String endpoint = state.hasArrived() ? null : row.getString(ENDPOINT);
    Processing.Fate fate = packed.fate;
    return new LedgerEntry(
        new Intent(
            key,
            packed.call,
            row.getString(SOURCE),
            row.getString(PARENT),
            row.getString(TITLE),
            row.getString(FINGERPRINT),
            packed.size,
            packed.modified == null ? null : Nanos.toInstant(packed.modified)),
        state,
        packed.attempts,
        packed.firstIntentAt,
        packed.intentAt,
        packed.updatedAt,
        videoId,
        endpoint == null ? null : new SecretLink(endpoint),
        fate == null || videoId == null ? null : stored(row, packed, videoId),
        fate == null
            ? null
            : new Processing(fate, row.getString(STATUS), row.getString(STATUS_MESSAGE)),
        failed ? failure(row, packed) : null);
  }

  private static Stored stored(ResultSet row, Packed packed, String videoId) throws SQLException {
    return new Stored(
        videoId,
        row.getString(STORED_TITLE),
        row.getString(PLAY_LINK),
        row.getString(EMBED_LINK),
        row.getString(METHOD),
        zeroIfNull(packed.bytes),
        zeroIfNull(packed.bytesSent),
        zeroIfNull(packed.bytesResumed),
        row.getString(MD5),
        row.getString(VERIFIED));
  }

  private static Failure failure(ResultSet row, Packed packed) throws SQLException {
    Long code = packed.errorCode;
    return new Failure(
        kind(row.getString(ERROR_KIND)),
        row.getString(ERROR_MESSAGE),
        code == null ? null : code.intValue(),
        row.getString(REQUEST_ID),
        row.getInt(RETRYABLE) != 0);
  }

  private static ErrorKind kind(String id) {
    return ErrorKind.valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static String numbers(String... columns) {
    StringBuilder sql = new StringBuilder();
    for (String column : columns) {
      sql.append(sql.length() == 0 ? "" : " || ' ' || ");
      sql.append("COALESCE(CAST(").append(column).append(" AS TEXT), '-')");
    }
    return sql.toString();
  }

  private static long zeroIfNull(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  /** What comes as one text. */
  private record Packed(
      EntryState state,
      CreateCall call,
      Processing.@Nullable Fate fate,
      int attempts,
      Instant firstIntentAt,
      Instant intentAt,
      Instant updatedAt,
      @Nullable Long size,
      @Nullable Long modified,
      @Nullable Long bytes,
      @Nullable Long bytesSent,
      @Nullable Long bytesResumed,
      @Nullable Long errorCode) {

    static Packed of(String text) {
      String[] part = text.split(" ", -1);
      return new Packed(
          EntryState.ofId(part[0]),
          CreateCall.ofId(part[1]),
          part[2].equals(NOTHING) ? null : Processing.Fate.ofId(part[2]),
          Integer.parseInt(part[3]),
          Instant.ofEpochMilli(Long.parseLong(part[4])),
          Instant.ofEpochMilli(Long.parseLong(part[5])),
          Instant.ofEpochMilli(Long.parseLong(part[6])),
          number(part[7]),
          number(part[8]),
          number(part[9]),
          number(part[10]),
          number(part[11]),
          number(part[12]));
    }

    private static @Nullable Long number(String text) {
      return text.equals(NOTHING) ? null : Long.valueOf(text);
    }
  }
}
