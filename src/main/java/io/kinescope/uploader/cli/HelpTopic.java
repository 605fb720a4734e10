package io.kinescope.uploader.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code kinescope help} tells beside the commands. */
enum HelpTopic {
  OPTIONS {
    @Override
    void print(PrintWriter out, int cells) {
      out.print(HelpCommand.sharedOptions(cells));
    }
  },
  EXIT_CODES {
    @Override
    void print(PrintWriter out, int cells) {
      out.print("Exit codes; new ones may be added, an unknown one means failure:\n\n");
      for (ExitCode code : ExitCode.values()) {
        out.print(String.format(Locale.ROOT, "%4d  %s\n", code.code(), code.meaning()));
      }
      out.print("\nSeveral at once: the first that applies of 1, 11, 4, 6, 9, 3, 5, 10, 0.\n");
    }
  },
  ENVIRONMENT {
    @Override
    void print(PrintWriter out, int cells) {
      Map<String, String> all = new TreeMap<>(MORE_VARIABLES);
      ConfigDefaults.VARIABLES.forEach((option, name) -> all.put(name, "like --" + option));
      int width = all.keySet().stream().mapToInt(String::length).max().orElse(1);
      out.print(
          "Environment variables; an option (or the profile that --profile names) wins over its variable, a variable over the settings file:\n\n");
      all.forEach(
          (name, meaning) -> out.print(String.format("  %-" + width + "s  %s\n", name, meaning)));
    }
  },
  /** The CSV files of imports. */
  LISTS,
  SHARDS,
  CRON,
  LOGS {
    @Override
    void print(PrintWriter out, int cells) {
      HelpTopics.logs(out);
    }
  },
  REPORTS {
    @Override
    void print(PrintWriter out, int cells) {
      HelpTopics.reports(out);
    }
  };

  /** Variables that stand for no option. */
  private static final Map<String, String> MORE_VARIABLES =
      Map.of(
          "KINESCOPE_API_TOKEN", "the API token; never pass it as an argument",
          "BROWSER", "what 'videos open' opens pages with (default: the system's own)",
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

  /** The names that people type; {@code ledger} is a command's help. */
  static List<String> names() {
    return Stream.of(values()).map(HelpTopic::toString).toList();
  }

  static @Nullable HelpTopic of(String name) {
    return Stream.of(values()).filter(one -> one.toString().equals(name)).findFirst().orElse(null);
  }

  /**
   * Prints a text of the resources; topics that are made from the program print themselves.
   *
   * @param cells of a line of what can be laid out anew
   */
  void print(PrintWriter out, int cells) {
    try (InputStream text =
        Objects.requireNonNull(HelpTopic.class.getResourceAsStream("help-" + this + ".txt"))) {
      out.print(new String(text.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
