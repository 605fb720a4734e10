package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.job.FileMemory;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.upload.FileSource;
import io.kinescope.uploader.upload.FileUpload;
import io.kinescope.uploader.upload.UploadJournal;
import io.kinescope.uploader.upload.UploadMethod;
import io.kinescope.uploader.upload.UploadPlanner;
import io.kinescope.uploader.upload.UploadResult;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory that {@code upload file} goes on with after it was killed. Opened at the first upload
 * by link: one request has nothing to go on with, and opening costs more than many of them. Where
 * it can't be kept, uploading goes on without it, and says so once.
 */
final class ResumeMemory implements AutoCloseable {
  private final App session;
  private final boolean resume;
  private @Nullable FileMemory memory;
  private boolean impossible;

  ResumeMemory(App session, boolean resume) {
    this.session = session;
    this.resume = resume;
    this.impossible = session.isSandbox(); // the emulator forgets everything when this process ends
  }

  /** Runs an upload with the memory of it. */
  UploadResult remembering(
      FileUpload upload, FileSource source, Function<UploadJournal, UploadResult> run) {
    FileMemory open =
        UploadPlanner.plan(upload, source.size()) == UploadMethod.SINGLE ? null : memory();
    if (open == null) {
      return run.apply(UploadJournal.NONE);
    }
    try (FileMemory.Journal journal = open.journal(upload, source, !resume)) {
      for (String video : journal.abandoned()) {
        warn(
            source.path()
                + (resume ? " has changed since an earlier run" : ": --no-resume")
                + "; it starts anew, and that run's video "
                + video
                + " stays unfinished in Kinescope");
      }
      if (journal.maybeOrphaned()) {
        warn(
            source.path()
                + ": an earlier run ended while it asked for an upload link;"
                + " an empty video of this title may be left over in Kinescope");
      }
      Forgiving forgiving = new Forgiving(journal);
      try {
        UploadResult result = run.apply(forgiving);
        forgiving.note(() -> journal.done(result));
        return result;
      } catch (UploaderException e) {
        forgiving.note(() -> journal.failed(e));
        throw e.kind() == ErrorKind.INTERRUPTED && !forgiving.lost ? saved(source) : e;
      }
    }
  }

  /** An upload is worth more than the memory of it: when the disk is full, it goes on without. */
  private final class Forgiving implements UploadJournal {
    private final FileMemory.Journal journal;
    private boolean lost;

    Forgiving(FileMemory.Journal journal) {
      this.journal = journal;
    }

    @Override
    public @Nullable UploadLink known() {
      return journal.known();
    }

    @Override
    public void creating(UploadMethod method) {
      note(() -> journal.creating(method));
    }

    @Override
    public void linked(UploadLink link) {
      note(() -> journal.linked(link));
    }

    void note(Runnable writing) {
      if (lost) {
        return;
      }
      try {
        writing.run();
      } catch (UploaderException e) {
        if (e.kind() != ErrorKind.LOCAL_IO) {
          throw e;
        }
        lost = true;
        cannotResume(e);
      }
    }
  }

  private static UploaderException saved(FileSource source) {
    return UploaderException.withHint(
        ErrorKind.INTERRUPTED,
        "stopped while uploading " + source.path() + "; what the server has is kept",
        "run the same command again to go on");
  }

  private synchronized @Nullable FileMemory memory() {
    if (memory == null && !impossible) {
      try {
        Environment surroundings = session.invocation().surroundings();
        Path file = Ledgers.uploadsFile(surroundings.env());
        memory =
            FileMemory.in(
                Ledgers.open(file, null, "kinescope " + Version.text(), Clock.systemUTC()),
                KeyLocks.beside(file),
                session.transport().hosts().apiUrl(),
                Clock.systemUTC());
      } catch (UploaderException e) {
        impossible = true;
        cannotResume(e);
      }
    }
    return memory;
  }

  private void cannotResume(UploaderException e) {
    warn(
        "going on, but uploads can't be resumed after a crash: "
            + e.getMessage()
            + "; XDG_STATE_HOME may name another folder");
  }

  private void warn(String message) {
    session.invocation().messages().warn(message);
  }

  @Override
  public synchronized void close() {
    if (memory != null) {
      memory.close();
    }
  }
}
