package io.kinescope.uploader.emulator;

import java.util.Set;

/** What a token may do: read all; make folders, change and delete videos; make uploads. */
public enum Right {
  READ,
  EDIT,
  UPLOAD;

  /** The documented upload-only token. */
  public static final Set<Right> UPLOAD_ONLY = Set.of(UPLOAD);
}
