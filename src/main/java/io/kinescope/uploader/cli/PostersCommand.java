package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PosterLinks;
import io.kinescope.uploader.api.PosterLinks.PosterFormat;
import io.kinescope.uploader.api.PosterLinks.PosterSize;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.terminal.Column;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "posters", description = "Print the direct links of a video's poster.")
final class PostersCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS = Column.fields("url size format");

  /** The token may be limited to uploading; and the short id of a play link is no API id. */
  private static final Set<ErrorKind> NOT_SEEN = Set.of(ErrorKind.AUTH, ErrorKind.NOT_FOUND);

  @Parameters(paramLabel = "VIDEO_ID", description = "The video.")
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

  /** The guide's examples use the id that ends the play link, which is not always the API's. */
  private String publicId(App app) {
    String why;
    try {
      String playLink = app.kinescope().videos().get(videoId).playLink();
      if (playLink != null) {
        return PosterLinks.idAtTheEndOf(playLink);
      }
      why = "the video has no play link";
    } catch (UploaderException e) {
      if (!NOT_SEEN.contains(e.kind())) {
        throw e;
      }
      why = String.valueOf(e.getMessage());
    }
    app.console.warn("the links use the id as given, and may lead nowhere: " + why);
    return videoId;
  }
}
