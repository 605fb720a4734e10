package io.kinescope.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.SourceUrl;
import io.kinescope.uploader.source.files.ContentTypes;
import io.kinescope.uploader.source.files.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and URLs before they are sent. */
class SourcesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "a.mp4, video/mp4",
    "A.MP4, video/mp4",
    "лекция 1.mov, video/quicktime",
    "a.tar.mkv, video/x-matroska",
    "a.webm, video/webm",
    "a.avi, video/x-msvideo",
    "a.m2ts, video/mp2t",
    "a.mxf, application/mxf",
    "a.pdf, application/pdf",
    "a.png, image/png",
    "a.unheardof, application/octet-stream",
    "noextension, application/octet-stream",
    "mp4, application/octet-stream",
    ".mp4, video/mp4",
    "a., application/octet-stream",
  })
  void theTypeFollowsFromTheName(String name, String type) {
    assertThat(ContentTypes.of(Path.of("some.folder", name))).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ,",
    "https://youtu.be/dQw4w9WgXcQ,",
    "https://m.youtube.com/watch?v=dQw4w9WgXcQ,",
    "https://notyoutube.com/watch, watch",
    "https://example.com/,",
    "https://example.com,",
    "https://example.com/a/b.mp4, b",
    "HTTP://example.com/b.mp4?token=1#t, b",
    "https://example.com/%D0%9B%D0%B5%D0%BA%D1%86%D0%B8%D1%8F%201.mp4, Лекция 1",
    "https://example.com/лекция.mp4, лекция",
    "https://user:password@example.com:8443/b.tar.gz, b.tar",
    "https://example.com/.mp4, .mp4",
  })
  void aUrlMayGiveATitle(String url, String title) {
    SourceUrl source = SourceUrl.of(" " + url + " ");
    assertThat(source.text()).isEqualTo(url);
    assertThat(source.title()).isEqualTo(title);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.mp4",
        "/a.mp4",
        "ftp://example.com/a.mp4",
        "file:///etc/passwd",
        "http:example.com/a.mp4",
        "http:/example.com/a.mp4",
        "https:\\\\example.com\\a.mp4",
        "https:///a.mp4",
        "https://",
        "https://example.com/a b.mp4",
        "https://example.com/a\nb.mp4",
      })
  void whatIsNoAbsoluteUrlIsRefused(String url) {
    assertKind(ErrorKind.USAGE, () -> SourceUrl.of(url));
  }

  @ParameterizedTest
  @CsvSource({
    "a.mp4, a",
    "a.b.mp4, a.b",
    ".mp4, .mp4",
    "a, a",
    "a., a",
    "Лекция №1.mov, Лекция №1"
  })
  void theTitleIsTheNameWithoutExtension(String name, String title) {
    assertThat(FileSource.titleOf(Path.of("some.folder", name))).isEqualTo(title);
  }

  @Test
  void aFileThatCannotBeSentIsRefusedBefore() throws IOException {
    assertKind(ErrorKind.INPUT, () -> FileSource.of(folder.resolve("missing")));
    assertKind(ErrorKind.INPUT, () -> FileSource.of(folder));
    Path empty = Files.createFile(folder.resolve("empty"));
    assertKind(ErrorKind.INPUT, () -> FileSource.of(empty));
    assertKind(ErrorKind.INPUT, () -> FileSource.of(empty.resolve("below a file")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceIsRefused() {
    assertKind(ErrorKind.INPUT, () -> FileSource.of(Path.of("/dev/zero")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grown", "shrunk", "touched", "replaced", "removed"})
  void aFileThatChangesIsNoticed(String how) throws IOException {
    Path file = Files.write(folder.resolve("a.mp4"), new byte[100]);
    FileSource source = FileSource.of(file);
    try (OpenFile open = OpenFile.of(source)) {
      open.checkUnchanged();
      change(file, how);
      assertKind(ErrorKind.SOURCE_CHANGED, open::checkUnchanged);
    }
    assertKind(ErrorKind.SOURCE_CHANGED, () -> OpenFile.of(source));
  }

  private void change(Path file, String how) throws IOException {
    switch (how) {
      case "grown" -> Files.write(file, new byte[101]);
      case "shrunk" -> Files.write(file, new byte[99]);
      case "touched" -> Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
      case "replaced" -> {
        Path other = Files.write(folder.resolve("other"), new byte[50]);
        Files.delete(file);
        Files.move(other, file);
      }
      default -> Files.delete(file);
    }
  }

  private static void assertKind(ErrorKind kind, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(UploaderException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
