package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowChoice;
import io.kinescope.uploader.terminal.RowPrinter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "folders",
    description = "List the folders of a project, or create one.",
    subcommands = FoldersCommand.CreateFolder.class)
final class FoldersCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS =
      Column.fields("id name created_at parent_id project_id");

  /** Not required of picocli, which would ask for it in {@code folders create}, too. */
  @Parameters(
      arity = "0..1",
      paramLabel = "PROJECT_ID",
      description = "The project; 'kinescope projects' lists them.")
  @Nullable String projectId;

  @Mixin PagingOptions paging = new PagingOptions();

  @Mixin ListOptions listed = new ListOptions();

  @Override
  ExitCode run(App app) {
    String project = projectId;
    if (project == null) {
      throw UploaderException.usage(
          "the project's id is missing",
          "use 'kinescope folders PROJECT_ID'; 'kinescope projects' lists ids");
    }
    PageQuery query = paging.toQuery();
    RowChoice choice = listed.toChoice(COLUMNS);
    return list(
        COLUMNS, choice, receiver -> app.kinescope().projects().folders(project, query, receiver));
  }

  @Command(name = "create", description = "Create a folder, and print it.")
  static final class CreateFolder extends Online {
    @Parameters(index = "0", paramLabel = "PROJECT_ID", description = "The folder's project.")
    String projectId = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The folder's name.")
    String name = "";

    @Option(
        names = "--in",
        paramLabel = "FOLDER_ID",
        description = "The folder to create it in (default: the project's top level).")
    @Nullable String parentId;

    @Override
    void stopWith(App app) {
      Signals.finishOnRequest(app);
    }

    @Override
    ExitCode run(App app) {
      require(!name.isBlank(), "the folder's name is blank");
      JsonObject folder = app.kinescope().projects().createFolder(projectId, name, parentId);
      RowPrinter.printOne(format(), out(), COLUMNS, folder);
      return ExitCode.OK;
    }
  }
}
