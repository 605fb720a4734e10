package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.UploadKey;
import io.kinescope.uploader.source.files.FileFinder;
import io.kinescope.uploader.source.files.FileFinder.FindSettings;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.source.files.FilesSource;
import io.kinescope.uploader.upload.UploadPlanner;
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
      names = "--max-errors",
      paramLabel = "N|P%",
      description =
          "Stop when this many files, or this share of them, failed; a share is judged from the 20th file tried on.")
  @Nullable ErrorThreshold maxErrors;

  @Mixin RepeatOptions repeat = new RepeatOptions();

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
  ExitCode run(App app) {
    wait.requireUse(spec, true, verify);
    app.kinescope();
    Checks.parallel(parallel);
    Checks.title("--title", title);
    Checks.title("--subtitle", subtitle);
    if ((recursive || paths.size() > 1) && (title != null || filename != null || replace != null)) {
      throw new UploaderException(
          ErrorKind.USAGE, "--title, --filename and --replace are for one file, not for several");
    }
    Destination destination = destination(app);
    if (verify && attachTo != null) {
      throw new UploaderException(
          ErrorKind.USAGE,
          "--verify compares a video's file; an attachment's is not told by Kinescope");
    }
    FindSettings find = new FindSettings(recursive, include, exclude, minAge);
    FilesSource source =
        new FilesSource(
            paths,
            notices -> new FileFinder(find, Clock.systemUTC(), notices),
            app.invocation().messages(),
            path -> item(app, destination, path),
            app.invocation().surroundings().stop()::requested);
    UploadRun run =
        new UploadRun(
            app, UploadRun.Settings.of(repeat.ledger, chunkSize, recursive || paths.size() > 1));
    Job job =
        repeat.toJob(parallel, wait, verify, maxErrors == null ? ErrorThreshold.NONE : maxErrors);
    return UploadRun.with(run.run(job, source), source.unreadable());
  }

  private SourceEntry item(App app, Destination destination, Path path) {
    SourceEntry.Named origin = new SourceEntry.Named(path.toString());
    try {
      FileSource file = FileSource.of(path);
      Metadata metadata =
          new Metadata(
              title == null ? FileSource.titleOf(path) : title,
              description,
              subtitle,
              Objects.requireNonNullElseGet(filename, () -> FileSource.nameOf(path)));
      Checks.title("the title, taken from the file's name,", metadata.title());
      Demands demands =
          new Demands(method, Demands.LARGEST_SINGLE, contentType, trim, preview, clientIp);
      String real = FileSource.realPath(path);
      Content content = new Content.LocalFile(path, real);
      String key = UploadKey.of(app.apiUrl(), content, real, destination, metadata, demands);
      Item item = new Item(key, origin, content, destination, metadata, demands, file.size());
      var unused = UploadPlanner.plan(item, file.size()); // options that no method carries: usage
      return item;
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INPUT) {
        return new ItemError(origin, ItemResult.message(e));
      }
      throw e;
    }
  }

  private Destination destination(App app) {
    if (replace != null && attachTo != null) {
      throw new UploaderException(ErrorKind.USAGE, "--replace and --attach-to can't go together");
    }
    if (attachTo != null) {
      return new Destination.Attach(attachTo);
    }
    return replace != null
        ? new Destination.Replace(replace, app.parent(), title != null)
        : new Destination.NewVideo(app.requireParent());
  }
}
