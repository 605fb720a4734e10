/**
 * The record that makes every row exactly one video. One code base and one set of tables for two
 * uses: the import's {@code FILE.ledger.db}, and {@code uploads.db}, by which {@code upload file}
 * goes on after it was killed. {@code java.sql} is used only here. Imports {@code base} and {@code
 * throttle} (the sleeper).
 *
 * <p>What was decided, and why:
 *
 * <ul>
 *   <li><b>At most four commits a row, none a chunk</b>: {@code intend}, {@code linked}, {@code
 *       settle}, and {@code processed} where the fate was not known yet. The server's offset is the
 *       truth about bytes, so none is stored.
 *   <li><b>Durable on return.</b> WAL with {@code synchronous=FULL}. The writes of many threads
 *       share a commit ({@link io.kinescope.uploader.ledger.GroupCommit}). A write that fails is
 *       undone alone; a commit that fails refuses all that were in it and is not repeated, since
 *       nobody can tell what the disk has kept.
 *   <li><b>One connection</b> behind a fair lock: a read waits for one commit at most.
 *   <li><b>The ledger counts the attempts</b>, not the caller: in {@code uploads.db} two processes
 *       may meet. {@code first_intent_at} stays, so that a look-up for a lost answer can begin at
 *       the first attempt.
 *   <li><b>A video id is owned by the first row that had it</b>, for good, also when that attempt
 *       was given up. {@code adopt} checks and takes in one transaction, so that two rows with the
 *       same title can't take the same video.
 *   <li><b>Upload and processing are two things.</b> The state says whether the bytes are there;
 *       the fate says what became of them. A fate of failed makes the state failed.
 *   <li><b>Upload links</b> are in one column, erased once everything has arrived, and never in the
 *       history; {@link io.kinescope.uploader.ledger.SecretLink} does not print itself. The token
 *       never gets here.
 *   <li><b>Tables</b>: the row key of an import is long (a URL), and the row is wide. So {@code
 *       entry} has a counting key and a unique index on the row key, and the tables that are found
 *       by key alone ({@code meta}, {@code video}, {@code event}) are {@code WITHOUT ROWID} and
 *       narrow. Listing by the counting key is the order in which the rows first came.
 *   <li><b>The lock file stays</b> when the run ends. Deleting it would let two runs lock two files
 *       of the same name. The kernel's lock is what counts.
 *   <li><b>An older ledger is brought forward</b>, a newer one refused, another service's refused,
 *       and a database that is none of ours is left untouched. Who only looks at an older one reads
 *       a copy that is brought forward. A schema step that was released is never changed, and
 *       {@code src/test/resources/golden} has a ledger of each version.
 *   <li><b>Orphans</b>: table {@code video} says of each id whether it is what its entry has, or an
 *       orphan of an earlier attempt or a lost call.
 * </ul>
 */
@NullMarked
package io.kinescope.uploader.ledger;

import org.jspecify.annotations.NullMarked;
