package io.kinescope.uploader.report;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.AtomicFile;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.source.csv.ManifestHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** The names of the files that belong to an input: beside it, with its whole name in front. */
public final class CsvFiles {
  /** Links that lead to each other end somewhere; the system itself follows no more. */
  private static final int MAX_LINKS = 40;

  public static final String RESULTS = ".results.csv";
  public static final String FAILED = ".failed.csv";
  public static final String LEDGER = ".ledger.db";

  /** Before a failed file's name, what the ledger notes its digest under. */
  static final String WRITTEN = "written:";

  static final String ELSEWHERE = "name another place with --results/--failed, or none";

  /** A column that only a results file has. */
  static final String ROW_STATUS = "row_status";

  static final String ERROR_KIND = "error_kind";

  static final String VIDEO_ID = "video_id";

  private CsvFiles() {}

  /** The ledger and all that lies beside it: its lock, and what SQLite writes first. */
  public static List<Path> ofLedger(Path ledger) {
    return Stream.of("", ".lock", "-wal", "-shm", "-journal")
        .map(ending -> beside(ledger, ending))
        .toList();
  }

  /** Whether a file with this header was written by an import: its rows were tried before. */
  public static boolean isReport(ManifestHeader header) {
    return header.names().stream()
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.equals(ROW_STATUS) || name.equals(ERROR_KIND));
  }

  /**
   * Refuses a run that would write two things into one file, or over its own input. The same file
   * by two spellings counts, and by links: the file behind a link is what is replaced.
   *
   * @param files the input and all that will be written
   * @throws UploaderException of kind USAGE
   */
  public static void requireDifferent(List<Path> files) {
    List<Path> real = files.stream().map(p -> real(p, MAX_LINKS)).toList();
    for (int i = 0; i < real.size(); i++) {
      if (real.indexOf(real.get(i)) < i) {
        throw UploaderException.usage(
            files.get(i) + " is named for two purposes; it would be overwritten",
            "give --results, --failed and --ledger names of their own");
      }
    }
  }

  /** The file's one name; of a file that is not there yet, its folder's, and the name in it. */
  private static Path real(Path file, int links) {
    Path absolute = file.toAbsolutePath();
    try {
      if (Files.exists(absolute)) {
        return absolute.toRealPath();
      }
      if (links > 0 && Files.isSymbolicLink(absolute)) { // a ledger is made where it leads
        return real(absolute.resolveSibling(Files.readSymbolicLink(absolute)), links - 1);
      }
      Path folder = absolute.getParent();
      Path name = absolute.getFileName();
      return folder == null || name == null ? absolute : folder.toRealPath().resolve(name);
    } catch (IOException e) {
      return absolute.normalize(); // no such folder, or no right to look: writing it says so
    }
  }

  /** A file's name, of a kept copy that of the file it was copied from. */
  public static String nameOf(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.bak\\d*$", "");
  }

  /** A file's SHA-256 as hex; empty if there is no such file. */
  static Optional<String> digest(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(DigestUtils.sha256Hex(in));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Copies a file to {@code FILE.bak}, or the first such name that is free; null without it. */
  static @Nullable Path keep(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    Path copy = beside(file, ".bak");
    for (int number = 2; Files.exists(copy, LinkOption.NOFOLLOW_LINKS); number++) {
      copy = beside(file, ".bak" + number);
    }
    try {
      return Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw AtomicFile.failed(copy, ELSEWHERE, e);
    }
  }

  private static UploaderException unreadable(Path file, IOException e) {
    String what = "could not read " + file + ": " + IoWords.of(e);
    return UploaderException.withHint(ErrorKind.LOCAL_IO, what, ELSEWHERE, e);
  }

  public static Path beside(Path input, String ending) {
    return input.resolveSibling(input.getFileName() + ending);
  }
}
