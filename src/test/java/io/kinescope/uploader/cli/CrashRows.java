package io.kinescope.uploader.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that are imported over and over again, of each kind some. */
record CrashRows(List<Row> rows) {
  private static final int SMALL = 50_000; // one request
  private static final int MIDDLE = 400_000; // by link and POST

  /** By Tus, in two chunks: the first has 8 MiB. */
  private static final int LARGE = (17 << 20) + 123;

  /** How a row's video comes to be. */
  enum Kind {
    URL,
    SINGLE,
    LINK,
    TUS
  }

  /**
   * One row.
   *
   * @param file null for a URL
   * @param md5 of the file
   */
  record Row(
      Kind kind,
      String source,
      String title,
      @Nullable Path file,
      long size,
      @Nullable String md5) {
    Row as(String other) {
      return new Row(kind, source, other, file, size, md5);
    }

    String line() {
      String cells = kind == Kind.URL ? source + "," : "," + source;
      return cells + ",\"" + title + "\",own " + kind + "\n";
    }
  }

  /** So many of each kind, in turn. */
  static CrashRows make(Path folder, int ofEach) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i <= ofEach; i++) {
      String title = "Лекция " + i + ", ";
      rows.add(
          new Row(Kind.URL, "https://example.com/" + i + ".mp4", title + "by URL", null, 0, null));
      rows.add(numbered(folder, Kind.SINGLE, title + "small", i, SMALL));
      rows.add(numbered(folder, Kind.LINK, title + "middle", i, MIDDLE));
      rows.add(numbered(folder, Kind.TUS, title + "large", i, LARGE));
    }
    return new CrashRows(List.copyOf(rows));
  }

  /** Files of a folder and one below it; the first and the last have one title. */
  static CrashRows folder(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("in"));
    List<Row> rows = new ArrayList<>();
    rows.add(file(folder.resolve("a.mp4"), Kind.SINGLE, "a", 1, MIDDLE));
    rows.add(file(folder.resolve("b.mp4"), Kind.SINGLE, "b", 2, SMALL));
    rows.add(file(folder.resolve("in/a.mp4"), Kind.SINGLE, "a", 3, MIDDLE));
    return new CrashRows(List.copyOf(rows));
  }

  /** The same with a large one. */
  CrashRows withLarge(Path folder) throws IOException {
    List<Row> more = new ArrayList<>(rows);
    more.add(file(folder.resolve("large.mp4"), Kind.TUS, "large", more.size() + 1, LARGE));
    return new CrashRows(List.copyOf(more));
  }

  Row of(Kind kind) {
    return rows.stream().filter(row -> row.kind() == kind).findFirst().orElseThrow();
  }

  CrashRows retitled(Kind kind, String title) {
    Row old = of(kind);
    return new CrashRows(rows.stream().map(row -> row.equals(old) ? row.as(title) : row).toList());
  }

  CrashRows only(Set<Kind> kinds) {
    return new CrashRows(rows.stream().filter(row -> kinds.contains(row.kind())).toList());
  }

  /** The same, all with one title. */
  CrashRows withOneTitle(String title) {
    return new CrashRows(rows.stream().map(row -> row.as(title)).toList());
  }

  String csv() {
    StringBuilder csv = new StringBuilder("url,file,title,note\n");
    rows.forEach(row -> csv.append(row.line()));
    return csv.toString();
  }

  private static Row numbered(Path folder, Kind kind, String title, int number, int size)
      throws IOException {
    return file(folder.resolve(kind + "-" + number + ".mp4"), kind, title, number, size);
  }

  /** Sparse, but for its beginning and its end. */
  private static Row file(Path path, Kind kind, String title, int number, int size)
      throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.writeUTF(path.getFileName().toString());
      file.setLength(size);
      file.seek(size - 1L);
      file.write(number);
    }
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      String hash = HexFormat.of().formatHex(md5.digest(Files.readAllBytes(path)));
      return new Row(kind, path.toString(), title, path, size, hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
