package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.terminal.Terminals;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The root of the command tree, and the factory of the command line that {@code main} and the tests
 * run.
 */
@Command(
    name = "kinescope",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = UploaderCommand.VersionLine.class,
    description = {
      "Uploads videos to Kinescope, in bulk: every row exactly once.",
      "",
      "Run the same command as often as you like, kill it where you like: it goes on where it was."
    })
public final class UploaderCommand extends BaseCommand {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  boolean version;

  private final Environment surroundings;
  private @Nullable Invocation invocation;

  private UploaderCommand(Environment surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs the process's command line. */
  public static int run(String[] args) {
    StandardOutput stdout = new StandardOutput();
    PrintWriter out = writer(stdout);
    if (args.length == 1 && args[0].equals("--version")) {
      out.println(
          "kinescope " + Version.text()); // before picocli: it is asked for often, by scripts
      out.flush();
      return ExitCode.OK.code();
    }
    StopSignal stop = new StopSignal();
    Signals.route(stop);
    Environment surroundings =
        new Environment(System.getenv(), System.in, Terminals.stderrIsTerminal(), stop);
    PrintWriter err = writer(new FileOutputStream(FileDescriptor.err));
    int code = execute(surroundings, out, err, args);
    String lost = stdout.lost();
    if (lost == null || code == ExitCode.BUG.code()) {
      return code;
    }
    new Console(err, false)
        .error("standard output can't be written: " + lost + "; is the disk full?");
    return ExitCode.LOCAL_IO.code();
  }

  /** Runs a command line; the factory that tests use. */
  static int execute(Environment surroundings, PrintWriter out, PrintWriter err, String... args) {
    try {
      return commandLine(surroundings, out, err, args).execute(args);
    } catch (UploaderException e) {
      // Before a command runs: the settings file or a variable of the environment is no good.
      new Console(err, false).error(ErrorPrinter.line(e));
      return ExitCode.of(e.kind()).code();
    } finally {
      out.flush();
      err.flush();
    }
  }

  /**
   * The command line with all that belongs to it.
   *
   * @param args only the command that they name is built
   */
  static CommandLine commandLine(
      Environment surroundings, PrintWriter out, PrintWriter err, String... args) {
    return commandLine(surroundings, ConfigDefaults.load(surroundings, args), out, err, args);
  }

  /** The same with settings that were read already. */
  static CommandLine commandLine(
      Environment surroundings,
      ConfigDefaults defaults,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    CommandLine commandLine = new CommandLine(new UploaderCommand(surroundings));
    CommandTree.addTo(commandLine, args);
    Converters.register(commandLine);
    commandLine
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(true)
        .setDefaultValueProvider(defaults)
        .setParameterExceptionHandler((e, given) -> wrongUsage(e, defaults, given))
        .setExecutionExceptionHandler(new Failures(surroundings))
        .setExecutionStrategy(
            parsed -> {
              if (parsed.hasMatchedOption("--no-color")) {
                commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
              }
              defaults.checkKeys(commandLine);
              int code = new CommandLine.RunLast().execute(parsed);
              StopSignal stop = surroundings.stop();
              return stop.requested() ? stop.exitCode() : code;
            });
    HelpCommand.layOut(commandLine);
    return commandLine;
  }

  /** The run's invocation, made when the first command asks for it: after parsing. */
  synchronized Invocation invocation(CommandLine commandLine) {
    if (invocation == null) {
      ParseResult parsed = spec.commandLine().getParseResult();
      Invocation.Settings settings =
          new Invocation.Settings(
              named(parsed, "--token-file"),
              named(parsed, "--api-url") || named(parsed, "--uploader-url"),
              named(parsed, "--parent"));
      invocation =
          new Invocation(
              options,
              settings,
              surroundings,
              commandLine.getOut(),
              new Console(commandLine.getErr(), options.quiet));
      Logging.configure(options.toLogSettings(), invocation.messages()::print);
    }
    return invocation;
  }

  private static boolean named(ParseResult parsed, String option) {
    for (ParseResult level = parsed; level != null; level = level.subcommand()) {
      if (level.hasMatchedOption(option)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  private static int wrongUsage(ParameterException e, ConfigDefaults settings, String... args) {
    CommandLine command = e.getCommandLine();
    new Console(command.getErr(), false)
        .error(ErrorPrinter.line(Suggestions.wrongUsage(e, settings, args)));
    return ExitCode.USAGE.code();
  }

  /** Turns what a command throws into a line and a code. */
  private record Failures(Environment surroundings) implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception e, CommandLine command, @Nullable ParseResult parsed) {
      GlobalOptions options =
          ((UploaderCommand) command.getCommandSpec().root().userObject()).options;
      Console messages = new Console(command.getErr(), options.quiet);
      if (options.stacktrace) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        messages.print(trace.toString().stripTrailing());
      }
      if (e instanceof UploaderException error) {
        StopSignal stop = surroundings.stop();
        boolean stopped = error.kind() == ErrorKind.INTERRUPTED && stop.requested();
        messages.error(stopped ? "stopped" : ErrorPrinter.line(error));
        // What is cut off by a stop request also fails in other ways: an answer that never came.
        return stop.requested() ? stop.exitCode() : ExitCode.of(error.kind()).code();
      }
      messages.error(
          "a bug in this program: " + e + "; please report it, with the output of --stacktrace");
      return ExitCode.BUG.code();
    }
  }

  /** {@code --version}. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"kinescope " + Version.text()};
    }
  }

  /** UTF-8 whatever the locale says: cron runs without one, and titles are Cyrillic. */
  private static PrintWriter writer(OutputStream out) {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }
}
