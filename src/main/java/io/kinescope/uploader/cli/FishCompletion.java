package io.kinescope.uploader.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A completion script for fish, which picocli has no generator for, from the command model. */
final class FishCompletion {
  private static final String FUNCTIONS =
      """
      # Completion of kinescope for fish, made by 'kinescope completion fish'.

      # The words so far that are neither options nor their values.
      function __kinescope_words
        set -l valued %s
        set -l value no
        for word in (commandline -opc)[2..-1]
          if test $value = yes
            set value no
          else if string match -q -- '-*' $word
            contains -- $word $valued; and set value yes
          else
            echo $word
          end
        end
      end

      # Whether the words begin with these; with --place N, whether N more of them follow, no less and
      # no more.
      function __kinescope_at
        set -l place any
        if test "$argv[1]" = --place
          set place $argv[2]
          set -e argv[1..2]
        end
        set -l words (__kinescope_words)
        set -l count (count $argv)
        test (count $words) -ge $count; or return 1
        test $place = any; or test (count $words) -eq (math $count + $place); or return 1
        test $count -eq 0; and return 0
        test "$words[1..$count]" = "$argv"
      end

      # Ids of projects and folders, with their names; nothing where no token is set.
      function __kinescope_ids
        set -l words (commandline -opc)
        set -l connection
        for i in (seq 2 (count $words))
          switch $words[$i]
            case '--config=*' '--profile=*' '--token-file=*' '--api-url=*'
              set -a connection $words[$i]
            case --config --profile --token-file --api-url
              set -a connection $words[$i]=$words[(math $i + 1)]
          end
        end
        set -l word (string replace -r '^--[a-z-]*=' '' -- (commandline -ct))
        set -l found ($words[1] completion --ids $argv[1] --word $word $connection 2>/dev/null </dev/null)
        if string match -q -- '--*' (commandline -ct)
          # After = fish would put an id that begins otherwise in the place of the whole word.
          set found (string match -- "$word*" $found)
        end
        string join -- \\n $found
      end

      complete -c kinescope -f
      """;

  private final StringBuilder script = new StringBuilder();

  private FishCompletion() {}

  static String of(CommandLine root) {
    FishCompletion fish = new FishCompletion();
    Set<String> valued = new TreeSet<>();
    valuedOptions(root, valued);
    fish.script.append(FUNCTIONS.formatted(String.join(" ", valued)));
    CommandLine any = root.getSubcommands().values().iterator().next();
    any.getCommandSpec().options().stream()
        .filter(OptionSpec::inherited)
        .forEach(option -> fish.option("", option));
    fish.command(root, List.of());
    return fish.script.toString();
  }

  private static void valuedOptions(CommandLine command, Set<String> names) {
    command.getCommandSpec().options().stream()
        .filter(option -> option.arity().max() > 0)
        .forEach(option -> names.addAll(List.of(option.names())));
    command.getSubcommands().values().forEach(sub -> valuedOptions(sub, names));
  }

  private void command(CommandLine command, List<String> path) {
    String at = path.isEmpty() ? "" : condition("", path);
    command.getCommandSpec().options().stream()
        .filter(option -> !option.inherited() && !option.hidden())
        .filter(option -> !path.isEmpty() || !CompletionWords.isShared(command, option))
        .forEach(option -> option(at, option));
    for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
      String values = values(parameter);
      if (values == null && CompletionWords.isFile(parameter)) {
        line(at, "-F", "");
      } else if (values != null) {
        boolean list = parameter.arity().max() > 1;
        String place = "--place " + parameter.index().min() + " ";
        line(list ? at : condition(place, path), "-a " + quoted(values), "");
      }
    }
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              line(condition("--place 0 ", path), "-a " + name, CompletionWords.about(sub));
              List<String> below = new ArrayList<>(path);
              below.add(name);
              command(sub, below);
            });
  }

  private static String condition(String how, List<String> path) {
    return "-n " + quoted(("__kinescope_at " + how + String.join(" ", path)).strip()) + " ";
  }

  private void option(String condition, OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String name : option.names()) {
      names.append(name.startsWith("--") ? "-l " : "-s ").append(name.replaceFirst("^--?", ""));
      names.append(' ');
    }
    if (option.arity().max() > 0) {
      String values = values(option);
      names.append(
          values != null
              ? "-x -a " + quoted(values)
              : CompletionWords.isFile(option) ? "-r -F" : "-x");
    }
    line(condition, names.toString().strip(), CompletionWords.about(option));
  }

  private static @Nullable String values(ArgSpec argument) {
    ParentIds ids = CompletionWords.ids(argument);
    if (ids != null) {
      return "(__kinescope_ids " + ids + ")";
    }
    List<String> words = CompletionWords.of(argument);
    return words.isEmpty() ? null : String.join(" ", words);
  }

  private void line(String condition, String what, String about) {
    script.append("complete -c kinescope ").append(condition).append(what);
    if (!about.isEmpty()) {
      script.append(" -d ").append(quoted(about));
    }
    script.append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
