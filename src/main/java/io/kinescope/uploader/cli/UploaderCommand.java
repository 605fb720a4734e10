package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.terminal.Terminals;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The root of the command tree, and the factory of the command line that {@code main} and the tests
 * run.
 */
@Command(
    name = "kinescope",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Upload videos to Kinescope in bulk: every row exactly once.",
      "Run the same command again whenever it was stopped: it resumes where it ended."
    },
    footerHeading = "%n",
    footer = {
      "Try it without an account:  kinescope import-csv videos.csv --sandbox",
      "More: kinescope COMMAND --help, and kinescope help TOPIC, with the topics lists,",
      "ledger, shards, cron, exit-codes, environment, options, logs, reports."
    })
public final class UploaderCommand extends BaseCommand.Group {
  static final List<String> COMMANDS =
      List.of(
          "import-csv",
          "ledger",
          "upload",
          "projects",
          "folders",
          "videos",
          "posters",
          "check",
          "api",
          "config",
          "sandbox",
          "completion",
          "version",
          "help");

  private static final Set<String> ASK_VERSION = Set.of("--version", "-V", "version");

  @Mixin GlobalOptions options = new GlobalOptions();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and build; with -v also the Java it runs on.")
  boolean version;

  final Environment environment;
  private @Nullable Console console;

  private UploaderCommand(Environment environment) {
    this.environment = environment;
  }

  /** Runs the process's command line. */
  public static int run(String[] args) {
    StandardOutput stdout = new StandardOutput();
    PrintWriter out = writer(stdout, "stdout");
    PrintWriter err = writer(new FileOutputStream(FileDescriptor.err), "stderr");
    int code = run(args, out, err);
    String lost = stdout.lost();
    // Of a terminal that is gone nobody wants to hear that it is.
    if (lost == null || code == ExitCode.BUG.code() || code == ExitCode.SIGHUP.code()) {
      return code;
    }
    new Console(err, false)
        .error("could not write to standard output: " + lost + "; check that the disk is not full");
    return ExitCode.LOCAL_IO.code();
  }

  private static int run(String[] args, PrintWriter out, PrintWriter err) {
    if (args.length == 1 && ASK_VERSION.contains(args[0])) {
      out.println(BuildInfo.lines(false)[0]); // before picocli: it is asked for often, by scripts
      out.flush();
      return ExitCode.OK.code();
    }
    StopSignal stop = new StopSignal();
    Signals.route(stop);
    Environment environment =
        new Environment(
            System.getenv(),
            System.in,
            Terminals.stderrIsTerminal(),
            () -> Terminals.stdinIsTerminal() && Terminals.stderrIsTerminal(),
            stop);
    return execute(environment, out, err, args);
  }

