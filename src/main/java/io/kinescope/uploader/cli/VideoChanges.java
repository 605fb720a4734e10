package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.ParentPlace;
import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.terminal.RowPrinter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that change videos by hand: each shows what it is about, and asks. */
final class VideoChanges {
  private static final int MAX_NAMED = 3;

  private VideoChanges() {}

  /**
   * The videos are looked up first: with one that is not there, none is changed. Then one that the
   * service refuses keeps no other from its turn.
   */
  abstract static class OnVideos extends BaseCommand.Online {
    @Mixin ConfirmOptions confirm = new ConfirmOptions();

    @Override
    void stopWith(App app) {
      confirm.stopWith(app);
    }

    @Override
    final ExitCode run(App app) {
      check();
      confirm.check(app.environment);
      List<ErrorKind> failures = new ArrayList<>();
      List<Video> all = found(app, failures);
      if (!failures.isEmpty()) {
        app.console.error("nothing was changed: not all of the videos are there");
        return ExitCode.ofAll(failures);
      }
      boolean agreed = confirm.agreed(app, what(app, all), warning());
      try (RowPrinter printer = VideosCommand.printer(this, all.size() > 1)) {
        for (Video video : all) {
          VideosCommand.each(
              app, failures, () -> printer.print(agreed ? change(app, video) : video.json()));
        }
      }
      return ExitCode.ofAll(failures);
    }

    private List<Video> found(App app, List<ErrorKind> failures) {
      List<Video> all = new ArrayList<>();
      for (String id : new LinkedHashSet<>(ids())) {
        VideosCommand.each(app, failures, () -> all.add(app.kinescope().videos().get(id)));
      }
      return all;
    }

    private JsonObject change(App app, Video video) {
      if (app.stop().requested()) {
        throw new UploaderException(ErrorKind.INTERRUPTED, "stopped");
      }
      return change(app.kinescope().videos(), video);
    }

    /** Refuses options that make no sense. */
    void check() {}

    abstract List<String> ids();

    /** What is to be done, a verb phrase. */
    abstract String what(App app, List<Video> all);

    String warning() {
      return "";
    }

    /** Changes one; the video as it is then, or was before it went. */
    abstract JsonObject change(VideosApi videos, Video video);

    static String named(List<Video> all) {
      String some =
          all.stream()
              .limit(MAX_NAMED)
              .map(video -> "\"" + video.title() + "\"")
              .collect(Collectors.joining(", "));
      int more = all.size() - MAX_NAMED;
      return (all.size() == 1 ? "the video " : all.size() + " videos: ")
          + some
          + (more > 0 ? " and " + more + " more" : "");
    }
  }

  @Command(
      name = "edit",
      description = "Change a video's title or description, and print it.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope videos edit VIDEO_ID --title 'Lecture 1' --yes"})
  static final class Edit extends OnVideos {
    @Parameters(paramLabel = "ID", description = "The video.")
    String id = "";

    @Option(names = "--title", paramLabel = "TEXT", description = "The new title.")
    @Nullable String title;

    @Option(
        names = "--description",
        paramLabel = "TEXT",
        description = "The new description; empty for none.")
    @Nullable String description;

    @Override
    void check() {
      if (title == null && description == null) {
        throw UploaderException.usage("nothing to change", "use --title or --description");
      }
      require(title == null || !title.isBlank(), "the title is blank");
      int length = title == null ? 0 : title.codePointCount(0, title.length());
      require(
          length <= Metadata.MAX_CHARACTERS,
          "the title is longer than " + Metadata.MAX_CHARACTERS + " characters (" + length + ")");
    }

    @Override
    List<String> ids() {
      return List.of(id);
    }

    @Override
    String what(App app, List<Video> all) {
      String texts =
          Stream.of(text("title", title), text("description", description))
              .flatMap(Stream::ofNullable)
              .collect(Collectors.joining(" and "));
      return "change " + named(all) + ": " + texts;
    }

    private static @Nullable String text(String name, @Nullable String value) {
      return value == null ? null : name + " \"" + value + "\"";
    }

    @Override
    JsonObject change(VideosApi videos, Video video) {
      videos.update(id, title, description);
      return videos.get(id).json();
    }
  }

  @Command(
      name = "move",
      description = {
        "Move videos to another project or folder; print each.",
        "If one of them is not there, none is moved."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope videos move VIDEO_ID --to FOLDER_ID --dry-run"})
  static final class Move extends OnVideos {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of videos.")
    List<String> ids = List.of();

    @Option(
        names = "--to",
        paramLabel = "PARENT_ID",
        required = true,
        description = "The project or folder.")
    String to = "";

    private @Nullable ParentPlace place;

    @Override
    List<String> ids() {
      return ids;
    }

    @Override
    String what(App app, List<Video> all) {
      ParentPlace found = app.kinescope().projects().place(to);
      place = found;
      return "move " + named(all) + " to " + found.text();
    }

    @Override
    JsonObject change(VideosApi videos, Video video) {
      return place == null ? video.json() : videos.move(video.requireId(), place).json();
    }
  }

  @Command(
      name = "delete",
      description = {
        "Delete videos; print each as it was.",
        "If one of them is not there, none is deleted. Ledgers keep their rows as done: use --again or --new-ledger to upload them again."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {
        "  kinescope videos delete VIDEO_ID --dry-run",
        "  kinescope videos delete VIDEO_ID --yes"
      })
  static final class Delete extends OnVideos {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of videos.")
    List<String> ids = List.of();

    @Override
    List<String> ids() {
      return ids;
    }

    @Override
    String what(App app, List<Video> all) {
      return "delete " + named(all);
    }

    @Override
    String warning() {
      return " This may not be undone.";
    }

    @Override
    JsonObject change(VideosApi videos, Video video) {
      videos.delete(video.requireId());
      return video.json();
    }
  }
}
