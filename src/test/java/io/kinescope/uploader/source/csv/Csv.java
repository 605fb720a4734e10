package io.kinescope.uploader.source.csv;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.UrlIdentity;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** CSV text to entries, for tests. */
final class Csv {
  static final Path FOLDER = Path.of("/csv-folder");
  static final String NAME = "videos.csv";

  /** Everything is found from the file. */
  static final ManifestOptions DEFAULT =
      new ManifestOptions(null, null, Map.of(), UrlIdentity.USUAL);

  private Csv() {}

  static ManifestReader open(byte[] bytes, ManifestOptions options) {
    return ManifestReader.open(new ByteArrayInputStream(bytes), NAME, FOLDER, options);
  }

  /** A file as a person would name it. */
  static ListSource.Input input(Path path) {
    return new ListSource.Input(path, path.toString(), FOLDER);
  }

  static ManifestReader open(String text) {
    return open(text.getBytes(StandardCharsets.UTF_8), DEFAULT);
  }

  static List<ManifestRow> read(byte[] bytes, ManifestOptions options) {
    List<ManifestRow> entries = new ArrayList<>();
    try (ManifestReader reader = open(bytes, options)) {
      reader.forEachRemaining(entries::add);
    }
    return entries;
  }

  static List<ManifestRow> read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8), DEFAULT);
  }

  static ManifestRow row(String text) {
    return read(text).get(0);
  }

  /** What opening or reading to the end throws. */
  static UploaderException failure(byte[] bytes, ManifestOptions options) {
    return catchThrowableOfType(UploaderException.class, () -> read(bytes, options));
  }

  static UploaderException failure(String text) {
    return failure(text.getBytes(StandardCharsets.UTF_8), DEFAULT);
  }

  static ManifestOptions encoding(String name) {
    return new ManifestOptions(null, name, Map.of(), UrlIdentity.USUAL);
  }

  static ManifestOptions map(String... values) {
    return new ManifestOptions(
        null, null, ManifestOptions.parseMap(List.of(values)), UrlIdentity.USUAL);
  }
}
