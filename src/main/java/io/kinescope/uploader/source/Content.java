package io.kinescope.uploader.source;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an item come from. */
public sealed interface Content {
  /** What the ledger keeps as the source. */
  String text();

  /** Whether the ledger's source is this one. */
  default boolean isFrom(String recorded) {
    return recorded.equals(text());
  }

  /**
   * A file of this machine.
   *
   * @param path where it is
   * @param text as it was named
   */
  record LocalFile(Path path, String text) implements Content {
    /** In another spelling, too. */
    @Override
    public boolean isFrom(String recorded) {
      return recorded.equals(text) || portable(recorded).equals(portable(text));
    }

    /** What a list knows a file by that is named so. */
    public static String key(String text, String parent) {
      return "file:" + portable(text) + "|" + parent;
    }

    /** The path with {@code .} and {@code ..} resolved and {@code /} between its parts. */
    public static String portable(String text) {
      if (isPortable(text)) {
        return text;
      }
      try {
        Path path = Path.of(text);
        return path.normalize().toString().replace(path.getFileSystem().getSeparator(), "/");
      } catch (InvalidPathException e) {
        return text;
      }
    }

    /** Whether nothing can be shortened, as in nearly all rows; only where / is the separator. */
    private static boolean isPortable(String text) {
      return File.separatorChar == '/'
          && !text.isEmpty()
          && text.charAt(0) != '.'
          && !text.contains("/.")
          && !text.contains("//")
          && !text.endsWith("/");
    }
  }

  /**
   * A URL that Kinescope fetches itself.
   *
   * @param url as it is sent; what signs it is a secret, and stands in no record or message
   * @param text what it names
   * @param ends when its signature ends; null if it says nothing of that
   * @param identity by which rule that was found out
   */
  record RemoteUrl(String url, String text, @Nullable Instant ends, UrlIdentity identity)
      implements Content {
    /** What a list knows it by. */
    public String key(String parent) {
      return "url:" + text + "|" + parent;
    }

    /** Also as another rule than today's wrote it down. */
    @Override
    public boolean isFrom(String recorded) {
      return recorded.equals(text) || identity.of(recorded).text().equals(text);
    }

    /** Why it can't be fetched any longer; null if it can. */
    public @Nullable String ended(Instant now) {
      return ends == null || ends.isAfter(now)
          ? null
          : "its link has expired: its signature was valid until " + ends;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** None: a link for somebody else's file, of so many bytes, if that was told. */
  record Elsewhere(@Nullable Long size) implements Content {
    @Override
    public String text() {
      return "upload link";
    }
  }
}
