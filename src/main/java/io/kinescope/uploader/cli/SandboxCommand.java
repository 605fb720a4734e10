package io.kinescope.uploader.cli;

import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultFile;
import io.kinescope.uploader.emulator.InitIdRule;
import io.kinescope.uploader.emulator.Sandbox;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sandbox",
    description = {
      "Run an emulator of Kinescope on this machine, until Ctrl-C.",
      "Print the export lines that make another shell use it."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope sandbox", "  kinescope sandbox --faults faults.json"})
final class SandboxCommand extends BaseCommand {
  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the API; the other two hosts use free ports (default: any free port).")
  int port;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = {
        "Make calls fail as a JSON file says, to test what you run against the emulator:",
        "{\"faults\": [{\"call\": \"init\", \"nth\": 1, \"lose_answer\": true}, ...]}",
        "Which call: any, project-list, folder-list, folder-create, folder-put,"
            + " folder-delete, video-list, video-get, video-patch, video-move, video-delete, init, single, url, link-post, tus-head, tus-patch,"
            + " tus-options; or a list of them.",
        "Which of these calls, counted from 1: nth (a number or a list), first, from, or chance (0"
            + " to 1). Default: all.",
        "What happens: status, html, empty or broken_json (with the HTTP status; status may have"
            + " retry_after), lose_answer (true: it is carried out first), cut_request or cut_answer"
            + " (after this many bytes of the body), never_answer (true), no_links (true), link_gone"
            + " (404, 410 or 403), delay (300ms; alone or with another).",
        "With carried_out (true), a call takes effect before it gets a wrong answer or none.",
        "The first fault that matches a call applies. note is for your own comments."
      })
  @Nullable Path faults;

  @Option(
      names = "--init-id",
      paramLabel = "RULE",
      defaultValue = "ignored",
      description =
          "What the emulator does with the video id that a request for an upload link proposes (not documented by Kinescope): ignored, honored or refused (default: ${DEFAULT-VALUE}).")
  InitIdRule initIds = InitIdRule.IGNORED;

  @Override
  public Integer call() throws InterruptedException {
    require(port >= 0 && port <= LAST_PORT, "--port must be from 0 to " + LAST_PORT);
    EmulatorSettings settings = EmulatorSettings.defaults().port(port).initIds(initIds);
    if (faults != null) {
      settings.faults(FaultFile.read(faults));
    }
    try (Sandbox sandbox = Sandbox.start(settings)) {
      root()
          .console()
          .info(
              "This is an emulator, not Kinescope: nothing is uploaded anywhere. Press Ctrl-C to stop it.");
      export("KINESCOPE_API_URL", sandbox.apiUrl().toString());
      export("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString());
      export("KINESCOPE_API_TOKEN", sandbox.token());
      export("KINESCOPE_PARENT_ID", sandbox.defaultParentId());
      out().flush();
      return root().environment.stop().await();
    }
  }

  private void export(String name, String value) {
    out().print("export " + name + "='" + value + "'\n");
  }
}
