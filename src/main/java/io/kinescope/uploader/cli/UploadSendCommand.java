package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.terminal.Column;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.terminal.RowPrinter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code upload send}: needs no token and sends none, even if one is set. */
@Command(
    name = "send",
    description = {
      "Send a file to an upload link. Needs no token, and sends none.",
      "To keep the link out of the process list, use - as ENDPOINT and pass the link on standard input."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {"  kinescope upload send lecture.mp4 LINK"})
final class UploadSendCommand extends BaseCommand.Online {
  private static final List<Column> COLUMNS =
      Column.fields("source method bytes bytes_sent bytes_resumed seconds");

  enum Method {
    AUTO,
    POST,
    TUS
  }

  @Parameters(index = "0", paramLabel = "FILE", description = "The file to send.")
  Path file = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "ENDPOINT",
      description = "The link, or - to read it from standard input.")
  String endpoint = "";

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "auto",
      description =
          "auto, post or tus, which resumes an interrupted upload (default: ${DEFAULT-VALUE}).")
  Method method = Method.AUTO;

  @Option(
      names = "--chunk-size",
      paramLabel = "SIZE",
      converter = Converters.ChunkSize.class,
      description = "Size of each Tus chunk, such as 8M (default: adapts to the connection).")
  @Nullable Long chunkSize;

  private @Nullable UploadMethod chosen() {
    return switch (method) {
      case POST -> UploadMethod.LINK;
      case TUS -> UploadMethod.TUS;
      case AUTO -> null;
    };
  }

  @Override
  boolean needsToken() {
    return false;
  }

  @Override
  ExitCode run(App app) {
    UploadEndpoint link =
        UploadEndpoint.of(endpoint.equals("-") ? firstLine(app.environment.in()) : endpoint);
    FileSource source = FileSource.of(file);
    long start = System.currentTimeMillis();
    Transfer sent;
    try (Console.Progress progress = app.progress(Layout.FILES);
        ProgressBoard.FileProgress transfer = progress.board.transfer(FileSource.nameOf(file))) {
      sent = app.uploads(chunkSize, false).toLink(source, link, chosen(), transfer);
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("source", file.toString());
    fields.put("method", UploadMethod.TUS.id().equals(sent.method()) ? "tus" : "post");
    fields.put("bytes", source.size());
    fields.put("bytes_sent", sent.sent());
    fields.put("bytes_resumed", sent.resumed());
    fields.put("seconds", (System.currentTimeMillis() - start) / 1000.0);
    RowPrinter.printOne(format(), out(), COLUMNS, new JsonObject(fields));
    return ExitCode.OK;
  }

  private static String firstLine(InputStream in) {
    try {
      String line =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      if (line != null) {
        return line;
      }
    } catch (IOException e) {
      throw new UploaderException(ErrorKind.INPUT, "could not read standard input", e);
    }
    throw new UploaderException(ErrorKind.INPUT, "standard input is empty");
  }
}
