package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.emulator.Sandbox;
import io.kinescope.uploader.emulator.SandboxSettings;
import java.io.PrintWriter;
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

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > LAST_PORT) {
      throw new UploaderException(ErrorKind.USAGE, "--port must be from 0 to " + LAST_PORT);
    }
    Invocation invocation = invocation();
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults().withPort(port))) {
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
