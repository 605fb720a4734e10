package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.source.files.FileFinder;
import io.kinescope.uploader.source.files.FileFinder.FindSettings;
import io.kinescope.uploader.source.files.FileFinder.Found;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.upload.Destination;
import io.kinescope.uploader.upload.FileUpload;
import io.kinescope.uploader.upload.FileUpload.MethodChoice;
import io.kinescope.uploader.upload.Metadata;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code upload file}. */
@Command(
    name = "file",
    description = "Upload files, each as a new video (or as --replace, --attach-to say).")
final class UploadFileCommand extends BaseCommand.Online {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files to upload; with --recursive also directories.")
  List<Path> paths = List.of();

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Default: the file's name without extension; with --replace, the video's own.")
  @Nullable String title;

  @Option(names = "--description", paramLabel = "TEXT", description = "The video's description.")
  @Nullable String description;

  @Option(
      names = "--subtitle",
      paramLabel = "TEXT",
      description = "The video's subtitle (by link only).")
  @Nullable String subtitle;

  @Option(
      names = "--filename",
      paramLabel = "NAME",
      description = "What Kinescope is told of the file's name.")
  @Nullable String filename;

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description = "Default: found from the file's name.")
  @Nullable String contentType;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "auto",
      description =
          "auto, single (one request), link (upload link and POST) or tus (link and chunks) (default: ${DEFAULT-VALUE}).")
  MethodChoice method = MethodChoice.AUTO;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "4",
      description = "Files at once, up to 1000 (default: ${DEFAULT-VALUE}).")
  int parallel;

  @Option(
      names = "--trim",
      paramLabel = "START[,LENGTH]",
      description = "Keep only this part, in seconds (one request only).")
  @Nullable Trim trim;

  @Option(
      names = "--preview",
      paramLabel = "START,LENGTH,QUALITY",
      description = "Make an mp4 clip, such as 0,5,720p (by link only).")
  @Nullable Preview preview;

  @Option(
      names = "--replace",
      paramLabel = "VIDEO_ID",
      description = "Replace the file of this video.")
  @Nullable String replace;

  @Option(
      names = "--attach-to",
      paramLabel = "VIDEO_ID",
      description = "Attach the files to this video.")
  @Nullable String attachTo;

  @Option(
      names = "--client-ip",
      paramLabel = "IP",
      description = "Picks the nearest upload server (by link only).")
  @Nullable String clientIp;

  @Option(
      names = "--chunk-size",
      paramLabel = "SIZE",
      converter = Converters.ChunkSize.class,
      description = "Size of each Tus chunk, such as 8M (default: adapts to the line).")
  @Nullable Long chunkSize;

  @Option(
      names = "--recursive",
      description = "Upload the videos in directories and below; hidden ones are left out.")
  boolean recursive;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = {
        "In directories, only files that match (default: video types).",
        "*.mp4: by name at any depth; raw/*.mp4: by path; raw/: all in directories named raw."
      })
  List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description =
          "In directories, leave out files and directories that match; wins over --include.")
  List<String> exclude = List.of();

  @Option(
      names = "--min-age",
      paramLabel = "DURATION",
      defaultValue = "0",
      description = "Leave out files modified less than this ago: still being written.")
  Duration minAge = Duration.ZERO;

  @Option(
      names = "--no-resume",
      description = "Start anew, also where an earlier run could be gone on with.")
  boolean noResume;

  @Mixin WaitOptions wait = new WaitOptions();

  @Option(
      names = "--verify",
      description =
          "Compare MD5 and size with what Kinescope stored; waits for processing. Exit code 9 if they differ.")
  boolean verify;

  @Override
  void stopWith(Invocation invocation, Transport transport) {
    GracefulStop.install(invocation, transport); // a create call that is cut off is in doubt
  }

  @Override
  ExitCode run(App session) {
    wait.requireUse(spec, true, verify);
    session.kinescope();
    Checks.parallel(parallel);
    Checks.title("--title", title);
    Checks.title("--subtitle", subtitle);
    if ((recursive || paths.size() > 1) && (title != null || filename != null || replace != null)) {
      throw new UploaderException(
          ErrorKind.USAGE, "--title, --filename and --replace are for one file, not for several");
    }
    Destination target = target(session);
    if (verify && attachTo != null) {
      throw new UploaderException(
          ErrorKind.USAGE,
          "--verify compares a video's file; an attachment's is not told by Kinescope");
    }
    FileFinder finder =
        new FileFinder(
            new FindSettings(recursive, include, exclude, minAge),
            Clock.systemUTC(),
            session.invocation().messages());
    FileBatch.Options options =
        new FileBatch.Options(
            wait, verify, parallel, chunkSize, !noResume, recursive || paths.size() > 1);
    try (ProgressView view = ProgressView.show(session.invocation(), Layout.FILES);
        FileBatch batch = new FileBatch(session, view, options)) {
      Found found = finder.find(paths, path -> batch.add(path, source -> upload(target, source)));
      if (found.files() == 0 && found.unreadable() == 0) {
        throw UploaderException.withHint(
            ErrorKind.INPUT,
            "there is nothing to upload: no file was found",
            "use --include to upload files whose names are not those of videos");
      }
      ExitCode code = batch.finish();
      return found.unreadable() == 0 || code == ExitCode.BUG ? code : ExitCode.LOCAL_IO;
    }
  }

  private FileUpload upload(Destination target, FileSource source) {
    Path path = source.path();
    Metadata metadata =
        new Metadata(
            title == null ? FileSource.titleOf(path) : title,
            description,
            subtitle,
            Objects.requireNonNullElseGet(filename, () -> FileSource.nameOf(path)));
    Checks.title("the title, taken from the file's name,", metadata.title());
    return new FileUpload(target, metadata, method, contentType, trim, preview, clientIp);
  }

  private Destination target(App session) {
    if (replace != null && attachTo != null) {
      throw new UploaderException(ErrorKind.USAGE, "--replace and --attach-to can't go together");
    }
    if (attachTo != null) {
      return new Destination.Attach(attachTo);
    }
    return replace != null
        ? new Destination.Replace(replace, session.parent(), title != null)
        : new Destination.NewVideo(session.requireParent());
  }
}
