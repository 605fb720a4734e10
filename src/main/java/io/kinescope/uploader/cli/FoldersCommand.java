package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.ProjectsApi;
import io.kinescope.uploader.api.VideosApi.Filter;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowChoice;
import io.kinescope.uploader.terminal.RowPrinter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "folders",
    description = "List the folders of a project; create, rename or delete one.",
    subcommands = {
      FoldersCommand.CreateFolder.class,
      FoldersCommand.Rename.class,
      FoldersCommand.DeleteFolder.class
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {
      "  kinescope folders PROJECT_ID",
      "  kinescope folders PROJECT_ID --order name --columns name,id"
    })
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
    if (Suggestions.isCommand(spec.commandLine(), project)) {
      throw Suggestions.unknownCommand(spec.commandLine(), project, List.of());
    }
    PageQuery query = paging.toQuery();
    RowChoice choice = listed.toChoice(COLUMNS);
    return list(
        COLUMNS, choice, receiver -> app.kinescope().projects().folders(project, query, receiver));
  }

  @Command(
      name = "create",
      description = "Create a folder, and print it.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {
        "  kinescope folders create PROJECT_ID Lectures",
        "  kinescope folders create PROJECT_ID 'Week 1' --in FOLDER_ID -o id"
      })
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
      Signals.finishOnRequest(app, Signals.ONE_CALL);
    }

    @Override
    ExitCode run(App app) {
      require(!name.isBlank(), "the folder's name is blank");
      JsonObject folder = app.kinescope().projects().createFolder(projectId, name, parentId);
      RowPrinter.printOne(format(), out(), COLUMNS, folder);
      return ExitCode.OK;
    }
  }

  /** A command on one folder that somebody has to agree to. */
  abstract static class OnFolder extends Online {
    @Parameters(index = "0", paramLabel = "PROJECT_ID", description = "The folder's project.")
    String projectId = "";

    @Parameters(index = "1", paramLabel = "FOLDER_ID", description = "The folder.")
    String folderId = "";

    @Mixin ConfirmOptions confirm = new ConfirmOptions();

    @Override
    void stopWith(App app) {
      confirm.stopWith(app);
    }

    @Override
    final ExitCode run(App app) {
      confirm.check(app.environment);
      ProjectsApi projects = app.kinescope().projects();
      change(app, projects.folder(projectId, folderId));
      return ExitCode.OK;
    }

    abstract void change(App app, JsonObject folder);
  }

  @Command(
      name = "rename",
      description = "Give a folder another name, and print it.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope folders rename PROJECT_ID FOLDER_ID 'Week 2' --yes"})
  static final class Rename extends OnFolder {
    @Parameters(index = "2", paramLabel = "NAME", description = "The new name.")
    String name = "";

    @Override
    void change(App app, JsonObject folder) {
      require(!name.isBlank(), "the folder's name is blank");
      String what = "rename the folder \"" + folder.text("name") + "\" to \"" + name + "\"";
      JsonObject shown =
          confirm.agreed(app, what, "")
              ? app.kinescope().projects().renameFolder(projectId, folder, name)
              : folder;
      RowPrinter.printOne(format(), out(), COLUMNS, shown);
    }
  }

  @Command(
      name = "delete",
      description = {
        "Delete an empty folder, and print it.",
        "A folder with videos or folders in it is refused: what Kinescope does with them is not documented."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope folders delete PROJECT_ID FOLDER_ID --dry-run"})
  static final class DeleteFolder extends OnFolder {
    @Override
    void change(App app, JsonObject folder) {
      requireEmpty(app, folder);
      if (confirm.agreed(app, "delete the folder \"" + folder.text("name") + "\"", "")) {
        app.kinescope().projects().deleteFolder(projectId, folderId);
      }
      RowPrinter.printOne(format(), out(), COLUMNS, folder);
    }

    private void requireEmpty(App app, JsonObject folder) {
      String name = "the folder \"" + folder.text("name") + "\" ";
      List<JsonObject> inside = new ArrayList<>();
      app.kinescope()
          .projects()
          .folders(
              projectId,
              PageQuery.ALL,
              other -> {
                if (folderId.equals(other.text("parent_id"))) {
                  inside.add(other);
                }
                return inside.isEmpty();
              });
      if (!inside.isEmpty()) {
        throw UploaderException.withHint(
            ErrorKind.REFUSED,
            name + "has folders in it, such as \"" + inside.get(0).text("name") + "\"",
            "delete them first; 'kinescope folders " + projectId + "' lists them");
      }
      PageQuery first = new PageQuery(1, 1, null);
      Filter filter = new Filter(null, folderId, null, List.of(), List.of());
      app.kinescope().videos().list(first, filter, inside::add);
      if (!inside.isEmpty()) {
        throw UploaderException.withHint(
            ErrorKind.REFUSED,
            name + "has videos in it, such as \"" + inside.get(0).text("title") + "\"",
            "move or delete them first; 'kinescope videos list --folder "
                + folderId
                + "' lists them");
      }
    }
  }
}
