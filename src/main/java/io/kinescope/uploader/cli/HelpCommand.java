package io.kinescope.uploader.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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
      "Topics: exit-codes, environment, logs, reports, cron, shards."
    })
final class HelpCommand extends BaseCommand {
  private static final int WIDTH = 100;

  /** Variables that stand for no option. */
  private static final Map<String, String> MORE_VARIABLES =
      Map.of(
          "KINESCOPE_API_TOKEN", "the API token; never pass it as an argument",
          "NO_PROXY", "hosts to reach without the proxy, separated by commas; * for all",
          "NO_COLOR", "if set, no colors; like --no-color",
          "KINESCOPE_JAVA_OPTS", "extra JVM options, separated by spaces",
          "JAVA_HOME", "the Java to run on, 17 or newer (default: the one on the PATH)",
          "XDG_CONFIG_HOME",
              "folder of the settings file, kinescope/config.properties (default: ~/.config)",
          "XDG_STATE_HOME",
              "folder of the record of uploads, kinescope/uploads.db (default: ~/.local/state)",
          "XDG_CACHE_HOME",
              "folder of class-data archives, which speed up the start (default: ~/.cache)");

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND|TOPIC",
      description = "For example: upload file; exit-codes; environment; shards.")
  List<String> names = List.of();

  @Override
  public Integer call() {
    switch (String.join(" ", names)) {
      case "exit-codes" -> exitCodes();
      case "environment" -> environment();
      case "shards" -> HelpTopics.shards(out());
      case "logs" -> HelpTopics.logs(out());
      case "reports" -> HelpTopics.reports(out());
      case "cron" -> HelpTopics.cron(out());
      default -> named(UploaderCommand.whole()).usage(out());
    }
    return ExitCode.OK.code();
  }

  private CommandLine named(CommandLine root) {
    CommandLine command = root;
    for (String name : names) {
      CommandLine sub = command.getSubcommands().get(name);
      if (sub == null) {
        throw Suggestions.unknownCommand(
            command,
            name,
            List.of("exit-codes", "environment", "logs", "reports", "cron", "shards"));
      }
      command = sub;
    }
    return command;
  }

  private void exitCodes() {
    out().print("Exit codes; new ones may be added, an unknown one means failure:\n\n");
    for (ExitCode code : ExitCode.values()) {
      out().print(String.format(Locale.ROOT, "%4d  %s\n", code.code(), code.meaning()));
    }
    out().print("\nSeveral at once: the first that applies of 1, 11, 4, 6, 9, 3, 5, 10, 0.\n");
  }

  private void environment() {
    Map<String, String> all = new TreeMap<>(MORE_VARIABLES);
    ConfigDefaults.VARIABLES.forEach((option, name) -> all.put(name, "like --" + option));
    int width = all.keySet().stream().mapToInt(String::length).max().orElse(1);
    out()
        .print(
            "Environment variables; an option wins over its variable, a variable over the settings file:\n\n");
    all.forEach(
        (name, meaning) -> out().print(String.format("  %-" + width + "s  %s\n", name, meaning)));
  }

  /** A command's own options first, then the settings that every command takes. */
  static void layOut(CommandLine commandLine) {
    commandLine.setUsageHelpWidth(WIDTH).setUsageHelpLongOptionsMaxWidth(WIDTH / 3);
    commandLine.getSubcommands().values().forEach(HelpCommand::layOutBelow);
  }

  private static void layOutBelow(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpCommand::optionList);
    command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    command.getSubcommands().values().forEach(HelpCommand::layOutBelow);
  }

  private static String optionList(Help help) {
    List<OptionSpec> options = help.commandSpec().options();
    return help.optionListExcludingGroups(options.stream().filter(o -> !o.inherited()).toList())
        + "%nSettings, for every command:%n".formatted()
        + help.optionListExcludingGroups(options.stream().filter(OptionSpec::inherited).toList());
  }
}