  /** This program's name and version. */
  static String program() {
    try (InputStream in =
        Objects.requireNonNull(UploaderCommand.class.getResourceAsStream("version.txt"))) {
      return "kinescope " + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command line; the factory that tests use. */
  static int execute(Environment environment, PrintWriter out, PrintWriter err, String... args) {
    try {
      for (String arg : args) { // a title or file name of what is lost would be another
        if (arg.indexOf(SafeText.UNDECODED) >= 0) {
          String shown = SafeText.clean(Redaction.setting(arg));
          throw UploaderException.usage(
              "the argument '" + shown + "' can't be decoded in the current locale (U+FFFD)",
              "write it in UTF-8, or set LC_ALL to the locale it is written in");
        }
      }
      ConfigDefaults defaults = ConfigDefaults.load(environment, args);
      return commandLine(environment, defaults, args).setOut(out).setErr(err).execute(args);
    } catch (UploaderException e) {
      // Before a command runs: the settings file or a variable of the environment is no good.
      new Console(err, false).error(e);
      return ExitCode.of(e.kind()).code();
    } finally {
      out.flush();
      err.flush();
    }
  }

  /**
   * The whole command tree, to be looked at; nobody's settings are in it. The build makes the man
   * pages of it.
   */
  public static CommandLine whole() {
    Environment none =
        new Environment(Map.of(), InputStream.nullInputStream(), false, new StopSignal());
    return commandLine(none, ConfigDefaults.none(none));
  }

  /**
   * The command line with all that belongs to it. To build all commands takes longer than most of
   * them run, so only the one that the arguments name is built; all, if that is not plain to see:
   * for the help, and for options with values before the command's name.
   */
  private static CommandLine commandLine(
      Environment environment, ConfigDefaults defaults, String... args) {
    UploaderCommand root = new UploaderCommand(environment);
    CommandLine commandLine = new CommandLine(root);
    GlobalOptions.inherit(
        commandLine
            .getCommandSpec()
            .versionProvider(() -> BuildInfo.lines(root.options.toLogSettings().verbosity() > 0)));
    String first = args.length == 0 ? "" : args[0];
    for (String name : COMMANDS.contains(first) ? List.of(first) : COMMANDS) {
      commandLine.addSubcommand(name, command(name));
    }
    Converters.register(commandLine);
    commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // --title @team is a title
        .setAbbreviatedOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(true)
        .setDefaultValueProvider(defaults)
        .setParameterExceptionHandler((e, given) -> wrongUsage(e, defaults, given))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .setExecutionStrategy(
            parsed -> {
              if (parsed.hasMatchedOption("--no-color")) {
                commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
              }
              if (parsed.asCommandLineList().stream().anyMatch(CommandLine::isUsageHelpRequested)) {
                commandLine.setUsageHelpWidth(HelpCommand.width(environment));
              }
              defaults.checkKeys(commandLine);
              if (defaults.warning() != null) {
                boolean quiet = commandLine.<UploaderCommand>getCommand().options.quiet();
                new Console(commandLine.getErr(), quiet).warn(defaults.warning());
              }
              int code = new CommandLine.RunLast().execute(parsed);
              StopSignal stop = environment.stop();
              return stop.requested() ? stop.exitCode() : code;
            });
    HelpCommand.layOut(commandLine);
    return commandLine;
  }

  /** One of {@link #COMMANDS}: no other is loaded. */
  private static Object command(String name) {
    return switch (name) {
      case "import-csv" -> new ImportCommand();
      case "ledger" -> new LedgerCommand();
      case "upload" -> new UploadCommand();
      case "projects" -> new ProjectsCommand();
      case "folders" -> new FoldersCommand();
      case "videos" -> new VideosCommand();
      case "posters" -> new PostersCommand();
      case "check" -> new CheckCommand();
      case "api" -> new ApiCommand();
      case "config" -> new ConfigCommand();
      case "sandbox" -> new SandboxCommand();
      case "completion" -> new CompletionCommand();
      case "version" -> new VersionCommand();
      case "help" -> new HelpCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Where people read; the log is set up when the first command asks for it: after parsing. */
  synchronized Console console() {
    if (console == null) {
      console = new Console(spec.commandLine().getErr(), options.quiet(), environment);
      Logging.configure(options.toLogSettings(), console::print);
    }
    return console;
  }

  private static int wrongUsage(ParameterException e, ConfigDefaults settings, String... args) {
    CommandLine command = e.getCommandLine();
    new Console(command.getErr(), false).error(Suggestions.wrongUsage(e, settings, args));
    return ExitCode.USAGE.code();
  }

  /** Turns what a command throws into a line and a code. */
  private static int failed(Exception e, CommandLine command) {
    UploaderCommand root = (UploaderCommand) command.getCommandSpec().root().userObject();
    Console console = new Console(command.getErr(), root.options.quiet(), root.environment);
    if (root.options.stacktrace()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      console.print(trace.toString().stripTrailing());
    }
    if (e instanceof UploaderException error) {
      StopSignal stop = root.environment.stop();
      boolean stopped = error.kind() == ErrorKind.INTERRUPTED && stop.requested();
      console.error(stopped ? "stopped" : Console.line(Suggestions.fitting(error, command)));
      // What is cut off by a stop request also fails in other ways: an answer that never came.
      return stop.requested() ? stop.exitCode() : ExitCode.of(error.kind()).code();
    }
    if (Logging.isOn()) { // of a run that nobody watches, the only trace
      LogLine.at(Level.ERROR, LoggerFactory.getLogger(Console.class), LogEvent.BUG)
          .cause(e)
          .say("a bug in this program");
    }
    console.error(
        "a bug in this program: " + e + "; please report it, with the output of --stacktrace");
    return ExitCode.BUG.code();
  }

  /** UTF-8 whatever the locale says: cron runs without one, and titles are Cyrillic. */
  private static PrintWriter writer(OutputStream out, String name) {
    return new PrintWriter(new OutputStreamWriter(out, Terminals.charset(name)));
  }
}
