package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogContext;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.VideoRef;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Lines of the log that are about an item: where it stands, and what the ledger knows it by. */
final class ItemLog {
  private ItemLog() {}

  static LogLine info(Logger log, LogEvent event, SourceEntry entry) {
    return at(Level.INFO, log, event, entry);
  }

  static LogLine at(Level level, Logger log, LogEvent event, SourceEntry entry) {
    LogLine line = LogLine.at(level, log, event);
    describe(entry, line::with);
    return line;
  }

  /** What all lines of this thread are about until it is closed. */
  static LogContext during(SourceEntry entry) {
    LogContext context = new LogContext();
    describe(entry, context::with);
    return context;
  }

  private static void describe(SourceEntry entry, BiConsumer<LogKey, Object> with) {
    if (!Logging.isOn()) {
      return;
    }
    if (entry.origin() instanceof ManifestRow row) {
      with.accept(LogKey.LIST, row.list());
      with.accept(LogKey.ROW, row.row());
      with.accept(LogKey.LINE, row.line());
    }
    with.accept(LogKey.SOURCE, entry.origin().source());
    if (entry instanceof Item item) {
      with.accept(LogKey.KEY, item.key());
    }
  }

  /** How an item ended; that it was skipped, its plan says. */
  static void end(Logger log, SourceEntry entry, ItemResult result) {
    UploaderException why = result instanceof NotDone failed ? failed.error() : null;
    if (why == null && result.state() == ItemOutcome.SKIPPED) {
      return;
    }
    VideoRef video = result.video();
    LogLine line =
        ItemLog.at(why == null ? Level.INFO : Level.WARN, log, LogEvent.ITEM_END, entry)
            .with(LogKey.STATE, result.state().id())
            .with(LogKey.VIDEO_ID, video == null ? null : video.id())
            .with(LogKey.ATTEMPT, result.attempts() == 0 ? null : result.attempts())
            .with(LogKey.METHOD, result.transfer().method())
            .with(LogKey.BYTES_SENT, result.transfer().sent())
            .with(LogKey.BYTES_RESUMED, result.transfer().resumed())
            .with(LogKey.SECONDS, result.transfer().seconds());
    if (why == null) {
      line.say(
          "{}: {}{}, {} bytes sent, {} resumed",
          entry.origin().where(),
          result.status(),
          video == null ? "" : ", video " + video.id(),
          result.transfer().sent(),
          result.transfer().resumed());
    } else {
      line.with(LogKey.ERROR_KIND, why.kind().id())
          .with(LogKey.CODE, why.code())
          .with(LogKey.REQUEST_ID, why.requestId())
          .say(
              "{}: {}: {}{}",
              entry.origin().where(),
              result.state().id(),
              ItemResult.message(why),
              why.requestId() == null ? "" : " [X-Request-ID: " + why.requestId() + "]");
    }
  }
}
