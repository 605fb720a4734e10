/**
 * The bulk import: {@code ImportEngine} checks the rows, {@code ImportRun} hands them to workers,
 * {@code RowImporter} brings one row from start to end (it alone touches the ledger while rows
 * run), {@code RunRecorder} keeps the sums and writes the reports. {@code FileMemory} is the same
 * for {@code upload file}. May import {@code manifest}, {@code upload}, {@code ledger}, {@code
 * progress} and what lies below them.
 *
 * <p>What is decided where the contract leaves it open:
 *
 * <ul>
 *   <li>Files up to 256 KiB go in one request, larger ones by link: then the id is known before any
 *       byte.
 *   <li>A done row is skipped as long as its source cell and its file's size are the same; another
 *       spelling of the same path ({@code ./a.mp4}) or another modification time is no change,
 *       since every fresh checkout has new ones. For an upload that is not finished, time and size
 *       must be the same, or it starts again.
 *   <li>An unknown init call (answer lost, killed in it) can have made only an empty video, whose
 *       link nobody can get again: it is reported as a leftover, and the row is sent. From then on
 *       it is that row's, so that no row with the same title takes it for its own. Where such a row
 *       is unknown, too, and has a URL, the empty video may be the URL's, not fetched yet: then
 *       both are left for a person. So is it without the right to read, like any unknown outcome.
 *   <li>An unknown single request or URL call is looked for by parent, title and time, by the
 *       service's clock. One match is adopted, unless it is another row's, or another unknown row
 *       has the same title and parent: then nobody can tell whose it is. A match that the service
 *       could not process is adopted and the row fails with the service's message.
 *   <li>A video whose id the ledger knows, of whatever row and attempt, is no match: that id came
 *       with an answer.
 *   <li>What may be the same video in other words is neither adopted nor sent again, but left for a
 *       person: a title that was cut or whose letters were lost on the way, another folder of the
 *       same project, ids in another form. Composed or decomposed accents and kinds of spaces are
 *       no difference at all ({@code Resemblance}).
 *   <li>Our clock is corrected by the {@code Date} of the service's last answer, give or take two
 *       minutes; without one it is believed. A match from the day before that is left for a person:
 *       the clock may have been wrong when the call was made, and right now.
 *   <li>"There is none" is believed only 15 s after the attempt, since the list lags behind; a
 *       link's leftover is believed at once. When it is not all looked through, or the service
 *       refuses to tell, it is not believed.
 *   <li>A single request's junk ({@code suspended}, {@code aborted}) is a leftover; one in {@code
 *       uploading} or a status never heard of may still become the video.
 *   <li>When the source of an unknown row has changed since, what the call made is reported, not
 *       adopted, and the row is sent.
 *   <li>{@code --retry-unknown} is about what earlier runs left unknown, since only that can a
 *       person have looked at. What gets lost in this run is not sent again for it.
 *   <li>When a link is gone and nobody may look at its video, the row fails as unknown, with its
 *       link: the next run asks again, and {@code --retry-unknown} sends it anew.
 *   <li>Rows with the same parent and title never have create calls under way at the same time, nor
 *       while one of them is looked up.
 *   <li>When the ledger refuses a write, nothing else is written about that row: it goes on saying
 *       that the call's outcome is unknown, or that there is a link, and the next run finds the
 *       video. The run stops, and no row is sent whose intent could not be written.
 *   <li>An outage is ten rows in a row that met network trouble or whose answers were lost in this
 *       run; rows that earlier runs left unknown say nothing of the service as it is now.
 *   <li>Failures that are nobody's fault in the row (token, payment, missing parent, missing file)
 *       are tried again by the next run.
 *   <li>A video that is gone when its fate is asked (the list lacks it time after time, and its own
 *       address says 404) is no reason to make another: with {@code --wait} its row fails, a later
 *       run warns once and skips it.
 *   <li>A failed or results file has its list's ledger, when that is there: its rows are the
 *       list's, and each would become a second video. Refused rows of a failed file are tried
 *       again.
 *   <li>A report whose ledger is not beside it gets a new one, with a warning: nobody can tell
 *       where the other is.
 *   <li>A video that differs from its file makes its row fail in every run, until {@code --verify}
 *       finds it the same, or {@code --retry-failed} sends the file as a new video.
 *   <li>{@code --wait} and {@code --verify} are about all rows: what earlier runs did not see
 *       ready, or did not compare, is waited for and compared.
 *   <li>A list that somebody writes to while it is imported stops the run.
 *   <li>A row's own {@code parent_id} that does not exist fails that row; a default parent that
 *       does not exist stops the run.
 * </ul>
 */
@NullMarked
package io.kinescope.uploader.job;

import org.jspecify.annotations.NullMarked;
