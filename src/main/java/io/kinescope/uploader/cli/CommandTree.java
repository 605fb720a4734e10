package io.kinescope.uploader.cli;

import io.kinescope.uploader.concurrent.StopSignal;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Which commands there are. Building all of them takes longer than most of them run, so only the
 * one that is asked for is built.
 */
final class CommandTree {
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private CommandTree() {}

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("import-csv", ImportCommand::new);
    commands.put("ledger", LedgerCommand::new);
    commands.put("upload", UploadCommand::new);
    commands.put("projects", ProjectsCommand::new);
    commands.put("folders", FoldersCommand::new);
    commands.put("videos", VideosCommand::new);
    commands.put("posters", PostersCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("sandbox", SandboxCommand::new);
    commands.put("completion", CompletionCommand::new);
    commands.put("help", HelpCommand::new);
    return commands;
  }

  /**
   * Adds the command that the arguments name, or all if that is not plain to see: for the help, and
   * for options with values before the command's name.
   */
  static void addTo(CommandLine commandLine, String... args) {
    String first = args.length == 0 ? "" : args[0];
    Supplier<Object> chosen = COMMANDS.get(first);
    if (chosen != null) {
      commandLine.addSubcommand(first, chosen.get());
    } else {
      COMMANDS.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
    }
  }

  /** The whole tree, to be looked at; nobody's settings are in it. */
  static CommandLine whole() {
    Environment none =
        new Environment(Map.of(), InputStream.nullInputStream(), false, new StopSignal());
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return UploaderCommand.commandLine(
        none, new ConfigDefaults(none, new Properties()), nowhere, nowhere);
  }
}
