package io.kinescope.uploader.job;

import io.kinescope.uploader.base.log.LogContext;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.SourceEntry;
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
}
