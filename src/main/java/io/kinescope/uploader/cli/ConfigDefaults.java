package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where a setting comes from that is no option on the command line: the profile that is named
 * there, then the environment, then the profile that the environment names, then the settings file,
 * then the built-in default.
 *
 * @param levels the first that has a setting tells its value
 * @param file the settings file; null where there is none
 * @param warning what is not as it should be about the file
 */
record ConfigDefaults(List<Level> levels, @Nullable SettingsFile file, @Nullable String warning)
    implements IDefaultValueProvider {
  /** The variable that holds the token itself. */
  static final String TOKEN = "KINESCOPE_API_TOKEN";

  private static final String CONFIG = "--config";
  private static final String PROFILE = "--profile";

  /** Settings that tell where the token is: a level that has one takes no other from below. */
  private static final Set<String> TOKENS = Set.of("token-file", "token-command");

  /** Senseless as a lasting setting. */
  private static final Set<String> PASSING = Set.of("help", "version", "config", "profile", "yes");

  /** Option to variable, as {@code kinescope help environment} lists them. */
  static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("token-file", "KINESCOPE_API_TOKEN_FILE"),
          Map.entry("token-command", "KINESCOPE_API_TOKEN_COMMAND"),
          Map.entry("profile", "KINESCOPE_PROFILE"),
          Map.entry("api-url", "KINESCOPE_API_URL"),
          Map.entry("uploader-url", "KINESCOPE_UPLOADER_URL"),
          Map.entry("parent", "KINESCOPE_PARENT_ID"),
          Map.entry("sandbox", "KINESCOPE_SANDBOX"),
          Map.entry("rate", "KINESCOPE_RATE"),
          Map.entry("bandwidth", "KINESCOPE_BANDWIDTH"),
          Map.entry("proxy", "HTTPS_PROXY"),
          Map.entry("ca-cert", "KINESCOPE_CA_CERT"),
          Map.entry("shard", "KINESCOPE_SHARD"),
          Map.entry("notify-url", "KINESCOPE_NOTIFY_URL"));

  /** One place of settings. */
  sealed interface Level {
    @Nullable String value(String option);

    /** Where the setting stands, for messages. */
    String origin(String option);

    /** Whether it says where the token is. */
    boolean hasToken();
  }

  /** The environment. */
  private record Variables(Environment environment) implements Level {
    @Override
    public @Nullable String value(String option) {
      String name = VARIABLES.get(option);
      if (name == null || (TOKENS.contains(option) && environment.variable(TOKEN) != null)) {
        return null;
      }
      String value = environment.variable(name);
      boolean proxy = value == null && option.equals("proxy"); // written in small letters as often
      return proxy ? environment.variable("https_proxy") : value;
    }

    @Override
    public String origin(String option) {
      return String.valueOf(VARIABLES.get(option));
    }

    @Override
    public boolean hasToken() {
      return environment.variable(TOKEN) != null
          || TOKENS.stream().anyMatch(name -> value(name) != null);
    }
  }

  /** A part of the settings file. */
  private record Section(String origin, Properties values) implements Level {
    @Override
    public @Nullable String value(String option) {
      return values.getProperty(option);
    }

    @Override
    public String origin(String option) {
      return origin;
    }

    @Override
    public boolean hasToken() {
      return TOKENS.stream().anyMatch(values::containsKey);
    }
  }

  /** Without a settings file. */
  static ConfigDefaults none(Environment environment) {
    return new ConfigDefaults(List.of(new Variables(environment)), null, null);
  }

  /**
   * Reads the settings file: the one that the arguments name, else that of the usual place, which
   * may be missing. {@code kinescope config} works on the file itself, and must be able to mend it.
   *
   * @throws UploaderException of kind USAGE if it can't be read
   */
  static ConfigDefaults load(Environment environment, String... args) {
    int first = 0;
    while (first < args.length && args[first].matches("--(?:config|profile)(?:=.*)?")) {
      first += args[first].contains("=") ? 1 : 2;
    }
    return first < args.length && args[first].equals("config")
        ? none(environment)
        : load(environment, named(CONFIG, args), named(PROFILE, args));
  }

  /**
   * The same with what the options say.
   *
   * @param config the file's name; null for the usual place
   * @param profile the profile that is named on the command line
   */
  static ConfigDefaults load(
      Environment environment, @Nullable String config, @Nullable String profile) {
    Path path = SettingsFile.place(environment, config);
    SettingsFile file = path == null ? null : SettingsFile.none(path);
    String warning = null;
    try {
      if (path != null) {
        file = SettingsFile.read(path);
        warning = file.isOpenToOthers() ? secretIn(file) : null;
      }
    } catch (NoSuchFileException e) {
      if (config != null) {
        throw UploaderException.usage("--config " + path + " does not exist", null);
      }
    } catch (IOException | IllegalArgumentException e) {
      if (config != null || !(e instanceof IOException) || e instanceof CharacterCodingException) {
        throw SettingsFile.unreadable(path, e);
      }
      warning = "could not read the settings file " + path + ": " + IoWords.of(e) + "; using none";
    }
    return new ConfigDefaults(levels(environment, file, profile), file, warning);
  }

  private static List<Level> levels(
      Environment environment, @Nullable SettingsFile file, @Nullable String typed) {
    Level variables = new Variables(environment);
    String named = typed == null ? environment.variable("KINESCOPE_PROFILE") : typed;
    List<Level> levels = new ArrayList<>(List.of(variables));
    if (named != null) {
      List<String> profiles = file == null ? List.of() : file.profiles();
      if (file == null || !profiles.contains(named)) {
        throw UploaderException.usage(
            "there is no profile '"
                + named
                + "' in the settings file"
                + (file == null ? "" : " " + file.path()),
            NearestName.of(named, profiles)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("make it with 'kinescope config set --profile " + named + " NAME VALUE'"));
      }
      String origin = "profile " + named + " of the settings file";
      levels.add(typed == null ? 1 : 0, new Section(origin, file.properties(named)));
    }
    if (file != null) {
      levels.add(new Section("the settings file", file.properties(SettingsFile.ALL)));
    }
    return levels;
  }

  /** What in the file is for its owner alone; null if nothing is. */
  private static @Nullable String secretIn(SettingsFile file) {
    for (String section : file.sections().keySet()) {
      Properties values = file.properties(section);
      String secret =
          values.containsKey("token-command")
              ? "a token-command"
              : values.getProperty("proxy", "").contains("@") ? "a proxy's password" : null;
      if (secret != null) {
        return "others can read or change the settings file "
            + file.path()
            + ", which has "
            + secret
            + "; run 'chmod 600' on it";
      }
    }
    return null;
  }

  /** Read before the arguments are parsed, since the file holds their defaults. */
  private static @Nullable String named(String option, String... args) {
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      if (args[i].startsWith(option + "=")) {
        return args[i].substring(option.length() + 1);
      }
      if (args[i].equals(option) && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return null;
  }

  /**
   * Refuses keys of the file that are no option of any command.
   *
   * @throws ParameterException naming the nearest option
   */
  void checkKeys(CommandLine commandLine) {
    if (file == null || file.sections().values().stream().allMatch(List::isEmpty)) {
      return; // the whole tree takes a while to build
    }
    Set<String> known = options().keySet();
    for (String section : file.sections().keySet()) {
      for (String key : file.properties(section).stringPropertyNames()) {
        UploaderException unknown = unknown(key, known);
        if (unknown != null) {
          throw new ParameterException(commandLine, String.valueOf(unknown.getMessage()), unknown);
        }
      }
    }
  }

  /** The error for a key that is no setting; null if it is one. */
  static @Nullable UploaderException unknown(String key, Set<String> known) {
    if (known.contains(key)) {
      return null;
    }
    String message = "the settings file has an unknown key '" + key + "'";
    if (PASSING.contains(key)) {
      return UploaderException.usage(message, "--" + key + " is for the command line alone");
    }
    if (key.matches("(?i)(?:api[-_.]?)?token")) {
      return UploaderException.usage(
          message,
          "the token itself never goes into the settings file; use token-file or token-command");
    }
    return UploaderException.usage(
        message,
        NearestName.of(key, known)
            .map(name -> "did you mean '" + name + "'?")
            .orElse("keys are option names without the leading --"));
  }

  /** Every option that may be a lasting setting, by its key. */
  static Map<String, OptionSpec> options() {
    Map<String, OptionSpec> options = new HashMap<>();
    collect(UploaderCommand.whole(), options);
    options.keySet().removeAll(PASSING);
    return options;
  }

  private static void collect(CommandLine command, Map<String, OptionSpec> options) {
    command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> options.put(nameOf(option), option));
    command.getSubcommands().values().forEach(sub -> collect(sub, options));
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String value = value(nameOf(option));
    boolean flag = option.arity().max() == 0;
    return value != null && flag ? truth(value, origin(option), option) : value;
  }

  /** A setting's value; null if it has none. */
  @Nullable String value(String name) {
    Level level = level(name);
    return level == null ? null : level.value(name);
  }

  /** Where a setting that is no option on the command line comes from; null if from nowhere. */
  @Nullable String origin(OptionSpec option) {
    return origin(nameOf(option));
  }

  @Nullable String origin(String name) {
    Level level = level(name);
    return level == null ? null : level.origin(name);
  }

  private @Nullable Level level(String name) {
    for (Level level : levels) {
      if (level.value(name) != null) {
        return level;
      }
      if (TOKENS.contains(name) && level.hasToken()) {
        return null;
      }
    }
    return null;
  }

  static String nameOf(OptionSpec option) {
    return option.longestName().replaceFirst("^--?", "");
  }

  /** What a flag's value means to picocli. */
  static String truth(String value, @Nullable String origin, OptionSpec option) {
    return switch (value.strip()) {
      case "1", "true", "yes", "on" -> "true";
      case "0", "false", "no", "off" -> "false";
      default -> {
        String from = origin == null ? "" : ", from " + origin + ",";
        String message = "'" + value + "'" + from + " is not a value for " + option.longestName();
        throw UploaderException.usage(message, "use 1 or 0");
      }
    };
  }

  /** Without values, among which is the token. Picocli asks for this text with every option. */
  @Override
  public String toString() {
    return "settings";
  }
}
