package io.kinescope.uploader.job;

import io.kinescope.uploader.source.csv.ManifestOptions;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param again what to do again
 * @param watch how far to watch the videos
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
    @Nullable Path failed,
    Again again,
    Watch watch) {

  /**
   * What to do again.
   *
   * @param retryFailed try refused rows again
   * @param retryUnknown send rows again whose outcome stays unknown
   * @param updateMetadata send edited titles and descriptions of done rows to their videos
   */
  public record Again(boolean retryFailed, boolean retryUnknown, boolean updateMetadata) {}

  /**
   * How far to watch the videos after their upload.
   *
   * @param followUp ask for the fate of what earlier runs made
   * @param waitForThem rows end only when their videos are ready
   * @param timeout of that, after the last upload; null for ever
   * @param verify compare files with what was stored
   */
  public record Watch(
      boolean followUp, boolean waitForThem, @Nullable Duration timeout, boolean verify) {
    /** Only after processing does Kinescope tell what it stored. */
    boolean waits() {
      return waitForThem || verify;
    }
  }

  /**
   * A CSV that can be read twice.
   *
   * @param path where it is; standard input was put there
   * @param name what messages call it
   * @param folder where relative {@code file} cells start
   */
  public record Input(Path path, String name, Path folder) {}
}
