package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.VideosApi.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code videos list}. */
@Command(name = "list", description = "List videos.")
final class VideosListCommand extends BaseCommand.Online {
  @Option(names = "--project", paramLabel = "ID", description = "Only those of this project.")
  @Nullable String project;

  @Option(names = "--folder", paramLabel = "ID", description = "Only those in this folder.")
  @Nullable String folder;

  @Option(
      names = "--query",
      paramLabel = "TEXT",
      description = "Only those with this text in title or description.")
  @Nullable String text;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      split = ",",
      description = "Only those in this status, such as done or error; may be repeated.")
  List<String> statuses = List.of();

  @Mixin PagingOptions paging = new PagingOptions();

  @Override
  ExitCode run(App session) {
    PageQuery query = paging.toQuery();
    Filter filter = new Filter(project, folder, text, statuses, List.of());
    return Lists.print(
        session.invocation(),
        VideosCommand.COLUMNS,
        receiver -> session.kinescope().videos().list(query, filter, receiver));
  }
}
