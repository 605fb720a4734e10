package io.kinescope.uploader.cli;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "completion",
    description = {
      "Print a completion script.",
      "bash: add  source <(kinescope completion bash)  to ~/.bashrc",
      "zsh:  add  source <(kinescope completion zsh)  to ~/.zshrc"
    })
final class CompletionCommand extends BaseCommand {
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    // One script for both: in zsh it loads what runs bash's completions.
    out().print(AutoComplete.bash("kinescope", UploaderCommand.whole()));
    return ExitCode.OK.code();
  }
}
