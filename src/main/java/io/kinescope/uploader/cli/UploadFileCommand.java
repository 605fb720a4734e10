package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.job.AfterSuccess;
import io.kinescope.uploader.job.Job;
import io.kinescope.uploader.job.ShardedSource;
import io.kinescope.uploader.report.ResultFields;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.ItemError;
import io.kinescope.uploader.source.ItemResult;
import io.kinescope.uploader.source.ItemSource;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.files.FileFinder;
import io.kinescope.uploader.source.files.FileFinder.FindSettings;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.source.files.FilesSource;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.upload.UploadPlanner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "file",
    description = {
      "Upload files, each as a new video (unless --replace or --attach-to is used).",
      "Uploads are remembered in $XDG_STATE_HOME/kinescope/uploads.db: running the command again skips files that are uploaded and resumes those that are not.",
      "Use --again to upload them again as new videos."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {
      "  kinescope upload file lecture.mp4 --parent PARENT_ID --title 'Lecture 1'",
      "  kinescope upload file --recursive masters/ --parent PARENT_ID --verify"
    })
final class UploadFileCommand extends BaseCommand.Uploading {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files to upload; with --recursive also directories.")
  List<Path> paths = List.of();

  @Option(
      names = "--trim",
      paramLabel = "START[,LENGTH]",
      description = "Keep only this part, in seconds (method single only).")
  @Nullable Trim trim;

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
      names = "--recursive",
      description =
          "Upload the videos in directories and their subdirectories, except hidden ones.")
  boolean recursive;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = {
        "In directories, upload only files that match (default: video types).",
        "*.mp4: by name at any depth; raw/*.mp4: by path; raw/: all in directories named raw."
      })
  List<String> include = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "In directories, skip files and directories that match; wins over --include.")
  List<String> exclude = List.of();

  @Option(
      names = "--min-age",
      paramLabel = "DURATION",
      defaultValue = "0",
      description =
          "Skip files modified less than this long ago, such as 60s: something may still be writing them.")
  Duration minAge = Duration.ZERO;

  @Option(
      names = "--after-success",
      paramLabel = "move:DIR|delete",
      description = {
        "Move or delete each file once its video is verified; implies --verify.",
        "A file that changed since, or of which Kinescope reports neither MD5 nor size, stays."
      })
  @Nullable String afterSuccess;

  @Mixin VideoOptions.OfFile video = new VideoOptions.OfFile();

  @Mixin RunOptions.Batch options = new RunOptions.Batch();

  @Mixin ReportOptions told = new ReportOptions();

  @Mixin RunOptions.Remembered remembered = new RunOptions.Remembered();

  @Mixin ShardOption sharding = new ShardOption();

  @Override
  @Nullable Shard shard() {
    return sharding.in(root().environment);
  }

  @Override
  ReportOptions reports() {
    return told;
  }

  @Override
  ExitCode upload(App app) {
    AfterSuccess after = afterSuccess(app);
    Set<Job.Flag> flags = remembered.toFlags();
    RunOptions.put(flags, Job.Flag.VERIFY, after != null);
    Job job = options.toJob(null, flags);
    app.kinescope();
    boolean several = recursive || paths.size() > 1;
    require(
        !several || (!video.ofOneFile() && replace == null),
        "--title, --filename and --replace are for one file, not for several");
    Destination destination = destination(app, job);
    FindSettings find = new FindSettings(recursive, include, exclude, minAge);
    FilesSource source =
        new FilesSource(
            paths,
            new FileFinder(find, Clock.systemUTC()),
            app.console,
            path -> item(app, destination, path),
            app.stop()::requested,
            after != null);
    List<Column> columns =
        attachTo == null ? ResultFields.UPLOAD_COLUMNS : ResultFields.ATTACHMENT_COLUMNS;
    ExitCode code =
        new UploadRun(this, app, several, columns, ResultFields::upload)
            .run(
                after == null ? job : job.with(after),
                items(app, source),
                options.toUploads(app, after != null),
                remembered.ledger());
    if (after != null && after.sum() != null) {
      app.console.info(after.sum());
    }
    return source.unreadable() == 0 ? code : ExitCode.worst(List.of(code, ExitCode.LOCAL_IO));
  }

  private static ItemSource items(App app, FilesSource source) {
    return app.shard == null ? source : new ShardedSource(source, app.shard, false);
  }

  private @Nullable AfterSuccess afterSuccess(App app) {
    if (afterSuccess == null) {
      return null;
    }
    require(
        trim == null,
        "--after-success can't be combined with --trim: Kinescope has only a part of the file");
    require(
        attachTo == null,
        "--after-success can't be combined with --attach-to: Kinescope reports nothing about attachments");
    require(
        !app.isSandbox(),
        "--after-success can't be combined with --sandbox: nothing is uploaded to Kinescope");
    return AfterSuccess.of(afterSuccess, paths, app.stop()::requested);
  }

  private SourceEntry item(App app, Destination destination, Path path) {
    try {
      FileSource file = FileSource.of(path);
      String real = FileSource.realPath(file.path());
      Item item =
          UploadRun.item(
              app,
              path.toString(),
              real,
              new Content.LocalFile(path, real),
              destination,
              video.toMetadata(FileSource.titleOf(file.path()), FileSource.nameOf(file.path())),
              video.toDemands(options.toDemands(Demands.LARGEST_SINGLE), trim),
              file.size());
      // Options that no method carries are usage.
      var unused = UploadPlanner.plan(item, file.size(), Long.MAX_VALUE);
      return item;
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INPUT) {
        return new ItemError(new SourceEntry.Named(path.toString()), ItemResult.message(e));
      }
      throw e;
    }
  }

  private Destination destination(App app, Job job) {
    require(replace == null || attachTo == null, "--replace and --attach-to can't be combined");
    if (attachTo != null) {
      for (Job.Flag flag : List.of(Job.Flag.WAIT, Job.Flag.VERIFY)) {
        require(
            !job.flags().contains(flag),
            "--%s can't be combined with --attach-to: Kinescope reports nothing about attachments"
                .formatted(flag.name().toLowerCase(Locale.ROOT)));
      }
      video.sayUnsent(app.console);
      return new Destination.Attach(attachTo);
    }
    return replace != null
        ? new Destination.Replace(replace, app.parent(), video.titled())
        : new Destination.NewVideo(app.requireParent());
  }
}
