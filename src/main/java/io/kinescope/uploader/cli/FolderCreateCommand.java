package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.terminal.RowPrinter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code folders create}. */
@Command(name = "create", description = "Create a folder, and print it.")
final class FolderCreateCommand extends BaseCommand.Online {
  @Parameters(index = "0", paramLabel = "PROJECT_ID", description = "The project that it is in.")
  String projectId = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "What it is called.")
  String name = "";

  @Option(
      names = "--in",
      paramLabel = "FOLDER_ID",
      description = "The folder that it goes into (default: the project's top level).")
  @Nullable String parentId;

  @Override
  void stopWith(Invocation invocation, Transport transport) {
    GracefulStop.install(invocation, transport);
  }

  @Override
  ExitCode run(App session) {
    if (name.isBlank()) {
      throw new UploaderException(ErrorKind.USAGE, "the folder's name is blank");
    }
    JsonObject folder = session.kinescope().projects().createFolder(projectId, name, parentId);
    Invocation invocation = session.invocation();
    RowPrinter.printOne(
        invocation.options().output, invocation.out(), FoldersCommand.COLUMNS, folder);
    return ExitCode.OK;
  }
}
