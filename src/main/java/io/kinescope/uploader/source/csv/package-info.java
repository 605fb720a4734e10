/**
 * CSV in: a streaming reader, the columns, and pure rules for rows. A record of the file comes out
 * as a {@link io.kinescope.uploader.source.csv.ManifestRow} with its physical line. Imports only
 * {@code source}, {@code source.files} and {@code base}.
 *
 * <p>Decisions where RFC 4180 and the contract are silent:
 *
 * <ul>
 *   <li>The lexer is our own. Commons CSV 1.14.1 knows the physical line where a record starts, but
 *       can't keep the promise that one broken row stops no other: at text behind a closing quote
 *       it throws in the middle of the record, the next record begins at the character behind, and
 *       a quote there swallows the rows that follow; its lenient mode takes the text for a part of
 *       the cell and says nothing. Nor does it tell whether a cell was quoted (so a space before an
 *       opening quote can't be told from a quoted cell that begins so), bound a record, or give the
 *       line of an unclosed quote other than in a sentence. It needs twice our time. {@code
 *       CommonsCsvTest} fails when it learns one of these. It writes our files and is the oracle in
 *       the lexer's tests.
 *   <li>Trouble inside one record (text after a closing quote, a space before an opening one, too
 *       many cells) makes that row invalid. Trouble that leaves the rest unreadable (unclosed
 *       quote, undecodable byte, a record above 4 Mi characters) stops the reading.
 *   <li>Cells of our columns lose the space around them and keep the space inside; other columns
 *       are carried as they are.
 *   <li>A carriage return alone ends a line, too.
 *   <li>Cells that a spreadsheet would run are escaped by {@code SafeCells} and unescaped here, so
 *       that our files read back unchanged.
 * </ul>
 */
@NullMarked
package io.kinescope.uploader.source.csv;

import org.jspecify.annotations.NullMarked;
