package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.HeaderText;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.upload.Metadata;
import io.kinescope.uploader.upload.SourceUrl;
import io.kinescope.uploader.upload.UploadJournal;
import io.kinescope.uploader.upload.UploadResult;
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

  @Override
  void stopWith(Invocation invocation, Transport transport) {
    GracefulStop.install(invocation, transport); // a create call that is cut off is in doubt
  }

  @Override
  ExitCode run(App session) {
    wait.requireUse(spec, false, false);
    session.kinescope();
    SourceUrl source = SourceUrl.of(url);
    String chosen = title == null ? source.title() : title;
    if (chosen == null) {
      throw UploaderException.withHint(
          ErrorKind.USAGE, "the URL gives no title", "give one with --title");
    }
    Checks.title("--title", chosen);
    requireHeaderText("--title", chosen);
    requireHeaderText("--description", description);
    UploadResult result =
        session
            .uploads(null, false)
            .url(
                source.text(),
                session.requireParent(),
                new Metadata(chosen, description, null, null),
                UploadJournal.NONE);
    return OneResult.finish(session, wait, result);
  }

  /** A URL upload has only headers; whatever they can't carry has no other way to go. */
  private static void requireHeaderText(String option, @Nullable String text) {
    String problem = HeaderText.problem(text);
    if (problem != null) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          option + " can't be sent with a URL, which has only headers: " + problem,
          "change the text, or upload the file itself");
    }
  }
}
