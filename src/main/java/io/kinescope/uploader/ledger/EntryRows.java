package io.kinescope.uploader.ledger;

import io.kinescope.uploader.error.ErrorKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes entries of rows. What a state can't have is not read: a column costs a native call. */
final class EntryRows {
  /** The columns that {@link #read} expects, in its order. */
  static final String COLUMNS =
      "id, row_key, state, attempts, first_intent_at, intent_at, updated_at, create_call, source,"
          + " parent, title, fingerprint, size, modified_ns, video_id, endpoint, fate, status,"
          + " status_message, stored_title, play_link, embed_link, method, bytes, bytes_sent,"
          + " bytes_resumed, md5, verified, error_kind, error_message, error_code, request_id,"
          + " retryable";

  private static final int ID = 1;
  private static final int KEY = 2;
  private static final int STATE = 3;
  private static final int ATTEMPTS = 4;
  private static final int FIRST_INTENT_AT = 5;
  private static final int INTENT_AT = 6;
  private static final int UPDATED_AT = 7;
  private static final int CREATE_CALL = 8;
  private static final int SOURCE = 9;
  private static final int PARENT = 10;
  private static final int TITLE = 11;
  private static final int FINGERPRINT = 12;
  private static final int SIZE = 13;
  private static final int MODIFIED_NS = 14;
  private static final int VIDEO_ID = 15;
  private static final int ENDPOINT = 16;
  private static final int FATE = 17;
  private static final int STATUS = 18;
  private static final int STATUS_MESSAGE = 19;
  private static final int STORED_TITLE = 20;
  private static final int PLAY_LINK = 21;
  private static final int EMBED_LINK = 22;
  private static final int METHOD = 23;
  private static final int BYTES = 24;
  private static final int BYTES_SENT = 25;
  private static final int BYTES_RESUMED = 26;
  private static final int MD5 = 27;
  private static final int VERIFIED = 28;
  private static final int ERROR_KIND = 29;
  private static final int ERROR_MESSAGE = 30;
  private static final int ERROR_CODE = 31;
  private static final int REQUEST_ID = 32;
  private static final int RETRYABLE = 33;

  private EntryRows() {}

  /** An entry with the number that pages go on from. */
  record Numbered(long id, LedgerEntry entry) {}

  static Numbered readNumbered(ResultSet row) throws SQLException {
    return new Numbered(row.getLong(ID), read(row));
  }

  static LedgerEntry read(ResultSet row) throws SQLException {
    EntryState state = EntryState.ofId(row.getString(STATE));
    boolean failed = state == EntryState.FAILED || state == EntryState.UNKNOWN;
    String videoId = row.getString(VIDEO_ID);
    String endpoint = state.hasArrived() ? null : row.getString(ENDPOINT);
    String fate = state.hasArrived() || failed ? row.getString(FATE) : null;
    return new LedgerEntry(
        intent(row),
        state,
        row.getInt(ATTEMPTS),
        Instant.ofEpochMilli(row.getLong(FIRST_INTENT_AT)),
        Instant.ofEpochMilli(row.getLong(INTENT_AT)),
        Instant.ofEpochMilli(row.getLong(UPDATED_AT)),
        videoId,
        endpoint == null ? null : new SecretLink(endpoint),
        fate == null || videoId == null ? null : stored(row, videoId),
        fate == null ? null : processing(row, fate),
        failed ? failure(row) : null);
  }

  private static Intent intent(ResultSet row) throws SQLException {
    Long modified = number(row, MODIFIED_NS);
    return new Intent(
        row.getString(KEY),
        CreateCall.ofId(row.getString(CREATE_CALL)),
        row.getString(SOURCE),
        row.getString(PARENT),
        row.getString(TITLE),
        row.getString(FINGERPRINT),
        number(row, SIZE),
        modified == null ? null : Nanos.toInstant(modified));
  }

  private static Stored stored(ResultSet row, String videoId) throws SQLException {
    return new Stored(
        videoId,
        row.getString(STORED_TITLE),
        row.getString(PLAY_LINK),
        row.getString(EMBED_LINK),
        row.getString(METHOD),
        row.getLong(BYTES),
        row.getLong(BYTES_SENT),
        row.getLong(BYTES_RESUMED),
        row.getString(MD5),
        row.getString(VERIFIED));
  }

  private static Processing processing(ResultSet row, String fate) throws SQLException {
    return new Processing(
        Processing.Fate.ofId(fate), row.getString(STATUS), row.getString(STATUS_MESSAGE));
  }

  private static Failure failure(ResultSet row) throws SQLException {
    Long code = number(row, ERROR_CODE);
    return new Failure(
        kind(row.getString(ERROR_KIND)),
        row.getString(ERROR_MESSAGE),
        code == null ? null : code.intValue(),
        row.getString(REQUEST_ID),
        row.getInt(RETRYABLE) != 0);
  }

  static ErrorKind kind(String id) {
    return ErrorKind.valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
