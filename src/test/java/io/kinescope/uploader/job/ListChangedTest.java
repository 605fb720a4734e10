package io.kinescope.uploader.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.job.Job.Flag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody writes to the list while it is imported. */
class ListChangedTest {
  /** More than the workers and their queue hold, or the list would be read to its end at once. */
  private static final int ROWS = 1_500;

  private static final Set<Flag> FLAGS = Set.of(Flag.FOLLOW_UP);

  @TempDir private Path folder;

  /** What somebody does to it. */
  enum Change {
    SHORTENED,
    /** In place: the reader meets half of an old row and half of a new one. */
    SHIFTED,
    /** As an editor saves. */
    REPLACED
  }

  private static String row(int number) {
    return "https://example.com/" + number + ".mp4,Title " + number + "\n";
  }

  private static String list(String first, int rows) {
    return IntStream.rangeClosed(1, rows)
        .mapToObj(ListChangedTest::row)
        .collect(Collectors.joining("", first, ""));
  }

  private void make(Change change) {
    Path csv = folder.resolve("videos.csv");
    try {
      switch (change) {
        case SHORTENED -> Files.writeString(csv, list("url,title\n", 3));
        case SHIFTED ->
            Files.writeString(csv, list("url,title\nhttps://example.com/new,New\n", ROWS));
        case REPLACED -> {
          Path next = Files.writeString(folder.resolve("next.csv"), list("title,url\n", ROWS));
          Files.move(next, csv, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRunStopsAndSendsNoRowThatWasNeverWritten(Change change) {
    AtomicBoolean done = new AtomicBoolean();
    try (JobLab lab = JobLab.in(folder)) {
      JobSummary summary =
          lab.run(
              list("url,title\n", ROWS),
              4,
              FLAGS,
              (number, entry, result) -> {
                if (done.compareAndSet(false, true)) {
                  make(change);
                }
              });
      AbortPolicy.Stop stop = Objects.requireNonNull(summary.stop());
      assertThat(stop.kind()).isEqualTo(ErrorKind.REFUSED);
      assertThat(stop.message()).contains("videos.csv changed during the import");
      assertThat(summary.items()).isLessThan(ROWS);
      Set<String> meant =
          IntStream.rangeClosed(1, ROWS)
              .mapToObj(number -> row(number).strip())
              .collect(Collectors.toSet());
      assertThat(lab.sandbox().state().videos())
          .extracting(ListChangedTest::asRow)
          .doesNotHaveDuplicates()
          .isSubsetOf(meant);
      assertThat(lab.results()).exists();
    }
  }

  private static String asRow(EmulatorVideo video) {
    return video.draft().sourceUrl() + "," + video.title();
  }
}
