package io.kinescope.uploader.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion scripts for bash and zsh, from the command model: what may come next is the same
 * code in both. picocli's own script offers no files to a command that takes one as text, and no
 * value after {@code =}; it has no descriptions for zsh, and is four times as long at the start of
 * each shell.
 */
final class ShellCompletion {
  /** From this place on it is a list, and nobody counts. */
  private static final int MANY = 9;

  private static final String END = " ;;\n";

  private static final String NEXT =
      """
      # What may come next: lines of a word, a tab and its description; '<file>' for files; ids of
      # projects and folders, found by their names, with a + before them. Arguments: the program and
      # all words up to the one that is being typed.
      _kinescope_next() {
        local program=${1/#\\~\\//$HOME/} at='' option='' place=0 word line
        local -a connection
        connection=()
        shift
        while [ $# -gt 1 ]; do
          case "$option:$1" in
            --config:* | --profile:* | --token-file:* | --api-url:*)
              connection+=("$option=${1/#\\~\\//$HOME/}")
              ;;
            :--config=* | :--profile=* | :--token-file=* | :--api-url=*) connection+=("$1") ;;
          esac
          if [ -n "$option" ]; then
            option=''
          elif _kinescope_takes_value "$1"; then
            option=$1
          elif [[ $1 != -?* ]]; then
            if _kinescope_is_command "$at $1"; then
              at="$at $1"
            else
              place=$((place + 1))
            fi
          fi
          shift
        done
        word=$1
        if [ -z "$option" ] && [[ $1 == --*=* ]]; then
          option=${1%%=*} word=${1#*=}
        fi
        word=${word#[\\"\\']}
        if [ -n "$option" ]; then
          _kinescope_values "$at $option"
        elif [[ $word == -* ]]; then
          _kinescope_options "$at"
        else
          [ "$place" -gt 0 ] || _kinescope_commands "$at"
          _kinescope_values "$at $place"
        fi | while IFS= read -r line; do
          case $line in
            '<file>') printf '%s\\n' "$line" ;;
            '<'*)
              line=${line#<}
              "$program" completion --ids "${line%>}" --word "$word" "${connection[@]}" 2>/dev/null </dev/null |
                sed 's/^/+/'
              ;;
            *) printf '%s\\n' "$line" ;;
          esac
        done
      }
      """;

  private static final String BASH =
      """

      _kinescope() {
        local i word line value
        local -a words shown
        words=("${COMP_WORDS[0]}")
        shown=()
        for ((i = 1; i <= COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          # Bash takes --method=tus and http://localhost for several words.
          if [[ $i -gt 1 && ($word == [=:]* || ${COMP_WORDS[i - 1]} == [=:]*) ]]; then
            words[${#words[@]} - 1]+=$word
          else
            words+=("$word")
          fi
        done
        [[ $word != [=:]* ]] || word=''
        COMPREPLY=()
        while IFS= read -r line; do
          value=${line%%$'\\t'*}
          case $line in
            '<file>') continue ;; # as where nothing is known: by -o default
            +*)
              value=${value#+}
              shown+=("$value  ${line#*$'\\t'}")
              ;;
            "$word"*) shown+=("$value") ;;
            *) continue ;;
          esac
          COMPREPLY+=("$value")
        done < <(_kinescope_next "${words[@]}")
        # The names help to choose; what is typed next decides.
        [ "${#COMPREPLY[@]}" -lt 2 ] || COMPREPLY=("${shown[@]}")
      }

      complete -o default -F _kinescope kinescope
      """;

  private static final String ZSH =
      """

      _kinescope() {
        local line value files=''
        local -a described ids names so_far
        so_far=("${(@Q)words[1,CURRENT]}")
        [[ $words[CURRENT] != --*=* ]] || compset -P '*='
        while IFS= read -r line; do
          value=${line%%$'\\t'*}
          case $line in
            '<file>') files=yes ;;
            +*) ids+=("${value#+}") names+=("${value#+}  ${line#*$'\\t'}") ;;
            *$'\\t'*) described+=("${value//:/\\\\:}:${line#*$'\\t'}") ;;
            *) described+=("${value//:/\\\\:}") ;;
          esac
        done < <(_kinescope_next "${so_far[@]}")
        [[ -z $files ]] || _files
        (( ! $#described )) || _describe -t words kinescope described
        if (( $#ids )); then
          # Found by their names: what is typed is part of none, and must not be lost.
          [[ $#ids -eq 1 || ${ids[1]} == ${PREFIX}* ]] || compstate[insert]=menu compstate[list]=list
          compadd -U -i "$IPREFIX" -l -d names -a ids
        fi
      }

      # In a file that zsh loads by itself this runs at the first Tab.
      if [[ ${funcstack[1]} == _kinescope ]]; then
        _kinescope "$@"
      else
        (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
        compdef _kinescope kinescope
      fi
      """;

