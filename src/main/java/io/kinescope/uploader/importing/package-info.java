/**
 * The bulk import: {@code ImportEngine} reads the rows and hands them to workers, {@code
 * RowImporter} brings one row from start to end (it alone touches the ledger while rows run),
 * {@code RunRecorder} keeps the sums and writes the reports. {@code FileMemory} is the same for
 * {@code upload file}. May import {@code manifest}, {@code upload}, {@code ledger}, {@code
 * progress} and what lies below them.
 *
 * <p>What is decided where the contract leaves it open:
 *
 * <ul>
 *   <li>Files up to 256 KiB go in one request, larger ones by link: then the id is known before any
 *       byte.
 *   <li>A done row is skipped as long as its source cell and its file's size are the same; another
 *       modification time alone is no change, since every fresh checkout has new ones. For an
 *       upload that is not finished, time and size must be the same, or it starts again.
 *   <li>An unknown init call (answer lost, killed in it) can have made only an empty video, whose
 *       link nobody can get again: it is reported as a leftover, and the row is sent. From then on
 *       it is that row's, so that no row with the same title takes it for its own. Where such a row
 *       is unknown, too, and has a URL, the empty video may be the URL's, not fetched yet: then
 *       both are left for a person. So is it without the right to read, like any unknown outcome.
 *   <li>An unknown single request or URL call is looked for by parent, title and time, by the
 *       service's clock. One match is adopted, unless it is another row's, or another unknown row
 *       has the same title and parent: then nobody can tell whose it is.
 *   <li>"There is none" is believed only 15 s after the attempt, since the list lags behind.
 *   <li>Rows with the same parent and title never have create calls under way at the same time.
 *   <li>Failures that are nobody's fault in the row (token, payment, missing parent, missing file)
 *       are tried again by the next run.
 *   <li>A row's own {@code parent_id} that does not exist fails that row; a default parent that
 *       does not exist stops the run.
 * </ul>
 */
@NullMarked
package io.kinescope.uploader.importing;

import org.jspecify.annotations.NullMarked;
