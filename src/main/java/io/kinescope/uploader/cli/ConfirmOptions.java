package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What a command has that changes or deletes by hand. */
final class ConfirmOptions {
  @Option(names = "--dry-run", description = "Show what would be changed, and change nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask; required where there is no terminal.")
  private boolean yes;

  private volatile boolean agreed;

  boolean dryRun() {
    return dryRun;
  }

  /** What a stop request does: before the changes it ends all at once, then only the rest. */
  void stopWith(App app) {
    app.stop()
        .onRequest(
            () -> {
              if (agreed) {
                Signals.finish(app, Signals.ONE_CALL);
              } else {
                app.transport.stop();
              }
            });
  }

  /**
   * Before anything is looked up: somebody must be able to agree.
   *
   * @throws UploaderException of kind USAGE if nobody is
   */
  void check(Environment environment) {
    if (!dryRun && !yes && !environment.interactive().getAsBoolean()) {
      throw UploaderException.usage(
          "nobody can be asked: standard input or standard error is not a terminal",
          "add --yes to go ahead, or --dry-run to see what would be changed");
    }
  }

  /**
   * Whether to go ahead; false for a dry run. Asks where {@code --yes} is not given.
   *
   * @param change what is to be done, a verb phrase
   * @param warning what the one who is asked should know besides; may be empty
   * @throws UploaderException of kind REFUSED if the answer is not yes
   */
  boolean agreed(App app, String change, String warning) {
    if (dryRun) {
      app.console.info("dry run, nothing was changed; it would " + change);
      return false;
    }
    String question = change.substring(0, 1).toUpperCase(Locale.ROOT) + change.substring(1) + "?";
    if (!yes
        && !app.console.ask(question + warning + " [y/N] ", app.environment.in(), app.stop())) {
      throw new UploaderException(ErrorKind.REFUSED, "nothing was changed: the answer was not yes");
    }
    agreed = true;
    return true;
  }
}
