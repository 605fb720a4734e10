package io.kinescope.uploader.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The help topics, made from the same tables that the program goes by. */
final class HelpTopics {
  static final List<String> NAMES = List.of("exit-codes", "environment");

  /** Variables that stand for no option. */
  private static final Map<String, String> FURTHER =
      Map.of(
          "KINESCOPE_API_TOKEN", "the API token; it is never an argument",
          "NO_PROXY", "hosts that are reached without the proxy, separated by commas; * for all",
          "NO_COLOR", "if set, no colors; like --no-color",
          "KINESCOPE_JAVA_OPTS", "further options of the Java machine, separated by spaces",
          "JAVA_HOME", "the Java to run on, 17 or newer (default: the one on the PATH)",
          "XDG_CONFIG_HOME",
              "settings are read from kinescope/config.properties in it (default: ~/.config)",
          "XDG_CACHE_HOME",
              "class-data archives that make the start quicker are kept in it (default: ~/.cache)");

  private HelpTopics() {}

  /** {@code help exit-codes}. */
  static void exitCodes(PrintWriter out) {
    out.print("Exit codes; new ones may be added, an unknown one means failure:\n\n");
    for (ExitCode code : ExitCode.values()) {
      out.print(String.format("%4d  %s\n", code.code(), code.meaning()));
    }
    out.print("\nSeveral at once: the first that applies of 1, 11, 4, 6, 9, 3, 5, 10, 0.\n");
  }

  /** {@code help environment}. */
  static void environment(PrintWriter out) {
    Map<String, String> all = new TreeMap<>(FURTHER);
    SettingsDefaults.VARIABLES.forEach((option, name) -> all.put(name, "like --" + option));
    int width = all.keySet().stream().mapToInt(String::length).max().orElse(1);
    out.print(
        "Environment variables; an option wins over its variable, a variable over the settings file:\n\n");
    all.forEach(
        (name, meaning) -> out.print(String.format("  %-" + width + "s  %s\n", name, meaning)));
  }
}
