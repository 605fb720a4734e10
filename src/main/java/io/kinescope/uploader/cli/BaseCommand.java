package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.source.Shard;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.OutputFormat;
import io.kinescope.uploader.terminal.RowChoice;
import io.kinescope.uploader.terminal.RowPrinter;
import io.kinescope.uploader.terminal.TerminalText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: the global options, {@code --help}, and where to print. */
abstract class BaseCommand implements Callable<Integer> {
  /** Above the lines that a command's help shows; a test runs each of them. */
  static final String EXAMPLES = "%nExamples:%n";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  final UploaderCommand root() {
    return (UploaderCommand) spec.root().userObject();
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final OutputFormat format() {
    return root().options.output();
  }

  /** Refuses options that make no sense, or not together. */
  static void require(boolean fine, String message) {
    if (!fine) {
      throw new UploaderException(ErrorKind.USAGE, message);
    }
  }

  /** The fields of a JSON line, with its type in front. */
  static Map<String, @Nullable Object> typed(String type, Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> typed = new LinkedHashMap<>();
    typed.put("type", type);
    typed.putAll(fields);
    return typed;
  }

  /** A table's width: no limit where standard output is no terminal. */
  final int tableWidth() {
    return format() == OutputFormat.TABLE
        ? root().environment.tableWidth().getAsInt()
        : Integer.MAX_VALUE;
  }

  /** A printer, made to fit the terminal if there is one. */
  final RowPrinter fitted(RowPrinter printer) {
    int width = tableWidth();
    return width == Integer.MAX_VALUE ? printer : printer.fitting(width).tellingAge(Instant.now());
  }

  /** A printer for a list. */
  final RowPrinter listPrinter(List<Column> columns, RowChoice choice) {
    return fitted(RowPrinter.of(format(), out(), columns, choice));
  }

  /** Prints a list. */
  final void print(List<Column> columns, List<JsonObject> rows) {
    try (RowPrinter printer = fitted(RowPrinter.of(format(), out(), columns))) {
      rows.forEach(printer::print);
    }
  }

  /** Prints a list of which nobody can do without a column: long lines are broken instead. */
  final void printReport(List<Column> columns, List<JsonObject> rows) {
    int width = tableWidth();
    StringWriter text = new StringWriter();
    try (RowPrinter printer = RowPrinter.of(format(), new PrintWriter(text), columns)) {
      rows.forEach(printer::print);
    }
    if (width == Integer.MAX_VALUE) {
      out().print(text);
    } else {
      text.toString().lines().forEach(line -> out().print(TerminalText.broken(line, width)));
    }
    out().flush();
  }

  /** Where no row has a column that is named, the error is enough. */
  static void requireFound(RowChoice choice, RowPrinter printer) {
    try {
      choice.requireFound();
    } catch (UploaderException e) {
      printer.discard();
      throw e;
    }
  }

  /** A command that only groups others: alone, it is wrong usage. */
  abstract static class Group extends BaseCommand {
    @Override
    public final Integer call() {
      int width = HelpCommand.width(root().environment);
      spec.commandLine().setUsageHelpWidth(width).usage(spec.commandLine().getErr());
      return ExitCode.USAGE.code();
    }
  }

  /** A command that talks to the service. */
  abstract static class Online extends BaseCommand {
    @Override
    public final Integer call() {
      try (App app = App.open(root(), needsToken(), shard())) {
        stopWith(app);
        return run(app).code();
      }
    }

    /** Where none is needed, none is looked for. */
    boolean needsToken() {
      return true;
    }

    /** Which of several processes that share the items this is; null if it is alone. */
    @Nullable Shard shard() {
      return null;
    }

    /** What a stop request does: ends what is under way at once. */
    void stopWith(App app) {
      app.stop().onRequest(app.transport::stop);
    }

    abstract ExitCode run(App app);

    /**
     * Prints a list as it comes in.
     *
     * @param reading hands each item to what it is given, for as long as that says true: not when
     *     nobody reads any longer
     */
    final ExitCode list(
        List<Column> columns, RowChoice choice, Consumer<Predicate<JsonObject>> reading) {
      try (RowPrinter printer = listPrinter(columns, choice)) {
        try {
          reading.accept(
              item -> {
                printer.print(item);
                return !printer.broken();
              });
        } catch (UploaderException e) {
          printer.failed();
          throw e;
        }
        requireFound(choice, printer);
      }
      return ExitCode.OK;
    }
  }

  /**
   * A command that makes videos. A stop request lets it finish, since a create call that is cut off
   * is in doubt; and its first and last line in the log say with what it ran and how it ended.
   */
  abstract static class Uploading extends Online {
    @Override
    final void stopWith(App app) {
      Signals.finishOnRequest(app, "finishing or saving current uploads");
    }

    @Override
    final ExitCode run(App app) {
      ExitCode code = ExitCode.BUG;
      String why = "";
      try (RunReports reports = RunReports.of(app, reports(), spec)) {
        app.reports = reports;
        try {
          reports.begin();
          code = upload(app);
          return reports.end(code, null, why);
        } catch (UploaderException e) {
          code = ExitCode.of(e.kind());
          why = Console.line(e);
          throw e;
        } finally {
          code = reports.end(code, null, why);
        }
      } catch (UploaderException e) { // also of what could not be made ready
        code = ExitCode.of(e.kind());
        why = Console.line(e);
        throw e;
      } finally {
        RunLog.ended(app, code, why.isEmpty() ? why : "; " + why);
      }
    }

    /** What machines are told of it. */
    ReportOptions reports() {
      return ReportOptions.NONE;
    }

    abstract ExitCode upload(App app);
  }
}
