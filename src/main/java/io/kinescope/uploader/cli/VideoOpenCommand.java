package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "open",
    description = {
      "Open a video's page in the browser, and print its link.",
      "The browser is $BROWSER, such as 'firefox --private-window' or 'firefox:chromium', else the system's own."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope videos open VIDEO_ID --dry-run"})
final class VideoOpenCommand extends BaseCommand.Online {
  private static final long PATIENCE_SECONDS = 3;

  @Parameters(paramLabel = "ID", description = "The video.")
  String id = "";

  @Option(names = "--dry-run", description = "Print the link, and open nothing.")
  boolean dryRun;

  @Override
  ExitCode run(App app) {
    Video video = app.kinescope().videos().get(id);
    String link = video.playLink();
    if (link == null || !link.matches("https?://[^\\s\"'<>\\\\^`|]+")) {
      throw UploaderException.withHint(
          ErrorKind.REFUSED,
          "the video " + id + " has no play link yet",
          "wait for it with 'kinescope videos wait " + id + "'");
    }
    out().print(link + "\n");
    out().flush();
    if (!dryRun) {
      open(browsers(app.environment.variable("BROWSER"), link));
    }
    return ExitCode.OK;
  }

  /**
   * The commands to try, one after the other: {@code BROWSER} is a list of them, as for other
   * programs, each with arguments, among which {@code %s} stands for the link.
   */
  private static List<List<String>> browsers(@Nullable String own, String link) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (own == null) {
      return List.of(
          system.contains("windows")
              ? List.of("rundll32", "url.dll,FileProtocolHandler", link)
              : List.of(system.contains("mac") ? "open" : "xdg-open", link));
    }
    return Stream.of(own.split(File.pathSeparator))
        .filter(one -> !one.isBlank())
        .map(one -> withLink(new CommandWords("BROWSER", one).list(), link))
        .toList();
  }

  private static List<String> withLink(List<String> words, String link) {
    List<String> command = new ArrayList<>(words);
    command.replaceAll(word -> word.replace("%s", link));
    if (command.equals(words)) {
      command.add(link);
    }
    return command;
  }

  private static void open(List<List<String>> browsers) {
    List<String> troubles = new ArrayList<>();
    for (List<String> command : browsers) {
      String trouble = run(command);
      if (trouble == null) {
        return;
      }
      troubles.add("'" + command.get(0) + "' " + trouble);
    }
    throw UploaderException.withHint(
        ErrorKind.LOCAL_IO,
        "could not open the browser: " + String.join(", ", troubles),
        "open the link yourself, or name a program in BROWSER");
  }

  /** Why it did not work. Some browsers stay: one that runs after a moment has opened the page. */
  private static @Nullable String run(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    builder.environment().remove(ConfigDefaults.TOKEN);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      boolean failed =
          process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0;
      return failed ? "ended with exit code " + process.exitValue() : null;
    } catch (IOException e) {
      return "can't be run";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
