package io.kinescope.uploader.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Help texts in two parts: a command's own options first, then the settings that every command
 * takes.
 */
final class HelpLayout {
  private static final int WIDTH = 100;

  private HelpLayout() {}

  static void install(CommandLine commandLine) {
    commandLine.setUsageHelpWidth(WIDTH).setUsageHelpLongOptionsMaxWidth(WIDTH / 3);
    apply(commandLine);
  }

  private static void apply(CommandLine commandLine) {
    if (commandLine.getParent() != null) {
      commandLine
          .getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
      commandLine.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    }
    commandLine.getSubcommands().values().forEach(HelpLayout::apply);
  }

  private static String options(Help help) {
    List<OptionSpec> own =
        help.commandSpec().options().stream().filter(o -> !o.inherited()).toList();
    List<OptionSpec> inherited =
        help.commandSpec().options().stream().filter(OptionSpec::inherited).toList();
    return help.optionListExcludingGroups(own)
        + "%nSettings, for every command:%n".formatted()
        + help.optionListExcludingGroups(inherited);
  }
}
