package io.kinescope.uploader.cli;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.importing.ImportSettings.Input;
import io.kinescope.uploader.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The CSV to import. Standard input is put into a temporary file (mode 0600, as the JDK makes
 * them), since the rows are read twice: checked, then sent.
 *
 * @param original the file that the user named; null for standard input
 */
record CsvInput(Input input, @Nullable Path original) implements AutoCloseable {
  private static final String STDIN = "-";

  static CsvInput of(String name, InputStream in) {
    if (!name.equals(STDIN)) {
      Path path = Path.of(name);
      Path folder = path.toAbsolutePath().getParent();
      return new CsvInput(new Input(path, name, folder == null ? path : folder), path);
    }
    try {
      Path copy = Files.createTempFile("kinescope", ".csv");
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      Path here = Path.of("").toAbsolutePath();
      return new CsvInput(new Input(copy, ManifestReader.STDIN, here), null);
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO,
          "standard input can't be put into a temporary file: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    if (original == null) {
      try {
        Files.deleteIfExists(input.path());
      } catch (IOException e) {
        throw new UploaderException(
            ErrorKind.LOCAL_IO, "temporary file " + input.path() + " can't be removed", e);
      }
    }
  }
}
