package io.kinescope.uploader.source.csv;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import org.jspecify.annotations.Nullable;

/**
 * What the person says about the CSV.
 *
 * @param delimiter from {@code --delimiter}; null: found from the header
 * @param encoding from {@code --encoding}; null: strict UTF-8
 * @param map from {@code --map}
 */
public record ManifestOptions(
    @Nullable Character delimiter, @Nullable String encoding, ColumnMap map) {
  /** Everything is found from the file. */
  public static final ManifestOptions DEFAULT = new ManifestOptions(null, null, ColumnMap.NONE);

  /**
   * Reads the value of {@code --delimiter}: one character, or {@code tab}, or a backslash and t.
   *
   * @throws UploaderException of kind USAGE
   */
  public static char parseDelimiter(String text) {
    if (text.equalsIgnoreCase("tab") || text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1
        || "\"\r\n\0".contains(text)
        || Character.isLetterOrDigit(text.charAt(0))
        || Character.isSurrogate(text.charAt(0))) {
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "--delimiter '" + text + "' can't separate cells",
          "give one character, such as , ; | or the word tab");
    }
    return text.charAt(0);
  }
}
