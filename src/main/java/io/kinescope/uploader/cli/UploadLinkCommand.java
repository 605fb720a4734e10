package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.Job.Flag;
import io.kinescope.uploader.report.ResultFields;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemSource.SingleSource;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.terminal.Column;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code upload link}: the one command that prints a link, since that is what it is for. */
@Command(
    name = "link",
    description = {
      "Make an upload link and print it.",
      "Anyone who has the link can upload without a token: treat it like a password."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope upload link --parent PARENT_ID --title 'Guest talk' --filesize 5G"})
final class UploadLinkCommand extends BaseCommand.Uploading {

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

  @Option(
      names = "--filesize",
      paramLabel = "SIZE",
      description =
          "The file's size; without it Kinescope shows no progress, and Tus clients must send the size.")
  @Nullable String filesize;

  @Option(
      names = "--video-id",
      paramLabel = "VIDEO_ID",
      description = "The video to attach to or to replace.")
  @Nullable String videoId;

  @Mixin VideoOptions.OfFile video = new VideoOptions.OfFile();

  @Override
  ExitCode upload(App app) {
    app.kinescope();
    Metadata metadata = video.toMetadata(null, null);
    Destination destination = destination(app);
    Content content = new Content.Elsewhere(filesize == null ? null : Sizes.parse(filesize));
    Demands demands =
        new Demands(MethodChoice.LINK, Demands.LARGEST_SINGLE, null, null, null, null);
    Item item =
        UploadRun.item(
            app,
            content.text(),
            Objects.requireNonNullElse(filesize, ""),
            content,
            destination,
            metadata,
            video.toDemands(demands, null),
            0);
    if (filesize == null) {
      app.console.warn(
          "without --filesize, Kinescope shows no progress and Tus clients must send the size");
    }
    Job job = new Job(1, null, ErrorThreshold.NONE, null, Set.of(Flag.KEY_HOLDS_SOURCE));
    String ids = type == Type.ATTACHMENT ? "video_id attachment_id" : "video_id";
    List<Column> columns = Column.fields(ids + " endpoint type");
    return new UploadRun(this, app, false, columns, ResultFields::link)
        .run(job, new SingleSource(item), app.uploads(null, false), null);
  }

  private Destination destination(App app) {
    if (type == Type.VIDEO) {
      require(video.titled(), "--title is required for a link of type video");
      require(videoId == null, "--video-id is for links of type attachment and replace");
      return new Destination.NewVideo(app.requireParent());
    }
    String name = type.name().toLowerCase(Locale.ROOT);
    require(videoId != null, "--video-id is required for a link of type " + name);
    require(!video.hasPreview(), "--preview is for links of type video");
    String id = Objects.requireNonNull(videoId);
    if (type == Type.ATTACHMENT) {
      video.sayUnsent(app.console);
      return new Destination.Attach(id);
    }
    return new Destination.Replace(id, null, video.titled());
  }
}
