package io.kinescope.uploader.source.csv;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** The name in the header: {@code parent_id}. */
  public String header() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column of this name; case and the space around it don't matter. */
  static Optional<ListColumn> of(String name) {
    String wanted = normalized(name);
    return Stream.of(values()).filter(column -> column.header().equals(wanted)).findFirst();
  }

  static String normalized(String name) {
    return Cells.strip(name).toLowerCase(Locale.ROOT);
  }

  static List<String> headers() {
    return Stream.of(values()).map(ListColumn::header).toList();
  }
}
