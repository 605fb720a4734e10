package io.kinescope.uploader.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the command model tells of the words that a shell may offer. */
final class CompletionWords {
  private CompletionWords() {}

  /** The words that an option or parameter takes, where they are few; else none. */
  static List<String> of(ArgSpec argument) {
    List<String> words = new ArrayList<>();
    Iterable<String> candidates = argument.completionCandidates();
    if (candidates != null) {
      candidates.forEach(word -> words.add(word.toLowerCase(Locale.ROOT))); // enums, in any case
    }
    return words;
  }

  /** Whether it takes the name of a file or folder. */
  static boolean isFile(ArgSpec argument) {
    boolean path = argument.type() == Path.class;
    boolean paths =
        argument.typeInfo().isMultiValue()
            && argument.auxiliaryTypes().length > 0
            && argument.auxiliaryTypes()[0] == Path.class;
    return path || paths || argument.paramLabel().startsWith("FILE");
  }

  /** Whether it takes the ids of projects or folders, and of which; null if it does not. */
  static @Nullable ParentIds ids(ArgSpec argument) {
    if (argument.type() != String.class) {
      return null;
    }
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    return switch (name) {
      case "--parent", "--to" -> ParentIds.PARENT;
      case "--project", "PROJECT_ID" -> ParentIds.PROJECT;
      case "--folder", "--in", "FOLDER_ID" -> ParentIds.FOLDER;
      default -> null;
    };
  }

  /** The settings of all commands are the root's own there. */
  static boolean isShared(CommandLine root, OptionSpec option) {
    CommandLine any = root.getSubcommands().values().iterator().next();
    OptionSpec same = any.getCommandSpec().optionsMap().get(option.longestName());
    return same != null && same.inherited();
  }

  static String about(CommandLine command) {
    return first(command.getCommandSpec().usageMessage().description());
  }

  static String about(OptionSpec option) {
    return first(option.description());
  }

  private static String first(String... description) {
    return description.length == 0
        ? ""
        : description[0].replaceAll("\\s*[(]default: .*|\\$\\{.*", "");
  }
}
