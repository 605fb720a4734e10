package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "completion",
    description = {
      "Print a completion script.",
      "bash: add  source <(kinescope completion bash)  to ~/.bashrc",
      "zsh:  add  source <(kinescope completion zsh)  to ~/.zshrc",
      "fish: kinescope completion fish > ~/.config/fish/completions/kinescope.fish",
      "Ids of projects and folders are completed, too, by their names, where a token is set."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope completion bash", "  kinescope completion fish > kinescope.fish"})
final class CompletionCommand extends BaseCommand {
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Not required of picocli: the scripts ask for ids without it. */
  @Parameters(arity = "0..1", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  @Nullable Shell shell;

  /** What the scripts call at a Tab. */
  @Option(names = "--ids", paramLabel = "KIND", hidden = true)
  @Nullable ParentIds ids;

  @Option(names = "--word", paramLabel = "TEXT", hidden = true)
  String word = "";

  /** At a Tab; far away and over TLS, an answer takes a second or two. */
  @Option(names = "--patience", defaultValue = "4s", hidden = true)
  Duration patience = Duration.ZERO;

  @Override
  public Integer call() {
    if (ids != null) {
      ids.print(root(), word, patience, out());
    } else if (shell == null) {
      throw UploaderException.usage(
          "the shell is missing", "use 'kinescope completion bash', zsh or fish");
    } else {
      CommandLine root = UploaderCommand.whole();
      out()
          .print(
              switch (shell) {
                case BASH -> ShellCompletion.bash(root);
                case ZSH -> ShellCompletion.zsh(root);
                case FISH -> FishCompletion.of(root);
              });
    }
    out().flush();
    return ExitCode.OK.code();
  }
}
