package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import picocli.CommandLine.Option;

/** What a command has that changes or deletes by hand. */
final class ConfirmOptions {
  @Option(names = "--dry-run", description = "Show what would be changed, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--yes",
      description = "Do not ask; required where standard input is not a terminal.")
  private boolean yes;

  boolean dryRun() {
    return dryRun;
  }

  /**
   * Before anything is looked up: somebody must be able to agree.
   *
   * @throws UploaderException of kind USAGE if nobody is
   */
  void check(Environment environment) {
    if (!dryRun && !yes && !environment.interactive().getAsBoolean()) {
      throw UploaderException.usage(
          "standard input is not a terminal, so nobody can be asked",
          "add --yes to go ahead, or --dry-run to see what would be changed");
    }
  }

  /**
   * Whether to go ahead; false for a dry run. Asks where {@code --yes} is not given.
   *
   * @throws UploaderException of kind REFUSED if the answer is not yes
   */
  boolean agreed(App app, String question) {
    if (dryRun) {
      app.console.info("dry run, nothing is changed: " + question);
      return false;
    }
    if (!yes && !app.console.ask(question + " [y/N] ", app.environment.in())) {
      throw new UploaderException(ErrorKind.REFUSED, "nothing was changed: the answer was not yes");
    }
    return true;
  }
}
