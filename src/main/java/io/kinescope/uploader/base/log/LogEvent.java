package io.kinescope.uploader.base.log;

import java.util.Locale;

/** What happened, as a JSON log names it: stable, while the words of messages may change. */
public enum LogEvent {
  RUN_BEGIN("a command that uploads begins: program and settings"),
  RUN_CHECKED("the list or the folders were read: how many items there are"),
  RUN_STOP("the run begins nothing more, and why"),
  RUN_END("it ended: sums and exit code"),
  ITEM_PLAN("what becomes of an item, and why"),
  ITEM_CREATE("a call that makes a video is about to be sent"),
  ITEM_LINK("the video has its upload link; no byte was sent yet"),
  ITEM_RESUME("a file goes on at the byte that Kinescope has"),
  ITEM_ADOPT("a video that was there was taken over, on which evidence"),
  ITEM_LOST("the answer of a call that makes a video was lost"),
  ITEM_LOOKUP("what was found of a call whose answer is missing"),
  ITEM_VIDEO("the status of a video of an earlier run"),
  ITEM_END("the item's end"),
  HTTP_RETRY("a request failed and is repeated"),
  HTTP_EXCHANGE("a request and its answer (with -vv)"),
  SERVICE("something was learned about the account or the service"),
  WARNING("what was also said on the screen"),
  BUG("an error inside the program"),
  OTHER("any other line, such as a library's");

  private final String meaning;

  LogEvent(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  /** As it stands in the log: {@code item.end}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
