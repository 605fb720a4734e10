package io.kinescope.uploader.job;

import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.Ledger.SentFile;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file is the one whose first bytes an earlier run has sent. Where size, modification
 * time, inode and change time are as before, it is. Else its bytes tell: {@code touch}, {@code
 * chmod} and a move leave them, while {@code cp -p} puts other bytes under the old time.
 */
record SameFile(Ledger ledger, @Nullable FileSource source) {
  /** The plan, or a new upload in place of one that would mix two files. */
  ItemPlan settled(ItemPlan plan) {
    if (!(plan instanceof ItemPlan.Resume resume) || source == null) {
      return plan;
    }
    LedgerEntry entry = resume.entry();
    SentFile sent = ledger.sentFile(entry.key());
    return isAsBefore(source, entry, sent)
            || (sent.bytes() > 0 && Verifier.begins(source, sent.bytes(), sent.hash()))
        ? plan
        : new ItemPlan.Create(entry.videoId(), false);
  }

  private static boolean isAsBefore(FileSource source, LedgerEntry entry, SentFile sent) {
    if (!source.modified().equals(entry.intent().modified())) {
      return false;
    }
    String identity = sent.identity() == null ? null : source.identity();
    return identity == null || identity.equals(sent.identity());
  }

  /** Records the file that goes on, so that it is not compared again and again. */
  void record(LedgerEntry entry) {
    SentFile sent = ledger.sentFile(entry.key());
    if (source != null && !isAsBefore(source, entry, sent)) {
      SentFile now = new SentFile(source.identity(), sent.bytes(), sent.hash());
      ledger.sent(entry.key(), now, source.modified());
    }
  }
}
