package io.kinescope.uploader.source;

/** What a source hands out: an item, or why there is none at that place. */
public sealed interface SourceEntry permits Item, ItemError {
  /** Where it stands. */
  Origin origin();

  /** Where something stands, for people and reports. */
  interface Origin {
    /** As messages begin: {@code videos.csv, line 17}, or a path. */
    String where();

    /** The URL, or the file as it was named; empty if neither is known. */
    String source();

    /** What the user knows the item by, on every machine: the file as it was named. */
    default String name() {
      return "file:" + Content.LocalFile.portable(source());
    }

    /** Whether the item names its own parent: if that is missing, only this item is wrong. */
    default boolean ownsParent() {
      return false;
    }
  }

  /** A path or URL of the command line, or a path that was found in a directory. */
  record Named(String source) implements Origin {
    @Override
    public String where() {
      return source;
    }
  }
}
