package io.kinescope.uploader.tus;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** A Tus server that nobody here wrote, on a port of 127.0.0.1. */
public interface RealTus extends AutoCloseable {
  /** Where uploads are created. */
  String ROOT = "/files";

  /** Where it listens. */
  int port();

  /** Where it keeps the bytes of an upload. */
  Path stored(String path);

  @Override
  void close() throws IOException;

  /**
   * Makes an upload link as Kinescope's init does.
   *
   * @return its path
   */
  default String create(HttpClient http, long size) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + ROOT))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", Long.toString(size))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IOException("no link: HTTP " + answer.statusCode() + " " + answer.body());
    }
    return URI.create(answer.headers().firstValue("Location").orElseThrow()).getPath();
  }
}
