package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.report.ResultFields;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UploadKey;
import io.kinescope.uploader.source.single.SingleSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code upload link}: the one command that prints a link, since that is what it is for. */
@Command(
    name = "link",
    description = {
      "Make an upload link and print it.",
      "Whoever has the link can upload, without a token: hand it on as you would a password."
    })
final class UploadLinkCommand extends BaseCommand.Online {
  private static final List<String> COLUMNS = List.of("video_id", "endpoint", "type");

  /** What the link is for. */
  enum Type {
    VIDEO,
    ATTACHMENT,
    REPLACE
  }

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "video",
      description = "video, attachment or replace (default: ${DEFAULT-VALUE}).")
  Type type = Type.VIDEO;

  @Option(names = "--title", paramLabel = "TEXT", description = "Required for a video.")
  @Nullable String title;

  @Option(names = "--subtitle", paramLabel = "TEXT", description = "The video's subtitle.")
  @Nullable String subtitle;

  @Option(names = "--description", paramLabel = "TEXT", description = "The video's description.")
  @Nullable String description;

  @Option(
      names = "--filename",
      paramLabel = "NAME",
      description = "What Kinescope is told of the file's name.")
  @Nullable String filename;

  @Option(
      names = "--filesize",
      paramLabel = "SIZE",
      description = "The file's size; required for Tus.")
  @Nullable String filesize;

  @Option(
      names = "--video-id",
      paramLabel = "VIDEO_ID",
      description = "The video to attach to or to replace.")
  @Nullable String videoId;

  @Option(
      names = "--preview",
      paramLabel = "START,LENGTH,QUALITY",
      description = "Make an mp4 clip, such as 0,5,720p.")
  @Nullable Preview preview;

  @Option(
      names = "--client-ip",
      paramLabel = "IP",
      description = "Picks the nearest upload server.")
  @Nullable String clientIp;

  @Override
  void stopWith(Invocation invocation, Transport transport) {
    GracefulStop.install(invocation, transport); // a create call that is cut off is in doubt
  }

  @Override
  ExitCode run(App app) {
    app.kinescope();
    checkOptions();
    Destination destination =
        switch (type) {
          case VIDEO -> new Destination.NewVideo(app.requireParent());
          case ATTACHMENT -> new Destination.Attach(Objects.requireNonNull(videoId));
          case REPLACE ->
              new Destination.Replace(Objects.requireNonNull(videoId), null, title != null);
        };
    Content content = new Content.Elsewhere(filesize == null ? null : Sizes.parse(filesize));
    Metadata metadata =
        new Metadata(Objects.requireNonNullElse(title, ""), description, subtitle, filename);
    Demands demands =
        new Demands(MethodChoice.LINK, Demands.LARGEST_SINGLE, null, null, preview, clientIp);
    String key =
        UploadKey.of(
            app.apiUrl(),
            content,
            Objects.requireNonNullElse(filesize, ""),
            destination,
            metadata,
            demands);
    Item item =
        new Item(
            key, new SourceEntry.Named(content.text()), content, destination, metadata, demands, 0);
    return new UploadRun(
            app, new UploadRun.Settings(null, null, false, COLUMNS, ResultFields::link))
        .run(
            new Job(1, null, ErrorThreshold.NONE, null, Set.of(Flag.KEY_HOLDS_SOURCE)),
            new SingleSource(item));
  }

  private void checkOptions() {
    Checks.title("--title", title);
    Checks.title("--subtitle", subtitle);
    boolean video = type == Type.VIDEO;
    if (video && title == null) {
      throw new UploaderException(ErrorKind.USAGE, "--title is required for a link of type video");
    }
    if (!video && videoId == null) {
      throw new UploaderException(
          ErrorKind.USAGE, "--video-id is required for a link of type " + typeName());
    }
    if (video && videoId != null) {
      throw new UploaderException(
          ErrorKind.USAGE, "--video-id is for links of type attachment and replace");
    }
    if (!video && preview != null) {
      throw new UploaderException(ErrorKind.USAGE, "--preview is for links of type video");
    }
  }

  private String typeName() {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
