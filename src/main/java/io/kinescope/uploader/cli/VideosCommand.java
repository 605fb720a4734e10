package io.kinescope.uploader.cli;

import io.kinescope.uploader.terminal.Column;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code videos}: what became of uploads. */
@Command(
    name = "videos",
    description = "Look at videos, and wait for them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VideosGetCommand.class, VideosListCommand.class, VideosWaitCommand.class})
final class VideosCommand extends BaseCommand {
  static final List<Column> COLUMNS =
      Lists.columns(
          "id",
          "title",
          "created_at",
          "status",
          "duration",
          "play_link",
          "project_id",
          "folder_id");

  /** One video has room for more. */
  static final List<Column> DETAILS =
      Lists.columns(
          "id",
          "title",
          "subtitle",
          "description",
          "created_at",
          "updated_at",
          "status",
          "progress",
          "duration",
          "play_link",
          "embed_link",
          "hls_link",
          "project_id",
          "folder_id");

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
