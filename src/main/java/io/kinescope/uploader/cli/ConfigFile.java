package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The settings file's place on the command line, and its keys. */
final class ConfigFile {
  private static final String OPTION = "--config";

  /** These make no sense as a lasting setting. */
  private static final Set<String> NEVER_KEYS = Set.of("help", "version", "config");

  private ConfigFile() {}

  /**
   * The file that the arguments name: it has to be read before they are parsed, since it holds
   * their defaults.
   */
  static @Nullable String named(String... args) {
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      if (args[i].startsWith(OPTION + "=")) {
        return args[i].substring(OPTION.length() + 1);
      }
      if (args[i].equals(OPTION) && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return null;
  }

  /**
   * Refuses keys that are no option of any command.
   *
   * @throws UploaderException of kind USAGE naming the nearest option
   */
  static void checkKeys(SettingsDefaults defaults) {
    Set<String> known = null;
    for (String key : defaults.keys()) {
      if (known == null) {
        known = options();
      }
      if (!known.contains(key)) {
        throw UploaderException.withHint(
            ErrorKind.USAGE,
            "the settings file has an unknown key '" + key + "'",
            NearestName.of(key, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("keys are option names without dashes"));
      }
    }
  }

  private static Set<String> options() {
    Set<String> names = new TreeSet<>();
    CommandLine whole = CommandTree.whole();
    collect(whole, names);
    names.removeAll(NEVER_KEYS);
    return names;
  }

  private static void collect(CommandLine command, Set<String> names) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.add(SettingsDefaults.nameOf(option));
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, names));
  }
}
