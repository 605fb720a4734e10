package io.kinescope.uploader.upload;

import java.time.Duration;
import java.util.List;

/**
 * What is looked for in directories.
 *
 * @param recursive whether directories are allowed at all; they are searched to any depth
 * @param include globs, see {@link GlobRules}; empty means files with the name of a video
 * @param exclude globs; they win over {@code include}
 * @param minAge a file modified less than this ago is left out; zero takes all
 */
public record FindSettings(
    boolean recursive, List<String> include, List<String> exclude, Duration minAge) {
  /** Keeps copies of the lists. */
  public FindSettings {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }
}
