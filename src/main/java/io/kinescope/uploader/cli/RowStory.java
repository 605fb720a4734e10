package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.job.Forecast;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.LedgerEvent;
import io.kinescope.uploader.ledger.LedgerReader;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.ledger.Processing.Fate;
import io.kinescope.uploader.report.LedgerRows;
import io.kinescope.uploader.terminal.TerminalText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that there is to say of one row.
 *
 * @param history what happened, oldest first
 * @param orphans videos of earlier attempts that the row has no use for
 * @param forecast what the next run would do
 */
record RowStory(
    LedgerEntry entry, List<LedgerEvent> history, List<String> orphans, Forecast forecast) {

  static RowStory of(LedgerReader ledger, LedgerEntry entry, Path folder) {
    Forecast forecast = Forecast.of(entry, folder, ledger.service().isEmpty());
    return new RowStory(entry, ledger.history(entry.key()), ledger.orphans(entry.key()), forecast);
  }

  /** What a person can do. */
  private List<String> advice() {
    List<String> all = new ArrayList<>(forecast.advice());
    for (String id : orphans) {
      all.add("video " + id + " of an earlier attempt is an orphan: delete it if nobody needs it");
    }
    return all;
  }

  /** As one record: the row's own fields, then the rest. */
  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = LedgerRows.fields(entry);
    fields.put("history", history.stream().map(RowStory::event).toList());
    Map<String, @Nullable Object> next = new LinkedHashMap<>();
    next.put("plan", forecast.plan());
    next.put("says", forecast.says());
    fields.put("next_run", next);
    fields.put("advice", advice());
    fields.put("orphans", orphans);
    return fields;
  }

  private static Map<String, @Nullable Object> event(LedgerEvent event) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("at", event.at().toString());
    fields.put("attempt", event.attempt());
    fields.put("event", event.what().id());
    fields.put("evidence", Redaction.text(event.evidence()));
    return fields;
  }

  /**
   * In words, for people.
   *
   * @param cells of a line
   */
  void tell(PrintWriter console, int cells) {
    StringWriter text = new StringWriter();
    tell(new PrintWriter(text));
    text.toString().lines().forEach(line -> console.print(TerminalText.broken(line, cells)));
  }

  private void tell(PrintWriter out) {
    line(out, "row", entry.key());
    line(out, "source", entry.intent().source());
    line(out, "title", entry.intent().title());
    line(out, "parent", entry.intent().parent());
    line(out, "state", entry.state().id() + ": " + meaning());
    line(out, "error", error());
    line(out, "video", entry.videoId());
    line(out, "processing", processing());
    line(out, "play link", entry.stored() == null ? null : entry.stored().playLink());
    line(out, "attempts", Integer.toString(entry.attempts()));
    out.print("\nWhat happened:\n");
    for (LedgerEvent event : history) {
      print(
          out,
          String.format(
              Locale.ROOT,
              "%s  attempt %d  %-9s  %s",
              LedgerRows.time(event.at()),
              event.attempt(),
              event.what().id(),
              Redaction.text(event.evidence())));
    }
    out.print("\nThe next run, if the row in the CSV is unchanged:\n");
    print(out, forecast.plan() + ": " + forecast.says());
    if (!advice().isEmpty()) {
      out.print("\nWhat you can do:\n");
      advice().forEach(sentence -> print(out, "- " + sentence));
    }
  }

  private String meaning() {
    return switch (entry.state()) {
      case UPLOADED ->
          entry.intent().call() == CreateCall.URL && entry.fate() == Fate.OPEN
              ? "accepted, Kinescope is fetching it"
              : "Kinescope has everything";
      case FAILED -> "not done";
      case ADOPTED, LINKED, INTENT, UNKNOWN -> LedgerRows.meaning(entry.state().id());
    };
  }

  private @Nullable String error() {
    Failure failure = entry.failure();
    if (failure == null) {
      return null;
    }
    String id = failure.requestId();
    return failure.kind().id()
        + ": "
        + Redaction.text(failure.message())
        + (id == null ? "" : " [X-Request-ID: " + id + "]");
  }

  private @Nullable String processing() {
    Processing processing = entry.processing();
    if (processing == null) {
      return null;
    }
    String status = processing.status() == null ? "not checked yet" : processing.status();
    return switch (processing.fate()) {
      case OPEN ->
          status.equals("done")
              ? "ready, but its links are not known yet"
              : "still processing when last seen: " + status;
      case READY -> "ready";
      case FAILED -> "failed: " + status;
      case GONE -> "the video is no longer in Kinescope";
    };
  }

  private static void line(PrintWriter out, String name, @Nullable String value) {
    if (value != null) {
      out.print(String.format(Locale.ROOT, "%-10s %s\n", name, SafeText.clean(value)));
    }
  }

  private static void print(PrintWriter out, String text) {
    out.print("  " + SafeText.clean(text) + "\n");
  }
}
