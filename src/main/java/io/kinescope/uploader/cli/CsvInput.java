package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.source.csv.ListSource.Input;
import io.kinescope.uploader.source.csv.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The CSV to import. What can be read only once (standard input, or the pipe of a shell's {@code
 * <(...)}) is put into a temporary file (mode 0600, as the JDK makes them), since the rows are read
 * twice: checked, then sent.
 *
 * @param original the file that the user named; null if its rows came through a pipe
 */
record CsvInput(Input input, @Nullable Path original) implements AutoCloseable {
  static CsvInput of(String name, InputStream in) {
    if (name.equals("-")) {
      return piped(ManifestReader.STDIN, in);
    }
    Path path = Path.of(name); // what the locale could not decode was refused before
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      try (InputStream pipe = Files.newInputStream(path)) {
        return piped(name, pipe);
      } catch (IOException e) {
        throw new UploaderException(
            ErrorKind.INPUT, "could not read the CSV file " + name + ": " + IoWords.of(e), e);
      }
    }
    Path folder = path.toAbsolutePath().getParent();
    return new CsvInput(new Input(path, name, folder == null ? path : folder), path);
  }

  private static CsvInput piped(String name, InputStream in) {
    Path copy = null;
    try {
      copy = Files.createTempFile("kinescope", ".csv");
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      Path here = Path.of("").toAbsolutePath();
      return new CsvInput(new Input(copy, name, here), null);
    } catch (IOException e) {
      remove(copy);
      throw new UploaderException(
          ErrorKind.LOCAL_IO,
          "could not copy " + name + " to a temporary file: " + IoWords.of(e),
          e);
    }
  }

  @Override
  public void close() {
    if (original == null) {
      remove(input.path());
    }
  }

  private static void remove(@Nullable Path copy) {
    try {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UploaderException(
          ErrorKind.LOCAL_IO, "could not remove the temporary file " + copy, e);
    }
  }
}
