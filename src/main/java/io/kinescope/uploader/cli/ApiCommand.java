package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.RawApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "api",
    description = {
      "Call the API with the token, and print the answer as it came.",
      "The call goes to the API's own host (--api-url) alone. GET, PUT and DELETE are repeated after a failure, POST and PATCH only where nothing was done for certain."
    },
    footerHeading = BaseCommand.EXAMPLES,
    footer = {
      "  kinescope api GET '/v1/projects?per_page=1'",
      "  kinescope api PATCH /v1/videos/VIDEO_ID -f title='Lecture 1'",
      "  kinescope api PATCH /v1/videos/VIDEO_ID --input body.json"
    })
final class ApiCommand extends BaseCommand.Online {
  /** The service takes no larger body (documented). */
  private static final int MAX_BODY = 10_000_000;

  @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT, PATCH or DELETE.")
  String method = "";

  @Parameters(index = "1", paramLabel = "PATH", description = "Such as /v1/projects?page=2.")
  String path = "";

  @Option(
      names = {"-f", "--field"},
      paramLabel = "NAME=VALUE",
      description =
          "A text field: of the query with GET and DELETE or beside --input, else of a JSON object. May be repeated.")
  Map<String, String> fields = new LinkedHashMap<>();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Send this file as the body, as JSON; - reads standard input.")
  @Nullable String input;

  @Override
  void stopWith(App app) {
    if (method.equalsIgnoreCase("GET")) {
      super.stopWith(app);
    } else {
      Signals.finishOnRequest(app, Signals.ONE_CALL); // cut off, it would be in doubt
    }
  }

  @Override
  ExitCode run(App app) {
    String verb = method.toUpperCase(Locale.ROOT);
    require(
        RawApi.METHODS.contains(verb),
        "'" + method + "' is not a method; use " + String.join(", ", RawApi.METHODS));
    app.kinescope(); // needs the token
    String body = input == null ? null : body(input, app.environment.in());
    String answer = new RawApi(app.transport).call(verb, path, fields, body);
    if (!answer.isEmpty()) {
      out().print(answer + (answer.endsWith("\n") ? "" : "\n"));
      out().flush();
    }
    return ExitCode.OK;
  }

  private static String body(String name, InputStream standardInput) {
    try (InputStream in = name.equals("-") ? standardInput : Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(MAX_BODY + 1);
      require(bytes.length <= MAX_BODY, name + " is larger than 10 MB, which the API refuses");
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw UploaderException.withHint(
          ErrorKind.INPUT, "could not read " + name + ": " + IoWords.of(e), null, e);
    }
  }
}
