package io.kinescope.uploader.source.csv;

import java.nio.charset.Charset;

/**
 * How a CSV file is written, so that the files made from it can be written alike.
 *
 * @param charset never the plain {@code UTF-16}, whose byte order is open, but one of its two
 *     orders
 * @param bom whether the file begins with a byte order mark
 * @param lineEnd what ends a line: LF, CR LF, or CR as in old Macintosh files
 * @param sepLine whether its first line is Excel's {@code sep=;}
 */
public record CsvDialect(
    char delimiter, Charset charset, boolean bom, String lineEnd, boolean sepLine) {}
