package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The title arrives byte for byte, whatever carries it: seen on the bytes that a socket took. */
class ImportTitleBytesTest {
  private static final String TITLE = "Лекция №1: «Введение», часть 2 😀";

  /** The same, one char for each byte of its UTF-8. */
  private static final String BYTES =
      new String(TITLE.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

  private static final String VIDEO =
      "{\"data\":{\"id\":\"v1\",\"title\":\"" + TITLE + "\",\"status\":\"processing\"}}";

  @TempDir private Path folder;

  private final RawServer server = new RawServer(this::answer);
  private final Cli cli =
      Cli.at(server.url(), server.url())
          .with("KINESCOPE_API_TOKEN", "6b0a7c0e-5a57-4d2b-a2bb-6f3f7a9d1c11")
          .with("KINESCOPE_PARENT_ID", "p1");

  private String answer(String requestLine) {
    return requestLine.startsWith("POST /v2/init ")
        ? "{\"data\":{\"id\":\"v1\",\"endpoint\":\"" + server.url() + "/v2/upload/u1\"}}"
        : VIDEO;
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void inTheHeaderOfASingleRequest() {
    succeed(
        cli.run(
            "upload",
            "file",
            Cli.file(folder, "a.mp4", 10),
            "--title",
            TITLE,
            "--method",
            "single"));
    assertTitleHeader();
  }

  @Test
  void inTheHeaderOfAUrlUpload() {
    succeed(cli.run("upload", "url", "https://example.com/a.mp4", "--title", TITLE));
    assertTitleHeader();
  }

  @Test
  void inTheJsonOfALink() {
    succeed(
        cli.run(
            "upload", "file", Cli.file(folder, "a.mp4", 10), "--title", TITLE, "--method", "link"));
    assertThat(server.requests("POST /v2/init ")).hasSize(1);
    assertThat(server.requests("POST /v2/init ").get(0)).contains("\"title\":\"" + BYTES + "\"");
    assertThat(server.requests("PATCH ")).isEmpty();
  }

  @Test
  void fromTheUrlRowOfACsv() {
    Path csv =
        Cli.text(folder, "v.csv", "url,title\nhttps://example.com/a.mp4,\"" + TITLE + "\"\n");
    succeed(cli.run("import-csv", csv));
    assertTitleHeader();
  }

  @Test
  void fromTheFileRowOfACsv() {
    Cli.file(folder, "a.mp4", 10);
    succeed(
        cli.run("import-csv", Cli.text(folder, "v.csv", "file,title\na.mp4,\"" + TITLE + "\"\n")));
    assertTitleHeader();
  }

  @Test
  void fromTheNameOfAFile() {
    Cli.file(folder, TITLE + ".mp4", 10);
    succeed(cli.run("import-csv", Cli.text(folder, "v.csv", "file\n\"" + TITLE + ".mp4\"\n")));
    assertTitleHeader();
    assertThat(server.requests("POST /v2/video ").get(0))
        .contains("\r\nX-File-Name: " + BYTES + ".mp4\r\n");
  }

  private void assertTitleHeader() {
    assertThat(server.requests("POST /v2/video ")).hasSize(1);
    assertThat(server.requests("POST /v2/video ").get(0))
        .contains("\r\nX-Video-Title: " + BYTES + "\r\n");
    assertThat(server.requests("PATCH ")).isEmpty();
  }

  private static void succeed(Cli.Run run) {
    assertThat(run.exit()).as(run.err()).isZero();
  }
}
