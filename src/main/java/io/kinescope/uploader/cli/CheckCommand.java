package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.diagnose.Diagnosis;
import io.kinescope.uploader.diagnose.Place;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = {
      "Check all that an upload needs, from token to disk.",
      "Token, rights, parent, hosts, proxy, certificates, clock, ledger, disk and rate: each with what to do. Makes no video."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope check --parent PARENT_ID", "  kinescope check -o json"})
final class CheckCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS = Column.fields("status check result advice");

  /** For people: what to do stands where they have read what is wrong. */
  private static final List<Column> TABLE =
      List.of(
          Column.field("status"),
          Column.field("check"),
          new Column(
              "result",
              row ->
                  row.text("result")
                      + (row.text("advice") == null ? "" : "; " + row.text("advice"))));

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "A CSV list: check the ledger beside it (default: that of upload file). 'import-csv --dry-run' checks its rows.")
  @Nullable Path list;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "The ledger to check, if the run will be told one.")
  @Nullable Path ledger;

  @Mixin ShardOption sharding = new ShardOption();

  @Override
  @Nullable Shard shard() {
    return sharding.in(root().environment);
  }

  @Override
  ExitCode run(App app) {
    if (list != null && (!Files.isReadable(list) || Files.isDirectory(list))) {
      String wrong =
          Files.isDirectory(list) ? " is a folder" : " does not exist or is not readable";
      throw new UploaderException(ErrorKind.INPUT, list + wrong + "; name the CSV file");
    }
    Diagnosis diagnosis =
        new Diagnosis(app.transport, app.noToken(), app.proxy, app.parent(), place(app));
    printReport(format() == OutputFormat.TABLE ? TABLE : COLUMNS, diagnosis.lines());
    return ExitCode.ofAll(diagnosis.failures());
  }

  private Place place(App app) {
    Path caCert = root().options.caCert();
    try {
      Path path =
          list == null ? LedgerPlace.ofUser(app, ledger) : LedgerPlace.ofList(app, list, ledger);
      boolean ofList = list != null;
      return new Place(path, () -> OpenLedger.check(app, path, ofList), caCert, app.rate());
    } catch (UploaderException e) { // no folder for it can be made
      Supplier<String> none =
          () -> {
            throw e;
          };
      return new Place(null, none, caCert, app.rate());
    }
  }
}
