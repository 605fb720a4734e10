package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.HeaderText;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.SourceUrl;
import io.kinescope.uploader.source.UploadKey;
import io.kinescope.uploader.source.single.SingleSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code upload url}. */
@Command(
    name = "url",
    description =
        "Have Kinescope fetch a URL: a direct link, https://www.youtube.com/watch?v=… or https://youtu.be/….")
final class UploadUrlCommand extends BaseCommand.Online {
  @Parameters(paramLabel = "URL", description = "What Kinescope shall fetch.")
  String url = "";

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Required unless the URL's last segment gives one.")
  @Nullable String title;

  @Option(names = "--description", paramLabel = "TEXT", description = "The video's description.")
  @Nullable String description;

  @Mixin WaitOptions wait = new WaitOptions();

  @Mixin RepeatOptions repeat = new RepeatOptions();

  @Override
  void stopWith(Invocation invocation, Transport transport) {
    GracefulStop.install(invocation, transport); // a create call that is cut off is in doubt
  }

  @Override
  ExitCode run(App app) {
    wait.requireUse(spec, false, false);
    app.kinescope();
    SourceUrl source = SourceUrl.of(url);
    String chosen = title == null ? source.title() : title;
    if (chosen == null) {
      throw UploaderException.withHint(
          ErrorKind.USAGE, "the URL gives no title", "give one with --title");
    }
    Checks.title("--title", chosen);
    requireHeaderText(chosen);
    Content content = new Content.RemoteUrl(source.text());
    Destination destination = new Destination.NewVideo(app.requireParent());
    Metadata metadata = new Metadata(chosen, description, null, null);
    String key =
        UploadKey.of(app.apiUrl(), content, source.text(), destination, metadata, Demands.NONE);
    Item item =
        new Item(
            key,
            new SourceEntry.Named(source.text()),
            content,
            destination,
            metadata,
            Demands.NONE,
            0);
    return new UploadRun(app, UploadRun.Settings.of(repeat.ledger, null, false))
        .run(repeat.toJob(1, wait, false, ErrorThreshold.NONE), new SingleSource(item));
  }

  /** A title that no header can carry has no other way to go: the create call needs it. */
  private static void requireHeaderText(String text) {
    String problem = HeaderText.problem(text);
    if (problem != null) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "--title can't be sent with a URL, which has only headers: " + problem,
          "change the text, or upload the file itself");
    }
  }
}
