package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.terminal.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code folders}. */
@Command(
    name = "folders",
    description = "List the folders of a project, or create one.",
    subcommands = FolderCreateCommand.class)
final class FoldersCommand extends BaseCommand.Online {
  static final List<Column> COLUMNS =
      Lists.columns("id", "name", "created_at", "parent_id", "project_id");

  /** Not required of picocli, which would ask for it in {@code folders create}, too. */
  @Parameters(
      arity = "0..1",
      paramLabel = "PROJECT_ID",
      description = "The project; 'kinescope projects' lists them.")
  @Nullable String projectId;

  @Mixin PagingOptions paging = new PagingOptions();

  @Override
  ExitCode run(App session) {
    String project = projectId;
    if (project == null) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "the project's id is missing",
          "write 'kinescope folders PROJECT_ID'; 'kinescope projects' lists ids");
    }
    PageQuery query = paging.toQuery();
    return Lists.print(
        session.invocation(),
        COLUMNS,
        receiver -> session.kinescope().projects().folders(project, query, receiver));
  }
}
