import io.kinescope.uploader.cli.UploaderCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual page of each command, from the commands themselves. A build tool, in no jar:
 * run by the pom's release profile as a single source file, with the folder to write to, the
 * version and the date of the build.
 *
 * <p>man(7) without a detour: picocli's own generator makes AsciiDoc, and what AsciiDoc's tools
 * make of that does not pass {@code mandoc -Tlint}.
 */
final class ManPages {
  private static final int WIDTH = 78;

  /** A line of two columns, such as an exit code and its meaning. */
  private static final Pattern ENTRY = Pattern.compile("^ {1,4}(\\S+) {2,}(\\S.*)$");

  private final Path folder;
  private final String version;
  private final String date;
  private StringBuilder page = new StringBuilder();

  private ManPages(Path folder, String version, String date) {
    this.folder = folder;
    this.version = version;
    this.date = date;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    new ManPages(folder, args[1], args[2].substring(0, "yyyy-mm-dd".length()))
        .write(UploaderCommand.whole());
  }

  private void write(CommandLine command) throws IOException {
    CommandSpec spec = command.getCommandSpec();
    boolean first = spec.parent() == null;
    page = new StringBuilder();
    String name = pageName(spec);
    macro("TH", name.toUpperCase(Locale.ROOT), "1", date, "kinescope " + version, "Kinescope");
    String[] description = spec.usageMessage().description();
    macro("SH", "NAME");
    text(escape(name) + " \\- " + escape(description[0].replaceFirst("\\.$", "")));
    synopsis(spec, first);
    macro("SH", "DESCRIPTION");
    paragraphs(description);
    options(command, first);
    commands(command.getSubcommands().values());
    footer(spec);
    if (first) {
      topic("EXIT STATUS", "exit-codes");
      topic("ENVIRONMENT", "environment");
    } else {
      macro("SH", "SEE ALSO");
      macro("BR", "kinescope", "(1),");
      text(
          "which tells the settings that every command takes, the exit codes, and the"
              + " environment.");
    }
    Files.writeString(folder.resolve(name + ".1"), page);
    for (CommandLine sub : new LinkedHashSet<>(command.getSubcommands().values())) {
      write(sub);
    }
  }

  private static String pageName(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  private void synopsis(CommandSpec spec, boolean first) {
    macro("SH", "SYNOPSIS");
    macro("B", escape(spec.qualifiedName(" ")));
    StringBuilder rest = new StringBuilder("[\\fIOPTION\\fR]...");
    for (PositionalParamSpec argument : spec.positionalParameters()) {
      String label = "\\fI" + escape(argument.paramLabel()) + "\\fR";
      rest.append(argument.arity().min() == 0 ? " [" + label + "]" : " " + label)
          .append(argument.arity().max() > 1 ? "..." : "");
    }
    boolean groups = !spec.subcommands().isEmpty();
    text(rest + (groups ? first ? " \\fICOMMAND\\fR" : " [\\fICOMMAND\\fR]" : ""));
  }

  /** Only the first page has the settings of all: on each of thirty they would hide its own. */
  private void options(CommandLine command, boolean first) {
    macro("SH", "OPTIONS");
    Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
    Help.IOptionRenderer renderer = help.createDefaultOptionRenderer();
    Help.IParameterRenderer parameters = help.createDefaultParameterRenderer();
    for (PositionalParamSpec argument : command.getCommandSpec().positionalParameters()) {
      Text[][] rows =
          parameters.render(argument, help.parameterLabelRenderer(), help.colorScheme());
      entry("\\fI" + escape(argument.paramLabel()) + "\\fR", rows);
    }
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden() && (first || !option.inherited())) {
        String names = "\\fB" + escape(String.join(", ", option.names())) + "\\fR";
        String value =
            option.arity().max() == 0 ? "" : " \\fI" + escape(option.paramLabel()) + "\\fR";
        entry(
            names.replace(", ", "\\fR, \\fB") + value,
            renderer.render(option, help.parameterLabelRenderer(), help.colorScheme()));
      }
    }
  }

  /** What an option does: the last column of all its rows. */
  private void entry(String term, Text[][] rows) {
    macro("TP");
    text(term);
    for (int i = 0; i < rows.length; i++) {
      if (i > 0) {
        macro("br");
      }
      text(escape(rows[i][rows[i].length - 1].toString().strip()));
    }
  }

  private void commands(Collection<CommandLine> commands) {
    if (!commands.isEmpty()) {
      macro("SH", "COMMANDS");
    }
    for (CommandLine command : new LinkedHashSet<>(commands)) {
      macro("TP");
      macro("BR", escape(pageName(command.getCommandSpec())), "(1)");
      text(escape(command.getCommandSpec().usageMessage().description()[0]));
    }
  }

  /** What stands below a command's help, such as its examples, line by line. */
  private void footer(CommandSpec spec) {
    String[] footer = spec.usageMessage().footer();
    if (footer.length == 0) {
      return;
    }
    String heading = spec.usageMessage().footerHeading().replace("%n", "").replace(":", "").strip();
    macro("SH", heading.isEmpty() ? "NOTES" : heading.toUpperCase(Locale.ROOT));
    macro("nf");
    for (String line : footer) {
      text(escape(line.formatted()));
    }
    macro("fi");
  }

  private void topic(String heading, String topic) {
    StringWriter text = new StringWriter();
    UploaderCommand.whole().setOut(new PrintWriter(text, true)).execute("help", topic);
    macro("SH", heading);
    paragraphs(text.toString().lines().toArray(String[]::new));
  }

  private void paragraphs(String... lines) {
    boolean apart = false;
    for (String line : lines) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches()) {
        macro("TP");
        text("\\fB" + escape(entry.group(1)) + "\\fR");
        text(escape(entry.group(2)));
      } else if (!line.isBlank()) {
        if (apart) {
          macro("PP");
        }
        text(escape(line.strip()));
      }
      apart = true;
    }
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(" \"").append(argument).append('"');
    }
    page.append('\n');
  }

  /** One line of text, broken where a terminal's width ends. */
  private void text(String escaped) {
    int length = 0;
    for (String word : escaped.split(" ")) {
      int width = width(word);
      if (length > 0 && length + 1 + width > WIDTH) {
        page.append('\n');
        length = 0;
      }
      // A line that begins with a dot or a quote would be a request.
      String safe = length == 0 && word.matches("[.'].*") ? "\\&" + word : word;
      page.append(length == 0 ? "" : " ").append(safe);
      length += width + 1;
    }
    page.append('\n');
  }

  /** As mandoc counts it, which turns each letter beyond ASCII into an escape of eight bytes. */
  private static int width(String word) {
    return word.chars().map(c -> c < 128 ? 1 : 8).sum();
  }

  private static String escape(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
  }
}
