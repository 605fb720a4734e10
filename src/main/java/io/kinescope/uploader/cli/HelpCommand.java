package io.kinescope.uploader.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code help}. */
@Command(
    name = "help",
    description = {"Help about a command or a topic.", "Topics: exit-codes, environment."})
final class HelpCommand extends BaseCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND|TOPIC",
      description = "For example: upload file; exit-codes; environment.")
  List<String> names = List.of();

  @Override
  public Integer call() {
    if (names.equals(List.of("exit-codes"))) {
      HelpTopics.exitCodes(out());
    } else if (names.equals(List.of("environment"))) {
      HelpTopics.environment(out());
    } else {
      named(CommandTree.whole()).usage(out());
    }
    return ExitCode.OK.code();
  }

  private CommandLine named(CommandLine root) {
    CommandLine command = root;
    for (String name : names) {
      CommandLine sub = command.getSubcommands().get(name);
      if (sub == null) {
        throw Suggestions.unknownCommand(command, name, HelpTopics.NAMES);
      }
      command = sub;
    }
    return command;
  }
}
