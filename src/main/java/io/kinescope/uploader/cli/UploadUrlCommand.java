package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.HeaderText;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.report.ResultFields;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemSource.SingleSource;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "url",
    description = {
      "Have Kinescope fetch a URL: a direct link, or a YouTube link.",
      "It is remembered in $XDG_STATE_HOME/kinescope/uploads.db: running the command again skips it.",
      "Use --again to upload it again as a new video."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {
      "  kinescope upload url https://example.com/talk.mp4 --parent PARENT_ID --title Talk"
    })
final class UploadUrlCommand extends BaseCommand.Uploading {
  @Parameters(paramLabel = "URL", description = "The URL that Kinescope should fetch.")
  String url = "";

  @Mixin VideoOptions video = new VideoOptions();

  @Mixin RunOptions options = new RunOptions();

  @Mixin RunOptions.Urls urls = new RunOptions.Urls();

  @Mixin RunOptions.Remembered remembered = new RunOptions.Remembered();

  @Override
  ExitCode upload(App app) {
    Job job = options.toJob(remembered.toFlags());
    app.kinescope();
    SourceUrl source = SourceUrl.of(url);
    String page = SourceUrl.pageAdvice(source.text());
    if (page != null) {
      app.console.warn("the URL " + page);
    }
    Metadata metadata = video.toMetadata(source.title(), null);
    requireTitle(metadata.title());
    Content.RemoteUrl remote = urls.identity().of(source.text());
    Item item =
        UploadRun.item(
            app,
            remote.text(),
            remote.text(),
            remote,
            new Destination.NewVideo(app.requireParent()),
            metadata,
            Demands.NONE,
            0);
    return new UploadRun(this, app, false, ResultFields.UPLOAD_COLUMNS, ResultFields::upload)
        .run(job, new SingleSource(item), app.uploads(null, false), remembered.ledger());
  }

  /** A title that no header can carry has no other way to go: the create call needs it. */
  private static void requireTitle(String title) {
    require(!title.isEmpty(), "the URL gives no title; set one with --title");
    String problem = HeaderText.problem(title);
    require(
        problem == null,
        "--title can't go in an HTTP header, as a URL's title must: "
            + problem
            + "; change the title, or upload the file itself");
  }
}
