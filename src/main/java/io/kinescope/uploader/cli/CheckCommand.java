package io.kinescope.uploader.cli;

import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.RowPrinter;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;

/** {@code check}. */
@Command(
    name = "check",
    description = "Check token, rights, parent, hosts, proxy and clock; say what to do.")
final class CheckCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS = Lists.columns("status", "check", "result", "advice");

  @Override
  ExitCode run(App session) {
    Invocation invocation = session.invocation();
    List<CheckResult> findings = new Diagnosis(session).findings();
    try (RowPrinter printer =
        RowPrinter.of(invocation.options().output, invocation.out(), COLUMNS)) {
      findings.forEach(finding -> printer.print(finding.json()));
    }
    return ExitCode.ofAll(
        findings.stream().map(CheckResult::failure).filter(Objects::nonNull).toList());
  }
}
