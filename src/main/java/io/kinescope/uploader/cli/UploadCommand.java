package io.kinescope.uploader.cli;

import picocli.CommandLine.Command;

/** {@code upload}: one or a few videos at a time. */
@Command(
    name = "upload",
    description = "Upload files or URLs; make upload links and send to them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UploadFileCommand.class,
      UploadUrlCommand.class,
      UploadLinkCommand.class,
      UploadSendCommand.class
    })
final class UploadCommand extends BaseCommand.Group {}
