package io.kinescope.uploader.base.text;

import java.util.Locale;

/** An enum whose constants have a name for files and people: {@code uploaded}. */
public interface Identified {
  /** The constant's own name, as every enum has it. */
  String name();

  default String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
