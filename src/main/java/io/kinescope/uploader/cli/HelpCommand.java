package io.kinescope.uploader.cli;

import io.kinescope.uploader.terminal.TerminalText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Parameters;

/** {@code help}, and the layout of every help text. */
@Command(
    name = "help",
    description = {
      "Help about a command or a topic.",
      "Topics: options, exit-codes, environment, lists, ledger, shards, cron, logs, reports."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope help upload file", "  kinescope help exit-codes"})
final class HelpCommand extends BaseCommand {
  private static final int WIDTH = 100;

  /** Narrower, words would stand alone. */
  private static final int MIN_WIDTH = 60;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND|TOPIC",
      completionCandidates = Names.class,
      description = "For example: upload file; options; exit-codes.")
  List<String> names = List.of();

  /** All that there is help about. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(UploaderCommand.COMMANDS.stream(), HelpTopic.names().stream())
          .distinct()
          .iterator();
    }
  }

  @Override
  public Integer call() {
    HelpTopic topic = HelpTopic.of(String.join(" ", names));
    int width = width(root().environment);
    if (topic == null) {
      named(UploaderCommand.whole()).setUsageHelpWidth(width).usage(out());
    } else {
      StringWriter text = new StringWriter();
      topic.print(new PrintWriter(text), width);
      int room = Math.max(MIN_WIDTH, root().environment.tableWidth().getAsInt());
      text.toString().lines().forEach(line -> out().print(TerminalText.broken(line, room)));
    }
    return ExitCode.OK.code();
  }

  private CommandLine named(CommandLine root) {
    CommandLine command = root;
    for (String name : names) {
      CommandLine sub = command.getSubcommands().get(name);
      if (sub == null) {
        throw Suggestions.unknownCommand(command, name, HelpTopic.names());
      }
      command = sub;
    }
    return command;
  }

  /** A command's own options; those that all commands share have a topic of their own. */
  static void layOut(CommandLine commandLine) {
    commandLine.setUsageHelpWidth(WIDTH).setUsageHelpLongOptionsMaxWidth(WIDTH / 3);
    commandLine
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> "%n".formatted());
    commandLine.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    commandLine.getSubcommands().values().forEach(HelpCommand::layOutBelow);
  }

  private static void layOutBelow(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpCommand::optionList);
    command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    command.getSubcommands().values().forEach(HelpCommand::layOutBelow);
  }

  /** How wide help may be: as it is in a pipe, or as the terminal has room for. */
  static int width(Environment environment) {
    return Math.max(MIN_WIDTH, Math.min(WIDTH, environment.tableWidth().getAsInt()));
  }

  private static String optionList(Help help) {
    List<OptionSpec> options =
        help.commandSpec().options().stream().filter(o -> !o.inherited() && !o.hidden()).toList();
    return help.optionListExcludingGroups(options)
        + "%nSettings for every command: kinescope help options%n".formatted();
  }

  /** The settings that every command takes. */
  static String sharedOptions(int width) {
    CommandLine any = UploaderCommand.whole().getSubcommands().values().iterator().next();
    any.setUsageHelpWidth(width);
    List<OptionSpec> options = any.getCommandSpec().options();
    return "Settings for every command, before or after its name; each may stand in the settings file:%n%n"
            .formatted()
        + any.getHelp()
            .optionListExcludingGroups(options.stream().filter(OptionSpec::inherited).toList());
  }
}
