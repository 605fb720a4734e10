package io.kinescope.uploader.cli;

import io.kinescope.uploader.output.Column;
import io.kinescope.uploader.output.RowPrinter;
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
  ExitCode run(Session session) {
    Invocation invocation = session.invocation();
    List<Finding> findings = new Checkup(session).findings();
    try (RowPrinter printer =
        RowPrinter.of(invocation.options().output, invocation.out(), COLUMNS)) {
      findings.forEach(finding -> printer.print(finding.json()));
    }
    return ExitCode.ofAll(
        findings.stream().map(Finding::failure).filter(Objects::nonNull).toList());
  }
}
