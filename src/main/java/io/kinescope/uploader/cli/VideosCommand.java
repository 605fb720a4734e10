package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.api.VideosApi.Filter;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.terminal.RowPrinter;
import io.kinescope.uploader.watch.Sight;
import io.kinescope.uploader.watch.VideoWatcher;
import io.kinescope.uploader.watch.VideoWatcher.Goal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code videos}: what became of uploads. */
@Command(
    name = "videos",
    description = "Show, wait for, edit, move and delete videos.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      VideosCommand.Get.class,
      VideosCommand.Find.class,
      VideosCommand.Wait.class,
      VideoChanges.Edit.class,
      VideoChanges.Move.class,
      VideoChanges.Delete.class,
      VideoOpenCommand.class
    })
final class VideosCommand extends BaseCommand.Group {
  static final List<Column> COLUMNS =
      Column.fields("id title created_at status duration play_link project_id folder_id");

  /** One video has room for more. */
  static final List<Column> DETAILS =
      Column.fields(
          "id title subtitle description created_at updated_at status progress duration"
              + " play_link embed_link hls_link project_id folder_id");

  /** What prints videos one by one as the API shows them. */
  static RowPrinter printer(BaseCommand command, boolean several) {
    List<Column> columns = several ? COLUMNS : DETAILS;
    return command.fitted(RowPrinter.live(command.format(), command.out(), columns, several));
  }

  /** Faults of one id; any other fault would meet the next id as well. */
  private static final Set<ErrorKind> OF_ONE_ID = Set.of(ErrorKind.NOT_FOUND, ErrorKind.REFUSED);

  /**
   * Does something with one of several videos: what is wrong with that one alone is said, and kept
   * for the exit code.
   */
  static void each(App app, List<ErrorKind> failures, Runnable step) {
    try {
      step.run();
    } catch (UploaderException e) {
      if (!OF_ONE_ID.contains(e.kind())) {
        throw e;
      }
      failures.add(e.kind());
      app.console.error(e);
    }
  }

