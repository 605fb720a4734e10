package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import java.nio.file.attribute.FileTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class EntryRows {
  private EntryRows() {}

  /** Refuses as damage what this program never writes. */
  static LedgerEntry read(ResultSet row) throws SQLException {
    EntryState state = value(EntryState.class, row.getString("state"));
    boolean failed = state == EntryState.FAILED || state == EntryState.UNKNOWN;
    String videoId = row.getString("video_id");
    String endpoint = state.hasArrived() ? null : row.getString("endpoint");
    String fate = row.getString("fate");
    require(row.getString("row_key") != null && row.getString("source") != null, "an item");
    require(state.hasArrived() == (fate != null) || failed, "a fate");
    require(fate == null || (videoId != null && row.getString("method") != null), "its video");
    require(state != EntryState.LINKED || (videoId != null && endpoint != null), "its link");
    require(!failed || row.getString("error_message") != null, "a reason");
    return new LedgerEntry(
        row.getLong("id"),
        intent(row),
        state,
        row.getInt("attempts"),
        Instant.ofEpochMilli(row.getLong("first_intent_at")),
        Instant.ofEpochMilli(row.getLong("intent_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        videoId,
        endpoint == null ? null : new SecretLink(endpoint),
        fate == null || videoId == null ? null : stored(row, videoId),
        fate == null
            ? null
            : new Processing(
                value(Processing.Fate.class, fate),
                row.getString("status"),
                row.getString("status_message")),
        failed ? failure(row) : null);
  }

  private static Intent intent(ResultSet row) throws SQLException {
    Long modified = number(row, "modified_ns");
    return new Intent(
        row.getString("row_key"),
        value(CreateCall.class, row.getString("create_call")),
        row.getString("source"),
        row.getString("parent"),
        row.getString("title"),
        row.getString("fingerprint"),
        number(row, "size"),
        modified == null ? null : Instant.ofEpochSecond(0, modified),
        row.getString("init_id"));
  }

  private static Stored stored(ResultSet row, String videoId) throws SQLException {
    return new Stored(
        videoId,
        row.getString("stored_title"),
        row.getString("play_link"),
        row.getString("embed_link"),
        row.getString("method"),
        row.getLong("bytes"),
        row.getLong("bytes_sent"),
        row.getLong("bytes_resumed"),
        row.getString("md5"),
        row.getString("verified"));
  }

  private static Failure failure(ResultSet row) throws SQLException {
    Long code = number(row, "error_code");
    return new Failure(
        value(ErrorKind.class, row.getString("error_kind")),
        row.getString("error_message"),
        code == null ? null : code.intValue(),
        row.getString("request_id"),
        row.getBoolean("retryable"));
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  /** The constant whose {@code id()} is in the database; what none has, is damage. */
  static <E extends Enum<E>> E value(Class<E> type, @Nullable String id) throws SQLException {
    String name = id == null ? "" : id.toUpperCase(Locale.ROOT).replace('-', '_');
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new SQLiteException("no " + type.getSimpleName(), SQLiteErrorCode.SQLITE_CORRUPT);
  }

  private static void require(boolean holds, String what) throws SQLException {
    if (!holds) {
      throw new SQLiteException("an entry without " + what, SQLiteErrorCode.SQLITE_CORRUPT);
    }
  }

  /** File times as one number, to the nanosecond; far-off years end at 1677 and 2262. */
  static long nanos(Instant time) {
    return FileTime.from(time).to(TimeUnit.NANOSECONDS); // saturates where multiplying overflows
  }
}
