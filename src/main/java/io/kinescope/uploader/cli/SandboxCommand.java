package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sandbox}. */
@Command(
    name = "sandbox",
    description = {
      "Run an emulator of Kinescope on this machine until it is stopped (Ctrl-C).",
      "Prints the export lines that make another shell talk to it."
    })
final class SandboxCommand extends BaseCommand {
  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the API; the other two hosts take free ones (default: any free port).")
  int port;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = {
        "Make calls go wrong as a JSON file says, to test what you run against the emulator:",
        "{\"faults\": [{\"call\": \"init\", \"nth\": 1, \"do\": \"lose-answer\"}, ...]}",
        "call: any, project-list, folder-list, folder-create, video-list, video-get, video-patch,"
            + " video-delete, init, single, url, link-post, tus-head, tus-patch, tus-options; or a"
            + " list of them.",
        "Which of these calls, counted from 1: nth (a number or a list), first, from, or chance (0"
            + " to 1, with a seed); without one of them, all.",
        "do: status (with status, retry_after), html, empty, broken-json (each with status),"
            + " no-links, lose-answer, drop (with after_bytes: of the request's body), cut-answer"
            + " (with after_bytes), never-answer, link-gone, delay.",
        "Any fault may have a delay (500ms, 2s) and a note. A wrong answer and never-answer may have"
            + " carried_out: true, for a call that has its effect first. The first fault that fits a"
            + " call decides."
      })
  @Nullable Path faults;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > LAST_PORT) {
      throw new UploaderException(ErrorKind.USAGE, "--port must be from 0 to " + LAST_PORT);
    }
    EmulatorSettings settings = EmulatorSettings.defaults().port(port);
    if (faults != null) {
      settings.faults(FaultFile.read(faults));
    }
    Invocation invocation = invocation();
    try (Emulator sandbox = Emulator.start(settings)) {
      invocation
          .messages()
          .info(
              "This is an emulator, not Kinescope: nothing is uploaded anywhere. Ctrl-C ends it.");
      export("KINESCOPE_API_URL", sandbox.apiUrl().toString());
      export("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString());
      export("KINESCOPE_API_TOKEN", sandbox.token());
      export("KINESCOPE_PARENT_ID", sandbox.defaultParentId());
      out().flush();
      return invocation.surroundings().stop().await();
    }
  }

  private void export(String name, String value) {
    PrintWriter out = out();
    out.print("export " + name + "='" + value + "'\n");
  }
}