  @Command(
      name = "get",
      description = "Show videos: status and links.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope videos get VIDEO_ID", "  kinescope videos get VIDEO_ID -o json"})
  static final class Get extends Online {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of videos.")
    List<String> ids = List.of();

    @Override
    ExitCode run(App app) {
      VideosApi videos = app.kinescope().videos();
      List<ErrorKind> failures = new ArrayList<>();
      try (RowPrinter printer = printer(this, ids.size() > 1)) {
        for (String id : ids) {
          each(app, failures, () -> printer.print(videos.get(id).json()));
        }
      }
      return ExitCode.ofAll(failures);
    }
  }

  @Command(
      name = "list",
      description = "List videos.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {
        "  kinescope videos list --status error,aborted",
        "  kinescope videos list --project PROJECT_ID --filter 'title=Lecture*' -o id"
      })
  static final class Find extends Online {
    @Option(names = "--project", paramLabel = "ID", description = "Only videos of this project.")
    @Nullable String project;

    @Option(names = "--folder", paramLabel = "ID", description = "Only videos in this folder.")
    @Nullable String folder;

    @Option(
        names = "--query",
        paramLabel = "TEXT",
        description = "Only videos with this text in title or description.")
    @Nullable String text;

    @Option(
        names = "--status",
        paramLabel = "STATUS",
        split = ",",
        description = "Only videos in this status, such as done or error; may be repeated.")
    List<String> statuses = List.of();

    @Mixin PagingOptions paging = new PagingOptions();

    @Mixin ListOptions listed = new ListOptions();

    @Override
    ExitCode run(App app) {
      require(
          !root().options.isTyped("--parent"),
          "--parent does not filter this list; use --project ID or --folder ID");
      for (String status : statuses) {
        if (!Video.STATUSES.contains(status)) {
          app.console.warn(
              "Kinescope documents no status '"
                  + status
                  + "'"
                  + NearestName.of(status, Video.STATUSES)
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("; its statuses are " + String.join(", ", Video.STATUSES)));
        }
      }
      PageQuery query = paging.toQuery();
      Filter filter = new Filter(project, folder, text, statuses, List.of());
      AtomicBoolean any = new AtomicBoolean();
      try {
        list(
            COLUMNS,
            listed.toChoice(DETAILS),
            receiver -> videos(app, query, filter, any, receiver));
      } catch (UploaderException e) {
        UploaderException meant = e.kind() == ErrorKind.REFUSED ? wrongParent(app) : null;
        throw meant == null ? e : meant;
      }
      UploaderException meant = any.get() ? null : wrongParent(app);
      if (meant != null) {
        app.console.warn(Console.line(meant));
      }
      return ExitCode.OK;
    }

    private static void videos(
        App app,
        PageQuery query,
        Filter filter,
        AtomicBoolean any,
        Predicate<JsonObject> receiver) {
      app.kinescope()
          .videos()
          .list(
              query,
              filter,
              video -> {
                any.set(true);
                return receiver.test(video);
              });
    }

    /**
     * Of a project's name in place of its id, the service says no more than "invalid", or "no
     * videos": what was meant; null if the id is one, or nobody can tell.
     */
    private @Nullable UploaderException wrongParent(App app) {
      String parent = folder == null ? project : folder;
      try {
        if (parent != null) {
          app.kinescope().projects().whatIs(parent);
        }
        return null;
      } catch (UploaderException e) {
        return e.kind() == ErrorKind.PARENT_MISSING ? e : null;
      }
    }
  }

  @Command(
      name = "wait",
      description = {
        "Wait until processing succeeds or fails; print each video when its processing ends.",
        "Exit code 0 if all are ready, 3 if one ended in error or aborted, 10 if time ran out."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope videos wait VIDEO_ID --wait-timeout 1h"})
  static final class Wait extends Online {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of videos.")
    List<String> ids = List.of();

    @Option(
        names = "--wait-timeout",
        paramLabel = "DURATION",
        description = "Stop waiting after this long (default: never).")
    @Nullable Duration timeout;

    private final List<ErrorKind> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<String> unseen = Collections.synchronizedList(new ArrayList<>());

    @Override
    ExitCode run(App app) {
      List<String> wanted = List.copyOf(new LinkedHashSet<>(ids));
      require(wanted.stream().noneMatch(String::isBlank), "'' is not the id of a video");
      try (Console.Progress progress = app.progress(Layout.FILES);
          RowPrinter printer = printer(this, wanted.size() > 1);
          VideoWatcher watcher =
              new VideoWatcher(
                  app.kinescope().videos(),
                  app.transport,
                  System::nanoTime,
                  timeout,
                  app.console::warn)) {
        watcher.uploadsEnded();
        for (String id : wanted) {
          progress.board.waiting(1);
          Consumer<Sight> then =
              sight -> {
                progress.board.waiting(-1);
                settled(app.console, printer, id, sight);
              };
          require(
              watcher.add(id, Goal.READY, then),
              "at most " + VideoWatcher.MAX_WATCHED + " videos at once");
        }
        UploaderException trouble = watcher.finish(0);
        if (trouble != null && trouble.kind() != ErrorKind.WAIT_TIMEOUT) {
          throw trouble;
        }
        for (String id : unseen) {
          String message = "video " + id + " is not ready yet";
          String hint = "run 'kinescope videos wait " + id + "' to keep waiting";
          fail(app.console, UploaderException.withHint(ErrorKind.WAIT_TIMEOUT, message, hint));
        }
      }
      return ExitCode.ofAll(failures);
    }

    private void settled(Console console, RowPrinter printer, String id, Sight sight) {
      if (sight instanceof Sight.Seen seen) {
        console.aside(() -> printer.print(seen.video().json()));
        if (seen.video().failed()) {
          fail(console, seen.failure());
        }
      } else if (sight instanceof Sight.Gone gone) {
        fail(console, gone.error());
      } else {
        unseen.add(id);
      }
    }

    private void fail(Console console, UploaderException e) {
      failures.add(e.kind());
      console.error(e);
    }
  }
}
