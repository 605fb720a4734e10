package io.kinescope.uploader.base.log;

import java.util.Locale;

/** The keys of a JSON log: stable, and all that a line may have. */
public enum LogKey {
  TIME("when, in UTC: 2026-11-30T02:30:00.123Z"),
  LEVEL("ERROR, WARN, INFO, or DEBUG (with -vv)"),
  EVENT("what happened: one of the events below"),
  MESSAGE("the same in words, which may change from version to version"),
  LOGGER("the class that says so"),
  THREAD("the thread that did it"),
  COMMAND("the command, such as kinescope import-csv"),
  LIST("the CSV file, as messages name it"),
  ROW("the row's number in a spreadsheet"),
  LINE("the line of the file where the row begins"),
  SOURCE("the file or URL of an item"),
  KEY("what the ledger knows the item by"),
  STATE("how the item ended, or its video's status in Kinescope"),
  PLAN("what the run does with the item: upload, resume, skip, look-up, stay, …"),
  METHOD("how the item is uploaded: single, link, tus or url; of http.exchange, the HTTP method"),
  VIDEO_ID("the video"),
  ERROR_KIND("why it failed, as in the results"),
  CODE("Kinescope's own code of the error"),
  REQUEST_ID("Kinescope's X-Request-ID, which its support asks for"),
  URL("where a request went, secrets removed"),
  STATUS("the HTTP status of an answer"),
  ATTEMPT("which attempt it is, from 1: create calls of an item, or requests"),
  WAIT_SECONDS("how long the program waits before it goes on"),
  SECONDS("how long it took"),
  BYTES_SENT("bytes sent in this run"),
  BYTES_RESUMED("bytes that Kinescope had from an earlier run"),
  ITEMS("number of items, of a whole run"),
  UPLOADED("of them"),
  ADOPTED("of them"),
  SKIPPED("of them"),
  FAILED("of them"),
  INVALID("of them"),
  DEFERRED("of them"),
  API_CALLS("API calls of the run"),
  RETRIES("repeated requests of the run"),
  EXIT_CODE("how the run ended"),
  STACK_TRACE("of an error inside the program");

  private final String meaning;

  LogKey(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  /** As it stands in the log. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
