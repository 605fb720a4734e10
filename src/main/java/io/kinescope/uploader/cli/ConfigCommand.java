package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.terminal.Column;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code config}: the settings file. */
@Command(
    name = "config",
    description = {
      "Show and change the settings file.",
      "Settings are options without the leading --, such as parent or rate. With --profile NAME,",
      "these commands work on the settings of that profile, which wins over what holds for all."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ConfigCommand.SetOne.class,
      ConfigCommand.GetOne.class,
      ConfigCommand.Unset.class,
      ConfigCommand.ListAll.class,
      ConfigCommand.Show.class
    })
final class ConfigCommand extends BaseCommand.Group {
  private static final List<Column> COLUMNS = Column.fields("name value source");

  /** Of the settings, for completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ConfigDefaults.options().keySet().stream().sorted().iterator();
    }
  }

  /** A command on the file; it works, too, where a setting in it is wrong. */
  abstract static class OnFile extends BaseCommand {
    @Override
    public final Integer call() {
      run();
      out().flush();
      return ExitCode.OK.code();
    }

    abstract void run();

    /** The profile that is typed; the one for all if none is. */
    final String section() {
      String profile = root().options.profile;
      if (profile == null || !root().options.isTyped("--profile")) {
        return SettingsFile.ALL;
      }
      require(
          SettingsFile.isName(profile),
          "a profile's name has letters, digits, - _ . only, not '"
              + SafeText.clean(profile)
              + "'");
      return profile;
    }

    final Path path() {
      Path config = root().options.config;
      Path path = SettingsFile.place(root().environment, config == null ? null : config.toString());
      if (path == null) {
        throw UploaderException.usage(
            "there is no home folder for the settings file", "use --config FILE");
      }
      return path;
    }

    final SettingsFile file() {
      Path path = path();
      try {
        return SettingsFile.read(path);
      } catch (NoSuchFileException e) {
        return SettingsFile.none(path);
      } catch (IOException | IllegalArgumentException e) {
        throw SettingsFile.unreadable(path, e);
      }
    }

    final ConfigDefaults settings() {
      Path config = root().options.config;
      String named = config == null ? null : config.toString();
      return ConfigDefaults.load(
          root().environment, named, section().equals(SettingsFile.ALL) ? null : section());
    }

    /** Where a change was made, and what it is worth. */
    final void said(String name, String what) {
      root().console().info(name + " is " + what + " in " + path());
    }

    static String shown(String name, String value) {
      String text = name.equals("proxy") ? Redaction.setting(value) : value;
      return text.matches(Token.UUID) && name.startsWith("token") ? Redaction.MASK : text;
    }

    static OptionSpec option(String name) {
      Map<String, OptionSpec> options = ConfigDefaults.options();
      UploaderException unknown = ConfigDefaults.unknown(name, options.keySet());
      if (unknown != null) {
        throw UploaderException.usage("there is no setting '" + name + "'", unknown.hint());
      }
      return Objects.requireNonNull(options.get(name));
    }
  }

  @Command(
      name = "set",
      description = "Set a setting.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {
        "  kinescope config set parent PARENT_ID",
        "  kinescope config set token-command 'pass show kinescope'",
        "  kinescope config set --profile night bandwidth 20M"
      })
  static final class SetOne extends OnFile {
    @Parameters(
        index = "0",
        paramLabel = "NAME",
        completionCandidates = Names.class,
        description = "An option without its --.")
    String name = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "As the option takes it.")
    String value = "";

    @Override
    void run() {
      check(option(name));
      SettingsFile file = file();
      if (file.put(section(), name, value)) {
        file.write();
      }
      said(name, "set");
      String variable = ConfigDefaults.VARIABLES.get(name);
      if (variable != null
          && section().equals(SettingsFile.ALL)
          && root().environment.variable(variable) != null) {
        root().console().warn(variable + " is set, too, and wins over it");
      }
    }

    /** A value that its option would refuse does not get into the file. */
    private void check(OptionSpec option) {
      if (name.equals("token-command")) {
        var unused = new TokenCommand(value).words();
      }
      if (option.arity().max() == 0) {
        ConfigDefaults.truth(value, null, option);
        return;
      }
      List<String> line = new ArrayList<>();
      for (CommandLine at = option.command().commandLine(); at.getParent() != null; ) {
        line.add(0, at.getCommandName());
        at = at.getParent();
      }
      line.add(option.longestName() + "=" + value);
      line.add("--help"); // what the command needs besides is not missed
      try {
        UploaderCommand.whole().parseArgs(line.toArray(new String[0]));
      } catch (ParameterException e) {
        throw Suggestions.wrongUsage(e, ConfigDefaults.none(root().environment), line.get(0));
      }
    }
  }

  @Command(
      name = "get",
      description = {
        "Print the value of a setting, wherever it comes from: a variable, the file, the default.",
        "Exit code 3 if it has none."
      },
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope config get parallel"})
  static final class GetOne extends OnFile {
    @Parameters(
        paramLabel = "NAME",
        completionCandidates = Names.class,
        description = "An option without its --.")
    String name = "";

    @Override
    void run() {
      OptionSpec option = option(name);
      String value = settings().value(name);
      value = value == null ? option.defaultValue() : value;
      if (value == null) {
        throw UploaderException.withHint(
            ErrorKind.NOT_FOUND, name + " is not set", "use 'kinescope config set " + name + " …'");
      }
      out().print(SafeText.clean(shown(name, value)) + "\n");
    }
  }

  @Command(
      name = "unset",
      description = "Take a setting out of the file.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope config unset parent"})
  static final class Unset extends OnFile {
    @Parameters(
        paramLabel = "NAME",
        completionCandidates = Names.class,
        description = "An option without its --.")
    String name = "";

    @Override
    void run() {
      SettingsFile file = file();
      if (file.put(section(), name, null)) {
        file.write();
        said(name, "no longer set");
      } else {
        said(name, "not set");
      }
    }
  }

  @Command(
      name = "list",
      description = "List what is set, and where: variables and the settings file.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope config list", "  kinescope config list --profile night"})
  static final class ListAll extends OnFile {
    @Override
    void run() {
      ConfigDefaults settings = settings();
      Map<String, JsonObject> rows = new TreeMap<>();
      for (String name : ConfigDefaults.options().keySet()) {
        String value = settings.value(name);
        if (value != null) {
          rows.put(name, row(name, shown(name, value), settings.origin(name)));
        }
      }
      boolean byVariable =
          root().environment.variable(ConfigDefaults.TOKEN) != null
              && !rows.containsKey("token-file")
              && !rows.containsKey("token-command");
      if (byVariable) {
        rows.put("token", row("token", Redaction.MASK, ConfigDefaults.TOKEN));
      }
      printReport(COLUMNS, List.copyOf(rows.values()));
    }

    private static JsonObject row(String name, String value, @Nullable String source) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("name", name);
      fields.put("value", value);
      fields.put("source", source);
      return new JsonObject(fields);
    }
  }

  @Command(
      name = "path",
      description = "Print the path of the settings file.",
      footerHeading = BaseCommand.EXAMPLES,
      footer = {"  kinescope config path"})
  static final class Show extends OnFile {
    @Override
    void run() {
      out().print(path() + "\n");
    }
  }
}
