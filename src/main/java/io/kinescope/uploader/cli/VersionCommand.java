package io.kinescope.uploader.cli;

import picocli.CommandLine.Command;

@Command(
    name = "version",
    description = "Show the version, as --version does.",
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope version"})
final class VersionCommand extends BaseCommand {
  @Override
  public Integer call() {
    spec.root().commandLine().printVersionHelp(out());
    return ExitCode.OK.code();
  }
}
