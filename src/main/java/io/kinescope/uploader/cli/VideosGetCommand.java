package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.VideosApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code videos get}. */
@Command(name = "get", description = "Show videos: status and links.")
final class VideosGetCommand extends BaseCommand.Online {
  /** Faults of one id; any other fault would meet the next id as well. */
  private static final Set<ErrorKind> OF_ONE_ID = Set.of(ErrorKind.NOT_FOUND, ErrorKind.REFUSED);

  @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of videos.")
  List<String> ids = List.of();

  @Override
  ExitCode run(App session) {
    VideosApi videos = session.kinescope().videos();
    List<ErrorKind> failures = new ArrayList<>();
    try (VideoPrinter printer = new VideoPrinter(session.invocation(), ids.size() > 1)) {
      for (String id : ids) {
        try {
          printer.print(videos.get(id));
        } catch (UploaderException e) {
          if (!OF_ONE_ID.contains(e.kind())) {
            throw e;
          }
          failures.add(e.kind());
          report(session.invocation(), e);
        }
      }
    }
    return ExitCode.ofAll(failures);
  }
}
