package io.kinescope.uploader.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a {@link Soak}: most are URLs, a quarter small files, some go by link, few by Tus.
 */
record SoakRows(Path csv, List<Row> rows) {
  private static final int EVERY_FILE = 4;
  private static final int EVERY_LINK = 40;
  private static final int EVERY_TUS = 400;
  private static final long SMALL = 1 << 10;
  private static final long LINK = 260 << 10;
  private static final long TUS = (16L << 20) + 1;

  /**
   * One row.
   *
   * @param file null for a URL
   */
  record Row(String title, @Nullable String url, @Nullable Path file, long size) {}

  /** Writes the list and its files; every file has another size and other bytes. */
  static SoakRows write(Path folder, int count) throws IOException {
    Files.createDirectories(folder.resolve("files"));
    List<Row> rows = new ArrayList<>();
    Path csv = folder.resolve("videos.csv");
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write("url,file,title\n");
      for (int i = 1; i <= count; i++) {
        String title = "Лекция №" + i + ": «Проверка», часть 2";
        Row row;
        if (i % EVERY_FILE == 0) {
          String name = "files/" + i + ".mp4";
          Path file = file(folder.resolve(name), i);
          row = new Row(title, null, file, Files.size(file));
          out.write("," + name + ",\"" + title + "\"\n");
        } else {
          row = new Row(title, "https://media.example.org/" + i + ".mp4", null, 0);
          out.write(row.url() + ",,\"" + title + "\"\n");
        }
        rows.add(row);
      }
    }
    return new SoakRows(csv, rows);
  }

  private static Path file(Path file, int number) throws IOException {
    long least = number % EVERY_TUS == 0 ? TUS : number % EVERY_LINK == 0 ? LINK : SMALL;
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
      channel.position(least + number); // a hole costs no disk
      channel.write(ByteBuffer.allocate(1));
    }
    return file;
  }
}
