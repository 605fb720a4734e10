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
    description = {"Help about a command or a topic.", "Topics: exit-codes, environment, shards."})
final class HelpCommand extends BaseCommand {
  private static final int WIDTH = 100;

  /** Variables that stand for no option. */
  private static final Map<String, String> MORE_VARIABLES =
      Map.of(
          "KINESCOPE_API_TOKEN", "the API token; it is never an argument",
          "NO_PROXY", "hosts that are reached without the proxy, separated by commas; * for all",
          "NO_COLOR", "if set, no colors; like --no-color",
          "KINESCOPE_JAVA_OPTS", "extra JVM options, separated by spaces",
          "JAVA_HOME", "the Java to run on, 17 or newer (default: the one on the PATH)",
          "XDG_CONFIG_HOME",
              "settings are read from kinescope/config.properties in it (default: ~/.config)",
          "XDG_STATE_HOME",
              "uploads are remembered in kinescope/uploads.db in it (default: ~/.local/state)",
          "XDG_CACHE_HOME",
              "class-data archives that make the start quicker are kept in it (default: ~/.cache)");

  private static final String SHARDS =
      """
      Several processes, on one machine or many, can share one list (import-csv) or folder (upload
      file):

        kinescope import-csv videos.csv --shard 1/4      and 2/4, 3/4, 4/4, each anywhere

      Every shard reads the whole list, and uploads the items whose key's hash falls to it. Options
      that make keys or name parents (--parent, --ignore-query, --map) must be the same for all. Each
      has files of its own: videos.csv.shard-1-of-4.ledger.db, .results.csv, .failed.csv; a name given
      with --ledger, --results or --failed gets the shard, too. The rate limit is divided by N;
      --limit, --max-errors and --bandwidth are each shard's own. KINESCOPE_SHARD stands for --shard.

      --shard auto takes the number from the environment:
        Kubernetes Indexed Job   JOB_COMPLETION_INDEX, from 0; the size is not told: --shard auto/N
        Slurm array              SLURM_ARRAY_TASK_ID, _MIN, _STEP and _COUNT
        GitLab parallel          CI_NODE_INDEX of CI_NODE_TOTAL
        AWS Batch array          AWS_BATCH_JOB_ARRAY_INDEX of AWS_BATCH_JOB_ARRAY_SIZE
      With auto/N, another size than N is an error.

      A shard that was killed is run again with the same number. Another N, or no shard, is refused
      (exit code 2) until the ledgers of all shards are merged:

        kinescope ledger merge videos.csv.ledger.db videos.csv.shard-*-of-4.ledger.db

      It proves that every shard is there once and that no row is another's. 'ledger export' of the
      merged ledger is the import's result. Runs with any N, or none, take over what it knows; keep it
      beside the list.

      A video whose create call was lost is not guessed by a title that another shard's row has, too:
      such a row is left for a person (exit code 3). Rows must keep their keys: all have an id, or
      none.
      """;

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
      case "shards" -> out().print(SHARDS);
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
            command, name, List.of("exit-codes", "environment", "shards"));
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
