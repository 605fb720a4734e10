package io.kinescope.uploader.emulator;

import java.util.Set;

/** What a token may do. */
public enum Right {
  /** Read projects, folders and videos. */
  READ,
  /** Make folders, change and delete videos. */
  EDIT,
  /** Make uploads. */
  UPLOAD;

  /** Everything. */
  public static final Set<Right> ALL = Set.of(READ, EDIT, UPLOAD);

  /** The documented upload-only token. */
  public static final Set<Right> UPLOAD_ONLY = Set.of(UPLOAD);

  /** Reads and uploads, but may not change a video. */
  public static final Set<Right> NO_EDIT = Set.of(READ, UPLOAD);
}
