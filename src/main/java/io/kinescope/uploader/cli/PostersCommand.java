package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PosterLinks;
import io.kinescope.uploader.api.PosterLinks.PosterFormat;
import io.kinescope.uploader.api.PosterLinks.PosterSize;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.terminal.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "posters",
    description = "Print the direct links of a video's poster.",
    footerHeading = BaseCommand.EXAMPLES,
    footer = {
      "  kinescope posters VIDEO_ID",
      "  kinescope posters VIDEO_ID --size md --format webp -o id"
    })
final class PostersCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS = Column.fields("url size format");

  private static final String SHORT_ID = "\\w{22}";

  @Parameters(
      paramLabel = "VIDEO_ID",
      description = "The video's id, or the last part of its play link.")
  String videoId = "";

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "Only this size: ${COMPLETION-CANDIDATES}.")
  @Nullable PosterSize size;

  @Option(
      names = "--format",
      paramLabel = "IMAGE_FORMAT",
      description = "Only this format: ${COMPLETION-CANDIDATES}.")
  @Nullable PosterFormat format;

  @Override
  ExitCode run(App app) {
    print(COLUMNS, PosterLinks.of(publicId(app), size, format));
    return ExitCode.OK;
  }

  /**
   * The guide's examples use the short id that ends the play link, which is not always the API's.
   * The token only helps: it tells the one from the other, and whether there is such a video.
   */
  private String publicId(App app) {
    boolean isShort = videoId.matches(SHORT_ID);
    String why = "the video has no play link yet";
    if (app.hasToken()) {
      try {
        String playLink = app.kinescope().videos().glance(videoId).playLink();
        if (playLink != null) {
          return PosterLinks.idAtTheEndOf(playLink);
        }
      } catch (UploaderException e) {
        boolean unknown = e.kind() == ErrorKind.NOT_FOUND || e.kind() == ErrorKind.REFUSED;
        if (e.kind() == ErrorKind.INTERRUPTED || (unknown && !isShort)) {
          throw e;
        }
        why = String.valueOf(e.getMessage());
      }
    } else if (isShort) {
      return videoId;
    } else {
      why = "without a token, the program can't look up the id in the video's play link";
    }
    app.console.warn("the links use the id as given and may not work: " + why);
    return videoId;
  }
}
