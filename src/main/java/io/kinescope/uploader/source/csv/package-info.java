/**
 * CSV in: a streaming reader, the columns, and pure rules for rows. A record of the file comes out
 * as a {@link io.kinescope.uploader.source.csv.ManifestRow} or a {@link
 * io.kinescope.uploader.source.csv.RowError}, both with their physical line. Imports only {@code
 * error}.
 *
 * <p>Decisions where RFC 4180 and the contract are silent:
 *
 * <ul>
 *   <li>The lexer is our own. Commons CSV gives neither the line where a record starts nor the one
 *       where an unclosed quote opened, can't go on after text behind a closing quote, and has no
 *       bound on one record's size. It writes our files and is the oracle in the lexer's tests.
 *   <li>Trouble inside one record (text after a closing quote, a space before an opening one, too
 *       many cells) makes that row invalid. Trouble that leaves the rest unreadable (unclosed
 *       quote, undecodable byte, a record above 4 Mi characters) stops the reading.
 *   <li>Cells of our columns lose the space around them and keep the space inside; other columns
 *       are carried as they are.
 *   <li>A carriage return alone ends a line, too.
 *   <li>Cells that a spreadsheet would run are escaped by {@link
 *       io.kinescope.uploader.source.csv.SafeCells} and unescaped here, so that our files read back
 *       unchanged.
 * </ul>
 */
@NullMarked
package io.kinescope.uploader.source.csv;

import org.jspecify.annotations.NullMarked;
