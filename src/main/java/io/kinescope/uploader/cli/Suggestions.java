package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage as an error that says what was probably meant. */
final class Suggestions {
  /** What people type who know other tools, and what to do instead. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "import",
          meant("import-csv"),
          "list",
          "use 'kinescope videos list', 'kinescope projects' or 'kinescope folders ID'",
          "ls",
          "use 'kinescope videos list', 'kinescope projects' or 'kinescope folders ID'",
          "login",
          "there is no login: " + GlobalOptions.GET_TOKEN,
          "auth",
          "there is no login: " + GlobalOptions.GET_TOKEN,
          "token",
          GlobalOptions.GET_TOKEN);

  /** Other tools' words for commands below a command. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("ls", "list"),
          Map.entry("rm", "delete"),
          Map.entry("remove", "delete"),
          Map.entry("mv", "move"),
          Map.entry("show", "get"),
          Map.entry("info", "get"),
          Map.entry("view", "get"),
          Map.entry("update", "edit"),
          Map.entry("new", "create"),
          Map.entry("mkdir", "create"),
          Map.entry("add", "create"));

  /** What is said of a ledger, and goes where the ledger is no option, but a word. */
  private static final String[][] AT_OPTIONS = {
    {"--ledger", " with --ledger"},
    {"--lock-wait", ", or use --lock-wait 10m to let this run wait"}
  };

  private static final Pattern ENUM_VALUES =
      Pattern.compile("(expected one of \\[[^]]*]) \\(case-insensitive\\) but was");

  private Suggestions() {}

  /**
   * The error for what picocli could not make sense of.
   *
   * @param args the command line, to tell an option on it from one out of the settings
   */
  static UploaderException wrongUsage(
      ParameterException e, ConfigDefaults settings, String... args) {
    if (e.getCause() instanceof UploaderException cause) {
      return cause; // of a setting that was read before its option was looked at
    }
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unknown(command, unmatched.getUnmatched().get(0), args);
    }
    String origin = origin(e, settings, args);
    // picocli tells of Java's types, and quotes a value that may hold a password.
    String said =
        Objects.requireNonNullElse(e.getMessage(), "wrong usage")
            .replaceFirst("(?s) is not an? (?:int|long)$", " is not a whole number")
            .replaceFirst(
                "^Value for option option ('\\S+') .* in KEY=VALUE .* was ",
                "$1 needs NAME=VALUE, not ")
            .replaceFirst("(?s)cannot convert '.*", "it is not a valid URL or file name");
    return UploaderException.usage(
        inSmallLetters(said),
        origin != null
            ? "the value comes from " + origin
            : e.getArgSpec() instanceof OptionSpec option
                    && (option.inherited() || command.getParent() == null)
                ? "see 'kinescope help options'"
                : seeHelp(command));
  }

  /** The same error, whose hint names no option that the command does not have. */
  static UploaderException fitting(UploaderException e, CommandLine command) {
    String hint = e.hint();
    for (String[] one : AT_OPTIONS) {
      if (hint != null && command.getCommandSpec().findOption(one[0]) == null) {
        hint = hint.replace(one[1], "");
      }
    }
    return Objects.equals(hint, e.hint())
        ? e
        : e.saying(String.valueOf(e.getMessage())).hint(hint).build();
  }

  /** The values of enums, as the help has them. */
  private static String inSmallLetters(String said) {
    return ENUM_VALUES
        .matcher(said)
        .replaceAll(values -> values.group(1).toLowerCase(Locale.ROOT) + " but was");
  }

  private static UploaderException unknown(CommandLine command, String argument, String... args) {
    if (argument.startsWith("-")) {
      String name = argument.replaceFirst("=.*", "");
      List<String> options =
          command.getCommandSpec().options().stream()
              .flatMap(option -> Stream.of(option.names()))
              .toList();
      return error("unknown option '" + name + "'", command, name, options);
    }
    String meant =
        Stream.concat(Stream.of(argument), Stream.of(args))
            .filter(word -> isCommand(command, word))
            .findFirst()
            .orElse(null);
    return meant != null
        ? unknownCommand(command, meant, List.of())
        : error("unexpected argument '" + argument + "'", command, argument, List.of());
  }

  /**
   * Whether what was typed must be a command: nothing else may stand there, or it looks like one.
   */
  static boolean isCommand(CommandLine command, String argument) {
    Set<String> names = command.getSubcommands().keySet();
    String synonym = SYNONYMS.get(argument);
    return !names.isEmpty()
        && (command.getCommandSpec().positionalParameters().isEmpty()
            || (synonym != null && names.contains(synonym))
            || NearestName.of(argument, names).isPresent());
  }

  /** The error for a command that there is none of. */
  static UploaderException unknownCommand(
      CommandLine parent, String name, Collection<String> topics) {
    List<String> candidates = new ArrayList<>(parent.getSubcommands().keySet());
    candidates.addAll(topics);
    String what = "unknown command '" + name + "'";
    String elsewhere = parent.getParent() == null ? ELSEWHERE.get(name) : null;
    String synonym = SYNONYMS.get(name);
    if (elsewhere != null) {
      return UploaderException.usage(what, elsewhere);
    }
    return synonym != null && candidates.contains(synonym)
        ? UploaderException.usage(what, meant(synonym))
        : error(what, parent, name, candidates);
  }

  private static UploaderException error(
      String what, CommandLine command, String name, Collection<String> candidates) {
    String hint = NearestName.of(name, candidates).map(Suggestions::meant).orElse(seeHelp(command));
    return UploaderException.usage(what, hint);
  }

  private static String meant(String name) {
    return "did you mean '" + name + "'?";
  }

  private static @Nullable String origin(
      ParameterException e, ConfigDefaults settings, String... args) {
    if (!(e.getArgSpec() instanceof OptionSpec option)) {
      return null;
    }
    boolean given =
        Stream.of(args).anyMatch(arg -> Stream.of(option.names()).anyMatch(arg::startsWith));
    return given ? null : settings.origin(option);
  }

  private static String seeHelp(CommandLine command) {
    return "see '" + command.getCommandSpec().qualifiedName() + " --help'";
  }
}
