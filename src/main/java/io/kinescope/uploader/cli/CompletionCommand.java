package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
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
  /** The values of enums, which may be typed in any case. */
  private static final Pattern VALUES = Pattern.compile("(?<=_args=)\\(.*\\)");

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
    } else if (shell == Shell.FISH) {
      out().print(FishCompletion.of(UploaderCommand.whole()));
    } else {
      // One script for both: in zsh it loads what runs bash's completions.
      String script = AutoComplete.bash("kinescope", UploaderCommand.whole());
      out().print(VALUES.matcher(script).replaceAll(list -> list.group().toLowerCase(Locale.ROOT)));
      out().print(idsScript());
    }
    out().flush();
    return ExitCode.OK.code();
  }

  private static String idsScript() {
    try (InputStream text =
        Objects.requireNonNull(CompletionCommand.class.getResourceAsStream("completion-ids.sh"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
