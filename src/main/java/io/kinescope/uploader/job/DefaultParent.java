package io.kinescope.uploader.job;

import io.kinescope.uploader.api.ProjectsApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemResult.NotDone;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where all items go that name no parent of their own: wrong for one, it is wrong for all, so it is
 * told once and stops the run. Of several items, it is asked for before the first is sent; of one,
 * or where that can't be found out (a token may be limited to uploading), the first create call
 * tells. Safe for many threads.
 */
final class DefaultParent {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultParent.class);

  /** The token is right, but may not read projects. */
  private static final int FORBIDDEN = 403;

  private final ProjectsApi projects;
  private final AbortPolicy policy;
  private boolean toAsk;

  /**
   * @param several whether there is more than one item
   */
  DefaultParent(ProjectsApi projects, AbortPolicy policy, boolean several) {
    this.projects = projects;
    this.policy = policy;
    this.toAsk = several;
  }

  /**
   * Before an item is sent: asks once, and stops the run if there is no such parent or the token is
   * refused.
   */
  synchronized void check(Item item) {
    if (toAsk && item.makesVideo() && !item.origin().ownsParent()) {
      toAsk = false;
      UploaderException why = whyWrong(item.parent());
      if (why != null && why.kind() == ErrorKind.PARENT_MISSING) {
        policy.stop(ErrorKind.USAGE, "--parent " + said(why));
      }
      if (why != null && why.kind() == ErrorKind.AUTH && why.status() != FORBIDDEN) {
        policy.stop(ErrorKind.AUTH, said(why));
      }
    }
  }

  /**
   * Whether the item was refused for the parent of all: then the run stops, and it is nobody's
   * fault.
   */
  synchronized boolean refused(Item item, ItemResult result) {
    if (!(result instanceof NotDone failed)
        || failed.error() == null
        || failed.error().kind() != ErrorKind.PARENT_MISSING
        || item.origin().ownsParent()) {
      return false;
    }
    if (policy.mayGoOn()) {
      UploaderException why = whyWrong(item.parent());
      policy.stop(
          ErrorKind.USAGE,
          why != null && why.kind() == ErrorKind.PARENT_MISSING
              ? "--parent " + said(why)
              : said(failed.error()));
    }
    return true;
  }

  /** With the id that the service's support asks for: no row's error has it. */
  private static String said(UploaderException e) {
    String id = e.requestId() == null ? "" : " [X-Request-ID: " + e.requestId() + "]";
    return ItemResult.message(e.saying(e.getMessage() + id).build());
  }

  private @Nullable UploaderException whyWrong(String parent) {
    try {
      LogLine.info(LOG, LogEvent.SERVICE)
          .say("the parent {} is the {}", parent, projects.whatIs(parent));
      return null;
    } catch (UploaderException e) {
      LogLine.info(LOG, LogEvent.SERVICE)
          .say("the parent {} could not be looked up: {}", parent, e.getMessage());
      return e;
    }
  }
}
