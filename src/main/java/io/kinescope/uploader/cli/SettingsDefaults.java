package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.files.Xdg;
import io.kinescope.uploader.concurrent.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where a setting comes from that is no option on the command line: the environment, then the
 * settings file, then the built-in default.
 */
final class SettingsDefaults implements IDefaultValueProvider {
  /** Option to variable, as {@code kinescope help environment} lists them. */
  static final Map<String, String> VARIABLES =
      Map.of(
          "token-file", "KINESCOPE_API_TOKEN_FILE",
          "api-url", "KINESCOPE_API_URL",
          "uploader-url", "KINESCOPE_UPLOADER_URL",
          "parent", "KINESCOPE_PARENT_ID",
          "sandbox", "KINESCOPE_SANDBOX",
          "rate", "KINESCOPE_RATE",
          "bandwidth", "KINESCOPE_BANDWIDTH",
          "proxy", "HTTPS_PROXY",
          "ca-cert", "KINESCOPE_CA_CERT");

  private final Environment surroundings;
  private final Properties file;

  private SettingsDefaults(Environment surroundings, Properties file) {
    this.surroundings = surroundings;
    this.file = file;
  }

  /** No environment and no file. */
  static SettingsDefaults none() {
    return new SettingsDefaults(
        new Environment(Map.of(), InputStream.nullInputStream(), false, new StopSignal()),
        new Properties());
  }

  /**
   * Reads the settings file.
   *
   * @param named the value of {@code --config}, or null for the usual place, where it may be
   *     missing
   * @throws UploaderException of kind USAGE if it can't be read
   */
  static SettingsDefaults load(Environment surroundings, @Nullable String named) {
    Path path =
        named == null
            ? Xdg.CONFIG.folder(surroundings.env()).resolve("config.properties")
            : Path.of(named);
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      if (named != null) {
        throw new UploaderException(ErrorKind.USAGE, "--config " + path + " does not exist", e);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UploaderException(
          ErrorKind.USAGE,
          "settings file " + path + " can't be read: " + IoWords.of(e),
          "it is a Java properties file in UTF-8: one name=value a line",
          null,
          null,
          e);
    }
    return new SettingsDefaults(surroundings, properties);
  }

  /** The names in the settings file. */
  Iterable<String> keys() {
    return file.stringPropertyNames();
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = nameOf(option);
    String variable = VARIABLES.get(name);
    String value = variable == null ? null : variable(variable);
    if (value == null) {
      value = file.getProperty(name);
    }
    return value != null && isFlag(option) ? truth(option, value) : value;
  }

  /** Where a setting that is no option on the command line comes from; null if from nowhere. */
  @Nullable String origin(OptionSpec option) {
    String name = nameOf(option);
    String variable = VARIABLES.get(name);
    if (variable != null && variable(variable) != null) {
      return variable;
    }
    return file.getProperty(name) == null ? null : "the settings file";
  }

  /** {@code HTTPS_PROXY} is written in small letters as often as not. */
  private @Nullable String variable(String name) {
    String value = surroundings.variable(name);
    return value == null && name.equals("HTTPS_PROXY")
        ? surroundings.variable("https_proxy")
        : value;
  }

  static String nameOf(OptionSpec option) {
    return option.longestName().replaceFirst("^--?", "");
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }

  private String truth(OptionSpec option, String value) {
    return switch (value.strip()) {
      case "1", "true", "yes", "on" -> "true";
      case "0", "false", "no", "off" -> "false";
      default ->
          throw UploaderException.withHint(
              ErrorKind.USAGE,
              "'"
                  + value
                  + "', from "
                  + origin(option)
                  + ", is no value for "
                  + option.longestName(),
              "write 1 or 0");
    };
  }
}
