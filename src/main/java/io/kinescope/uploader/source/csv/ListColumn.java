package io.kinescope.uploader.source.csv;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The columns that mean something to the import; all others are the user's own. */
public enum ListColumn {
  URL,
  FILE,
  TITLE,
  DESCRIPTION,
  SUBTITLE,
  FILENAME,
  PARENT_ID,
  ID;

  /** All names, in order. */
  static final List<String> HEADERS = Stream.of(values()).map(ListColumn::header).toList();

  /** The name in the header: {@code parent_id}. */
  String header() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As names are compared: case and the space around them don't matter. */
  static String normalized(String name) {
    return Cells.strip(name).toLowerCase(Locale.ROOT);
  }
}
