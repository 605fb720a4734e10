package io.kinescope.uploader.http;

import io.kinescope.uploader.base.text.Redaction;
import okhttp3.HttpUrl;

/** Takes upload links, each a capability as a whole, out of what is shown. */
final class LinkMask {
  /** Shorter parts of a link's path (v2, upload) are no secret, and words of every message. */
  private static final int SHORTEST_SECRET = 8;

  private LinkMask() {}

  /** Of the link only its host. */
  static String shown(HttpUrl link) {
    return link.scheme() + "://" + link.host() + "/" + Redaction.MASK;
  }

  /** The text without the parts of this link that make it a capability, wherever they stand. */
  static String removedFrom(String text, HttpUrl link) {
    String clean = text;
    for (String segment : link.pathSegments()) {
      clean = masked(clean, segment);
    }
    for (int i = 0; i < link.querySize(); i++) {
      String value = link.queryParameterValue(i);
      clean = value == null ? clean : masked(clean, value);
    }
    return clean;
  }

  private static String masked(String text, String part) {
    return part.length() < SHORTEST_SECRET ? text : text.replace(part, Redaction.MASK);
  }
}
