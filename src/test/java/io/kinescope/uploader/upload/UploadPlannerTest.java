package io.kinescope.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UploadMethod;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UploadPlannerTest {
  private static final long SMALL = Demands.LARGEST_SINGLE;
  private static final long LARGE = SMALL + 1;

  /** What is asked for, in words, to the method; null where no one method can carry it. */
  static Stream<Arguments> table() {
    return Stream.of(
        plan("", MethodChoice.AUTO, SMALL, UploadMethod.SINGLE),
        plan("", MethodChoice.AUTO, LARGE, UploadMethod.TUS),
        plan("", MethodChoice.SINGLE, LARGE, UploadMethod.SINGLE),
        plan("", MethodChoice.LINK, 1, UploadMethod.LINK),
        plan("", MethodChoice.TUS, 1, UploadMethod.TUS),
        plan("type", MethodChoice.AUTO, SMALL, UploadMethod.SINGLE),
        plan("type", MethodChoice.AUTO, LARGE, UploadMethod.LINK),
        plan("type subtitle", MethodChoice.AUTO, SMALL, UploadMethod.LINK),
        plan("type", MethodChoice.TUS, SMALL, null),
        plan("trim", MethodChoice.TUS, SMALL, null),
        plan("subtitle", MethodChoice.TUS, SMALL, UploadMethod.TUS),
        plan("subtitle", MethodChoice.LINK, SMALL, UploadMethod.LINK),
        plan("trim", MethodChoice.AUTO, LARGE, UploadMethod.SINGLE),
        plan("trim", MethodChoice.SINGLE, SMALL, UploadMethod.SINGLE),
        plan("trim", MethodChoice.LINK, SMALL, null),
        plan("preview", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("preview", MethodChoice.SINGLE, SMALL, null),
        plan("preview trim", MethodChoice.AUTO, SMALL, null),
        plan("subtitle", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("subtitle", MethodChoice.SINGLE, SMALL, null),
        plan("clientIp", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("clientIp trim", MethodChoice.AUTO, SMALL, null),
        plan("title-newline", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("title-newline trim", MethodChoice.AUTO, SMALL, null),
        plan("title-newline", MethodChoice.SINGLE, SMALL, null),
        plan("title-cyrillic", MethodChoice.AUTO, SMALL, UploadMethod.SINGLE),
        plan("description-control", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("description-long", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("filename-newline", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("attach", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("attach", MethodChoice.SINGLE, SMALL, null),
        plan("replace", MethodChoice.AUTO, SMALL, UploadMethod.SINGLE),
        plan("replace", MethodChoice.AUTO, LARGE, UploadMethod.TUS),
        plan("replace trim", MethodChoice.AUTO, LARGE, UploadMethod.SINGLE),
        plan("replace-untitled", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("replace-orphan", MethodChoice.AUTO, SMALL, UploadMethod.TUS),
        plan("replace-orphan trim", MethodChoice.AUTO, SMALL, null),
        plan("many", MethodChoice.AUTO, Demands.LARGEST_SINGLE_OF_MANY, UploadMethod.SINGLE),
        plan("many", MethodChoice.AUTO, Demands.LARGEST_SINGLE_OF_MANY + 1, UploadMethod.LINK),
        plan("many", MethodChoice.AUTO, SMALL, UploadMethod.LINK),
        plan("many", MethodChoice.AUTO, LARGE, UploadMethod.TUS),
        plan("many subtitle", MethodChoice.AUTO, 1, UploadMethod.LINK),
        plan("many", MethodChoice.TUS, 1, UploadMethod.TUS));
  }

  private static Arguments plan(
      String asked, MethodChoice choice, long size, @Nullable UploadMethod expected) {
    return Arguments.of(asked, choice, size, expected);
  }

  @ParameterizedTest
  @MethodSource("table")
  void whatIsAskedForPicksTheMethod(
      String asked, MethodChoice choice, long size, @Nullable UploadMethod expected) {
    Item upload = upload(List.of(asked.split(" ")), choice);
    if (expected != null) {
      assertThat(UploadPlanner.plan(upload, size, Long.MAX_VALUE)).isEqualTo(expected);
    } else {
      assertThatThrownBy(() -> UploadPlanner.plan(upload, size, Long.MAX_VALUE))
          .isInstanceOfSatisfying(
              UploaderException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
                assertThat(e.hint()).contains("leave one of them out");
              });
    }
  }

  /** One body of 100 bytes was too large in this run. */
  @ParameterizedTest
  @CsvSource({
    "'', AUTO, 99, SINGLE",
    "'', AUTO, 100, TUS",
    "many, AUTO, 1000000, TUS",
    "'', SINGLE, 100, SINGLE",
    "'', LINK, 100, LINK",
    "trim, AUTO, 100, SINGLE",
    "type, AUTO, 100, SINGLE",
  })
  void whatIsTooLargeForOneBodyGoesInPiecesWhereItMay(
      String asked, MethodChoice choice, long size, UploadMethod expected) {
    assertThat(UploadPlanner.plan(upload(List.of(asked), choice), size, 100)).isEqualTo(expected);
  }

  private static Item upload(List<String> asked, MethodChoice choice) {
    Destination target =
        asked.contains("attach")
            ? new Destination.Attach("v")
            : asked.contains("replace")
                ? new Destination.Replace("v", "p", true)
                : asked.contains("replace-untitled")
                    ? new Destination.Replace("v", "p", false)
                    : asked.contains("replace-orphan")
                        ? new Destination.Replace("v", null, true)
                        : new Destination.NewVideo("p");
    String title =
        asked.contains("title-newline")
            ? "a\nb"
            : asked.contains("title-cyrillic") ? "Лекция №1 😀" : "a";
    String description =
        asked.contains("description-control")
            ? "a\u0001"
            : asked.contains("description-long") ? "д".repeat(2_100) : null;
    Metadata metadata =
        new Metadata(
            title,
            description,
            asked.contains("subtitle") ? "s" : null,
            asked.contains("filename-newline") ? "a\nb.mp4" : "a.mp4");
    Demands demands =
        new Demands(
            choice,
            asked.contains("many") ? Demands.LARGEST_SINGLE_OF_MANY : Demands.LARGEST_SINGLE,
            asked.contains("type") ? "video/mp4" : null,
            asked.contains("trim") ? new Trim(1, null) : null,
            asked.contains("preview") ? new Preview(0, 5, "720p") : null,
            asked.contains("clientIp") ? "192.0.2.1" : null);
    Content content = new Content.LocalFile(Path.of("a.mp4"), "a.mp4");
    return new Item("key", new SourceEntry.Named("a.mp4"), content, target, metadata, demands, 0);
  }
}
