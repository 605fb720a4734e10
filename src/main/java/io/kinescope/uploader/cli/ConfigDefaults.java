package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.files.Xdg;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where a setting comes from that is no option on the command line: the environment, then the
 * settings file, then the built-in default.
 *
 * @param trouble why the file of the usual place was not read, if it is there
 */
record ConfigDefaults(Environment environment, Properties file, @Nullable String trouble)
    implements IDefaultValueProvider {
  private static final String OPTION = "--config";

  /** Option to variable, as {@code kinescope help environment} lists them. */
  static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("token-file", "KINESCOPE_API_TOKEN_FILE"),
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

  /**
   * Reads the settings file: the one that the arguments name, else that of the usual place, which
   * may be missing.
   *
   * @throws UploaderException of kind USAGE if it can't be read
   */
  static ConfigDefaults load(Environment environment, String... args) {
    String named = named(args);
    Path usual = Xdg.CONFIG.folder(environment.env());
    Path path = usual == null ? null : usual.resolve("config.properties");
    path = named == null ? path : Path.of(named);
    Properties properties = new Properties();
    if (path == null) {
      return new ConfigDefaults(environment, properties, null);
    }
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      if (named != null) {
        throw new UploaderException(ErrorKind.USAGE, "--config " + path + " does not exist", e);
      }
    } catch (IOException | IllegalArgumentException e) {
      String message = "could not read the settings file " + path + ": " + IoWords.of(e);
      if (named == null && e instanceof IOException && !(e instanceof CharacterCodingException)) {
        return new ConfigDefaults(environment, properties, message + "; using none");
      }
      throw UploaderException.of(ErrorKind.USAGE, message)
          .hint("write it as a Java properties file in UTF-8, one name=value per line")
          .cause(e)
          .build();
    }
    return new ConfigDefaults(environment, properties, null);
  }

  /** Read before the arguments are parsed, since the file holds their defaults. */
  private static @Nullable String named(String... args) {
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
   * Refuses keys of the file that are no option of any command.
   *
   * @throws ParameterException naming the nearest option
   */
  void checkKeys(CommandLine commandLine) {
    if (file.isEmpty()) {
      return; // the whole tree takes a while to build
    }
    Set<String> known = new TreeSet<>();
    collect(UploaderCommand.whole(), known);
    known.removeAll(Set.of("help", "version", "config")); // senseless as a lasting setting
    for (String key : file.stringPropertyNames()) {
      if (!known.contains(key)) {
        String message = "the settings file has an unknown key '" + key + "'";
        String hint =
            NearestName.of(key, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("keys are option names without the leading --");
        throw new ParameterException(commandLine, message, UploaderException.usage(message, hint));
      }
    }
  }

  private static void collect(CommandLine command, Set<String> names) {
    command.getCommandSpec().options().forEach(option -> names.add(nameOf(option)));
    command.getSubcommands().values().forEach(sub -> collect(sub, names));
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = nameOf(option);
    String value = variable(name);
    if (value == null) {
      value = file.getProperty(name);
    }
    boolean flag = option.arity().max() == 0;
    return value != null && flag ? truth(option, value) : value;
  }

  /** Where a setting that is no option on the command line comes from; null if from nowhere. */
  @Nullable String origin(OptionSpec option) {
    String name = nameOf(option);
    if (variable(name) != null) {
      return VARIABLES.get(name);
    }
    return file.getProperty(name) == null ? null : "the settings file";
  }

  /** The value of an option's variable. */
  private @Nullable String variable(String option) {
    String name = VARIABLES.get(option);
    String value = name == null ? null : environment.variable(name);
    boolean proxy = value == null && option.equals("proxy"); // written in small letters as often
    return proxy ? environment.variable("https_proxy") : value;
  }

  private static String nameOf(OptionSpec option) {
    return option.longestName().replaceFirst("^--?", "");
  }

  private String truth(OptionSpec option, String value) {
    return switch (value.strip()) {
      case "1", "true", "yes", "on" -> "true";
      case "0", "false", "no", "off" -> "false";
      default -> {
        String from = "'" + value + "', from " + origin(option) + ", is not a value for ";
        throw UploaderException.usage(from + option.longestName(), "use 1 or 0");
      }
    };
  }

  /** Without values, among which is the token. Picocli asks for this text with every option. */
  @Override
  public String toString() {
    return "settings";
  }
}
