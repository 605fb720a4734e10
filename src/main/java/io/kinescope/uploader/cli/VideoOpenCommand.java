package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "open",
    description = {
      "Open a video's page in the browser, and print its link.",
      "The browser is $BROWSER, else the system's own."
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
      open(browser(app.environment.variable("BROWSER")), link);
    }
    return ExitCode.OK;
  }

  private static List<String> browser(@Nullable String own) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (own != null) {
      return List.of(own);
    }
    return system.contains("windows")
        ? List.of("rundll32", "url.dll,FileProtocolHandler")
        : List.of(system.contains("mac") ? "open" : "xdg-open");
  }

  /** Some browsers stay in the foreground: one that runs after a moment has opened the page. */
  private static void open(List<String> browser, String link) {
    List<String> command = new ArrayList<>(browser);
    command.add(link);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
        throw failed(browser, "it ended with exit code " + process.exitValue());
      }
    } catch (IOException e) {
      throw failed(browser, "it can't be run");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static UploaderException failed(List<String> browser, String why) {
    return UploaderException.withHint(
        ErrorKind.LOCAL_IO,
        "could not open the browser with '" + browser.get(0) + "': " + why,
        "open the link yourself, or name a program in BROWSER");
  }
}
