package io.kinescope.uploader.importing;

import io.kinescope.uploader.manifest.ManifestOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an import is to do.
 *
 * @param input the CSV
 * @param options how to read it
 * @param parent {@code --parent}; rows may have their own
 * @param parallel rows at once
 * @param strict send nothing if any row is invalid
 * @param limit rows to try in this run; null for all
 * @param maxErrors when to stop
 * @param results where to write the results, or null
 * @param failed where to write the failed rows, or null
 */
public record ImportSettings(
    Input input,
    ManifestOptions options,
    @Nullable String parent,
    int parallel,
    boolean strict,
    @Nullable Long limit,
    ErrorThreshold maxErrors,
    @Nullable Path results,
    @Nullable Path failed) {

  /**
   * A CSV that can be read twice.
   *
   * @param path where it is; standard input was put there
   * @param name what messages call it
   * @param folder where relative {@code file} cells start
   */
  public record Input(Path path, String name, Path folder) {}
}