  private final StringBuilder commands = new StringBuilder();
  private final StringBuilder options = new StringBuilder();
  private final Set<String> paths = new TreeSet<>();
  private final Set<String> valued = new TreeSet<>();

  /** What is offered, and the places for it: the path of a command, and an option or a number. */
  private final Map<List<String>, Set<String>> values = new LinkedHashMap<>();

  private ShellCompletion() {}

  static String bash(CommandLine root) {
    return "# Completion of kinescope for bash, made by 'kinescope completion bash'.\n\n"
        + new ShellCompletion().script(root)
        + BASH;
  }

  static String zsh(CommandLine root) {
    return "#compdef kinescope\n# Completion of kinescope for zsh, made by 'kinescope completion zsh'.\n\n"
        + new ShellCompletion().script(root)
        + ZSH;
  }

  private String script(CommandLine root) {
    CommandLine any = root.getSubcommands().values().iterator().next();
    List<String> shared = new ArrayList<>();
    for (OptionSpec option : any.getCommandSpec().options()) {
      if (option.inherited()) {
        option(option, "*", shared);
      }
    }
    command(root, "");
    StringBuilder script = new StringBuilder();
    function(script, "takes_value", "    " + alternatives(valued) + " return 0 ;;\n", "return 1");
    function(script, "is_command", "    " + alternatives(paths) + " return 0 ;;\n", "return 1");
    function(script, "commands", commands, "");
    function(script, "options", options, print("  ", shared).strip());
    StringBuilder offers = new StringBuilder();
    values.forEach(
        (words, places) ->
            offers
                .append("    ")
                .append(alternatives(places))
                .append(print(" ", words))
                .append(END));
    function(script, "values", offers, "");
    return script + NEXT;
  }

  private void command(CommandLine command, String path) {
    List<String> own = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.inherited()
          && !option.hidden()
          && !(path.isEmpty() && CompletionWords.isShared(command, option))) {
        option(option, path, own);
      }
    }
    options.append("    ").append(alternatives(Set.of(path))).append(print(" ", own)).append(END);
    for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
      int first = parameter.index().min();
      boolean list = parameter.arity().max() > 1;
      offer(parameter, path + " " + (list ? "[" + first + "-" + MANY + "]*" : first));
    }
    List<String> below = new ArrayList<>();
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              below.add(name + "\t" + CompletionWords.about(sub));
              paths.add(path + " " + name);
              command(sub, path + " " + name);
            });
    if (!below.isEmpty()) {
      commands
          .append("    ")
          .append(alternatives(Set.of(path)))
          .append(print(" ", below))
          .append(END);
    }
  }

  private void option(OptionSpec option, String path, List<String> lines) {
    for (String name : option.names()) {
      lines.add(name + "\t" + CompletionWords.about(option));
      if (option.arity().max() > 0) {
        valued.add(name);
        offer(option, path + " " + name);
      }
    }
  }

  private void offer(ArgSpec argument, String place) {
    ParentIds ids = CompletionWords.ids(argument);
    List<String> words =
        ids != null
            ? List.of("<" + ids + ">")
            : CompletionWords.isFile(argument) ? List.of("<file>") : CompletionWords.of(argument);
    if (!words.isEmpty()) {
      values.computeIfAbsent(words, none -> new TreeSet<>()).add(place);
    }
  }

  private static void function(
      StringBuilder script, String name, CharSequence cases, String otherwise) {
    script.append("_kinescope_").append(name).append("() {\n  case $1 in\n").append(cases);
    script.append("  esac\n").append(otherwise.isEmpty() ? "" : "  " + otherwise + "\n");
    script.append("}\n\n");
  }

  /** A pattern for {@code case}; the places of a list and of all commands are patterns, too. */
  private static String alternatives(Set<String> texts) {
    return texts.stream()
            .map(
                text ->
                    text.startsWith("*")
                        ? "*" + quoted(text.substring(1))
                        : text.endsWith("]*")
                            ? quoted(text.substring(0, text.indexOf('[')))
                                + text.substring(text.indexOf('['))
                            : quoted(text))
            .collect(Collectors.joining(" | "))
        + ")";
  }

  private static String print(String indent, List<String> lines) {
    return indent
        + "printf '%s\\n' "
        + lines.stream().map(ShellCompletion::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
