package io.kinescope.uploader.base.text;

import java.util.Locale;

/** A constant with a name in results, exports and the database. */
public interface HasId {
  /** The constant's name. */
  String name();

  /** {@code uploaded} of {@code UPLOADED}. */
  default String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
