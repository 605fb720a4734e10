package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage as an error that says what was probably meant. */
final class Suggestions {
  private Suggestions() {}

  /**
   * The error for what picocli could not make sense of.
   *
   * @param args the command line, to tell an option on it from one out of the settings
   */
  static UploaderException wrongUsage(
      ParameterException e, SettingsDefaults settings, String... args) {
    CommandLine command = e.getCommandLine();
    if (e.getCause() instanceof UploaderException cause) {
      return cause; // of a setting that was read before its option was looked at
    }
    String unknown = unmatched(e);
    if (unknown == null) {
      String message = e.getMessage() == null ? "wrong usage" : e.getMessage();
      String origin = origin(e, settings, args);
      return UploaderException.withHint(
          ErrorKind.USAGE,
          message,
          origin == null ? seeHelp(command) : "the value comes from " + origin);
    }
    if (unknown.startsWith("-")) {
      return error("unknown option '" + name(unknown) + "'", command, unknown, options(command));
    }
    boolean group =
        !command.getSubcommands().isEmpty()
            && command.getCommandSpec().positionalParameters().isEmpty();
    return group
        ? unknownCommand(command, unknown, List.of())
        : error("unexpected argument '" + unknown + "'", command, unknown, List.of());
  }

  /** The error for a command that there is none of. */
  static UploaderException unknownCommand(
      CommandLine parent, String name, Collection<String> topics) {
    List<String> candidates = new ArrayList<>(parent.getSubcommands().keySet());
    candidates.addAll(topics);
    return error("unknown command '" + name + "'", parent, name, candidates);
  }

  private static UploaderException error(
      String what, CommandLine command, String unknown, Collection<String> candidates) {
    String hint =
        NearestName.of(name(unknown), candidates)
            .map(nearest -> "did you mean '" + nearest + "'?")
            .orElse(seeHelp(command));
    return UploaderException.withHint(ErrorKind.USAGE, what, hint);
  }

  private static @Nullable String origin(
      ParameterException e, SettingsDefaults settings, String... args) {
    if (!(e.getArgSpec() instanceof OptionSpec option)) {
      return null;
    }
    boolean given =
        Stream.of(args)
            .anyMatch(arg -> Stream.of(option.names()).anyMatch(name -> arg.startsWith(name)));
    return given ? null : settings.origin(option);
  }

  /** The first argument that nothing in the command takes, or null if that is not what is wrong. */
  private static @Nullable String unmatched(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()
        ? unmatched.getUnmatched().get(0)
        : null;
  }

  private static String name(String option) {
    int equals = option.indexOf('=');
    return option.startsWith("-") && equals > 0 ? option.substring(0, equals) : option;
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.addAll(List.of(option.names()));
    }
    return names;
  }

  private static String seeHelp(CommandLine command) {
    return "see '" + command.getCommandSpec().qualifiedName() + " --help'";
  }
}
