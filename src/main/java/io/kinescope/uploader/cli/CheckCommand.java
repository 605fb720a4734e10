package io.kinescope.uploader.cli;

import io.kinescope.uploader.diagnose.Diagnosis;
import io.kinescope.uploader.terminal.Column;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "check",
    description = "Check all that an upload needs, from token to clock.",
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope check --parent PARENT_ID", "  kinescope check -o json"})
final class CheckCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS = Column.fields("status check result advice");

  @Override
  ExitCode run(App app) {
    Diagnosis diagnosis =
        new Diagnosis(
            app.transport, app.hasToken ? null : GlobalOptions.noToken(), app.proxy, app.parent());
    print(COLUMNS, diagnosis.lines());
    return ExitCode.ofAll(diagnosis.failures());
  }
}
