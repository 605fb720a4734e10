/**
 * The record that makes every row exactly one video. One code base and one set of tables for two
 * uses: the import's {@code FILE.ledger.db}, and {@code uploads.db}, by which {@code upload file}
 * goes on after it was killed. {@code Ledger} is what the engine writes, {@code LedgerReader} what
 * it and people ask. {@code java.sql} is used only here. Imports {@code base} and {@code throttle}
 * (the sleeper).
 *
 * <ul>
 *   <li><b>At most four commits a row, none a chunk</b>: {@code intend}, {@code linked}, {@code
 *       settle}, and {@code processed} where the fate was not known yet. The server's offset is the
 *       truth about bytes, so none is stored.
 *   <li><b>Durable on return</b>: WAL with {@code synchronous=FULL}. The writes of many threads
 *       share a commit. A write that fails is undone alone; a commit that fails refuses all that
 *       were in it and is not repeated, since nobody can tell what the disk has kept.
 *   <li><b>A file without its log is told from a whole one</b>: before its first write a run puts a
 *       mark into the file itself ({@code RunMark}, checkpointed), and the last one that ends in
 *       order takes it away. The mark without a log is a ledger that lost rows: after a kill the
 *       log was deleted or not copied, or the file is a copy of a run's. Who opens a killed run's
 *       ledger with another program, which moves the log into the file, sees the same refusal.
 *       After a run that did not end, {@code quick_check} looks at all pages: 7 to 8.5 s for a
 *       million rows (835 MB) on the same busy machine.
 *   <li><b>No rollback journal</b>: it would not tell a copy of a run's file from a whole one
 *       either, and costs more than a tenth. 2026-11-30, two busy cores, alternated: 5,000 url rows
 *       by 64 workers against a server of 50 ms, 400 and 419 rows/s with the log, 294 and 277 with
 *       a journal ({@code PERSIST}); the ledger alone, 4,000 rows by 64 threads, 1,561 to 1,793
 *       rows/s, 789 to 1,004 ({@code PERSIST}), 529 to 850 ({@code TRUNCATE}).
 *   <li><b>Of several processes</b> at {@code uploads.db} each shares a byte of the key locks: the
 *       first alone checks, the last alone takes the mark away.
 *   <li><b>The ledger counts the attempts</b>: in {@code uploads.db} two processes may meet. {@code
 *       first_intent_at} stays, so that a look-up for a lost answer begins at the first attempt.
 *   <li><b>A video id is owned by the first row that had it</b>, for good. {@code adopt} checks and
 *       takes in one transaction. Table {@code video} says of each id whether it is what its entry
 *       has, or an orphan of an earlier attempt or a lost call.
 *   <li><b>Upload and processing are two things</b>: the state says whether the bytes are there,
 *       the fate what became of them. A fate of failed makes the state failed.
 *   <li><b>Upload links</b> are in one column, erased once everything has arrived, and never in the
 *       history. The token never gets here.
 *   <li><b>The lock file stays</b> when the run ends: deleting it would let two runs lock two files
 *       of the same name.
 *   <li><b>Keys have a form</b> ({@link io.kinescope.uploader.ledger.KeyForm}): a ledger of an
 *       older one gets the present names with its tables. Where two entries get one name, the later
 *       has one of its own, by which no item asks for it. The file is packed then, as old names
 *       held signatures.
 *   <li><b>An older ledger is brought forward</b>, a newer one refused, another service's refused,
 *       and a database that is none of ours is left untouched. Who only looks at an older one reads
 *       a copy that is brought forward; {@code src/test/resources/golden} has a ledger of each
 *       version.
 * </ul>
 */
@NullMarked
package io.kinescope.uploader.ledger;

import org.jspecify.annotations.NullMarked;
