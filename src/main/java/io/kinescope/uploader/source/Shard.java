package io.kinescope.uploader.source;

import io.kinescope.uploader.base.error.UploaderException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * One of several processes that share one list: which items fall to it, and what its files are
 * called.
 *
 * @param number from 1
 * @param count of all
 */
public record Shard(int number, int count) {
  /** With more, none would be allowed a call in ten seconds. */
  private static final int MAX_COUNT = 1_000;

  private static final Pattern NAME = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");
  private static final Pattern INFIX = Pattern.compile("\\.shard-([0-9]{1,4})-of-([0-9]{1,4})");

  /** What the infix goes before: the endings of a list's files, else of any. */
  private static final Pattern ENDING =
      Pattern.compile("(?:\\.ledger\\.db|\\.results\\.csv|\\.failed\\.csv|(?<=.)\\.[^.]*|)$");

  /**
   * Reads {@code 1/4}.
   *
   * @throws UploaderException of kind USAGE if it is none
   */
  public static Shard parse(String text) {
    Matcher numbers = NAME.matcher(text.strip());
    if (!numbers.matches()) {
      throw UploaderException.usage(
          "--shard '" + text + "' can't be read", "write I/N, such as 1/4; or auto, or auto/N");
    }
    return of(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
  }

  /**
   * A shard.
   *
   * @throws UploaderException of kind USAGE if there can be no such one
   */
  public static Shard of(int number, int count) {
    if (count < 1 || count > MAX_COUNT || number < 1 || number > count) {
      throw UploaderException.usage(
          "there is no shard " + number + " of " + count,
          "shards are numbered from 1 to N, and N is at most " + MAX_COUNT);
    }
    return new Shard(number, count);
  }

  /**
   * Whether the item with this key falls to it. <b>Never changes</b>: an item that fell to another
   * shard than before would be made a second time.
   */
  public boolean owns(String key) {
    long[] hash = MurmurHash3.hash128x64(key.getBytes(StandardCharsets.UTF_8));
    return Long.remainderUnsigned(hash[0], count) == number - 1;
  }

  /** The same of an item or what is none; what has no key falls to the first. */
  public boolean owns(SourceEntry entry) {
    String key = entry instanceof Item item ? item.key() : ((ItemError) entry).key();
    return key == null ? number == 1 : owns(key);
  }

  /**
   * The shard's own file in place of one that all would have: {@code
   * videos.csv.shard-1-of-4.ledger.db}.
   *
   * @throws UploaderException of kind USAGE if the name is that of another shard's
   */
  public Path named(Path file) {
    Shard named = of(file);
    if (named != null && !named.equals(this)) {
      throw UploaderException.usage(
          file + " belongs to shard " + named + ", and this is shard " + this,
          "leave the shard out of the name: it is put in by itself");
    }
    String name = nameOf(file);
    Matcher ending = ENDING.matcher(name);
    return named != null || !ending.find()
        ? file
        : file.resolveSibling(
            name.substring(0, ending.start())
                + ".shard-"
                + number
                + "-of-"
                + count
                + name.substring(ending.start()));
  }

  /** Which shard's file it is, by its name; null if it is none's. */
  public static @Nullable Shard of(Path file) {
    Matcher infix = INFIX.matcher(nameOf(file));
    if (!infix.find()) {
      return null;
    }
    Shard shard = new Shard(Integer.parseInt(infix.group(1)), Integer.parseInt(infix.group(2)));
    return shard.number >= 1 && shard.number <= shard.count ? shard : null;
  }

  /** The file that it would be if there were no shards. */
  public static Path whole(Path file) {
    return file.resolveSibling(INFIX.matcher(nameOf(file)).replaceFirst(""));
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return number + "/" + count;
  }
}
