package io.kinescope.uploader.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code src/docs/reference.md}, made from the commands themselves. */
final class Reference {
  private final StringBuilder text = new StringBuilder();

  private Reference() {}

  static String markdown() {
    Reference reference = new Reference();
    reference.whole();
    return reference.text.toString();
  }

  private void whole() {
    CommandLine root = UploaderCommand.whole();
    line("<!-- Made from the commands by DocsTest; change them, not this file. -->");
    line("");
    line("# Reference");
    line("");
    line(
        "Every command, option, variable and exit code. The same texts: `kinescope COMMAND --help`.");
    line("");
    List<CommandLine> commands = below(root).toList();
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      line("- [`" + name + "`](#" + name.replace(' ', '-') + ")");
    }
    line("- [Settings for every command](#settings-for-every-command)");
    line("- [Environment](#environment)");
    line("- [Exit codes](#exit-codes)");
    commands.forEach(command -> command(command.getCommandSpec()));
    heading("Settings for every command");
    line("An option wins over its variable, a variable over the settings file.");
    line("");
    table("option", root.getCommandSpec().options());
    heading("Environment");
    Map<String, String> variables = new TreeMap<>();
    ConfigDefaults.VARIABLES.forEach(
        (option, name) -> variables.put(name, "like `--" + option + "`"));
    variables.put("KINESCOPE_API_TOKEN", "the API token; never pass it as an argument");
    line("`kinescope help environment` lists these, and those that other programs have, too.");
    line("");
    line("| variable | |");
    line("|---|---|");
    variables.forEach((name, meaning) -> line("| `" + name + "` | " + meaning + " |"));
    heading("Exit codes");
    line("New ones may be added; an unknown one means failure.");
    line("");
    line("| code | |");
    line("|---|---|");
    for (ExitCode code : ExitCode.values()) {
      line("| " + code.code() + " | " + code.meaning() + " |");
    }
    line("");
    line("Several at once: the first that applies of 1, 11, 4, 6, 9, 3, 5, 10, 0.");
  }

  /** All commands below one, as they are listed. */
  static Stream<CommandLine> below(CommandLine command) {
    return command.getSubcommands().values().stream()
        .distinct()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .flatMap(sub -> Stream.concat(Stream.of(sub), below(sub)));
  }

  private void command(CommandSpec command) {
    heading(command.qualifiedName());
    String[] description = command.usageMessage().description();
    for (int i = 0; i < description.length; i++) {
      String next = escaped(rendered(description[i]));
      boolean goesOn = !next.isEmpty() && Character.isLowerCase(next.charAt(0));
      if (i > 0 && !goesOn) {
        line("");
      }
      line(next);
    }
    line("");
    line("```");
    line(
        CommandLine.Help.Ansi.OFF
            .string(command.commandLine().getHelp().synopsis(0))
            .lines()
            .map(String::strip)
            .collect(Collectors.joining(" ")));
    line("```");
    List<ArgSpec> own = new ArrayList<>(command.positionalParameters());
    command.options().stream().filter(option -> !option.inherited()).forEach(own::add);
    if (!own.isEmpty()) {
      line("");
      table(command.positionalParameters().isEmpty() ? "option" : "argument, option", own);
    }
    String[] footer = command.usageMessage().footer();
    if (footer.length > 0) {
      line("");
      line("```");
      Arrays.stream(footer).map(Reference::rendered).flatMap(String::lines).forEach(this::line);
      line("```");
    }
  }

  private void table(String what, List<? extends ArgSpec> args) {
    line("| " + what + " | |");
    line("|---|---|");
    for (ArgSpec arg : args) {
      if (!arg.hidden()) {
        String meaning =
            Arrays.stream(arg.description())
                .map(Reference::rendered)
                .map(Reference::escaped)
                .collect(Collectors.joining("<br>"));
        line("| " + name(arg) + " | " + meaning + " |");
      }
    }
  }

  private static String name(ArgSpec arg) {
    if (arg instanceof PositionalParamSpec positional) {
      return "`" + positional.paramLabel().replace("|", "\\|") + "`";
    }
    OptionSpec option = (OptionSpec) arg;
    String names =
        Arrays.stream(option.names())
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    boolean takesValue = option.arity().max() > 0;
    return takesValue ? names + " `" + option.paramLabel().replace("|", "\\|") + "`" : names;
  }

  private static String rendered(String text) {
    return CommandLine.Help.Ansi.OFF.string(text.formatted());
  }

  private static String escaped(String text) {
    return text.strip()
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("*", "\\*")
        .replace("\n", "<br>");
  }

  private void heading(String title) {
    line("");
    line("## " + title);
    line("");
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
