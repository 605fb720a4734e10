package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.pace.WorkerPool;
import io.kinescope.uploader.progress.ItemOutcome;
import io.kinescope.uploader.progress.ProgressBoard;
import io.kinescope.uploader.upload.FileSource;
import io.kinescope.uploader.upload.FileUpload;
import io.kinescope.uploader.upload.ProcessingWaiter;
import io.kinescope.uploader.upload.UploadJournal;
import io.kinescope.uploader.upload.UploadResult;
import io.kinescope.uploader.upload.Uploads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Uploads several files at once and prints each result when it is known; one file's failure stops
 * no other.
 */
final class FileBatch implements AutoCloseable {
  private final Session session;
  private final ProgressView view;
  private final WaitOptions wait;
  private final Uploads uploads;
  private final WorkerPool pool;
  private final ResultPrinter printer;
  private final List<ErrorKind> failures = new ArrayList<>();

  /** By video id; several files may be attached to one video. */
  private final Map<String, List<UploadResult>> waiting = new LinkedHashMap<>();

  private boolean sentAny;

  FileBatch(Session session, ProgressView view, WaitOptions wait, int parallel, boolean several) {
    this.session = session;
    this.view = view;
    this.wait = wait;
    this.uploads = session.uploads();
    this.pool = new WorkerPool("upload", parallel);
    this.printer = new ResultPrinter(session.invocation(), view, several);
  }

  /** Uploads one file; waits while all workers are busy. */
  void add(Path path, Supplier<FileSource> source, Function<FileSource, FileUpload> planned) {
    if (!session.invocation().surroundings().stop().requested()) {
      pool.submit(() -> upload(path, source, planned));
    }
  }

  private void upload(
      Path path, Supplier<FileSource> source, Function<FileSource, FileUpload> planned) {
    try (ProgressBoard.Transfer transfer = view.board().transfer(FileSource.nameOf(path))) {
      FileSource file = source.get();
      UploadResult result =
          uploads.file(planned.apply(file), file, session.transfer(transfer), UploadJournal.NONE);
      view.board().count(ItemOutcome.UPLOADED);
      done(result);
    } catch (UploaderException e) {
      view.board().count(ItemOutcome.FAILED);
      failed(path.toString(), e);
    } catch (RuntimeException e) {
      view.board().count(ItemOutcome.FAILED);
      failed(
          path.toString(), new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e));
    }
  }

  private synchronized void done(UploadResult result) {
    sentAny = true;
    if (wait.wait) {
      waiting.computeIfAbsent(result.videoId(), id -> new ArrayList<>()).add(result);
    } else {
      printer.print(result);
    }
  }

  private synchronized void failed(String what, UploaderException e) {
    failures.add(e.kind());
    String line = ErrorPrinter.line(e);
    session.invocation().messages().error(line.contains(what) ? line : what + ": " + line);
  }

  /**
   * Waits for the uploads, and for the processing if that was asked for; the code for all of it.
   */
  ExitCode finish() {
    pool.close();
    if (!waiting.isEmpty()) {
      awaitProcessing();
    }
    printer.close();
    return ExitCode.ofAll(failures.stream().map(this::amongOthers).toList());
  }

  /** "Input invalid and nothing was sent" is true only if nothing was. */
  private ErrorKind amongOthers(ErrorKind kind) {
    boolean aloneOnly = kind == ErrorKind.INPUT || kind == ErrorKind.USAGE;
    return sentAny && aloneOnly ? ErrorKind.REFUSED : kind;
  }

  private void awaitProcessing() {
    try {
      session
          .waiter()
          .await(List.copyOf(waiting.keySet()), wait.timeout, this::settled)
          .pending()
          .forEach(id -> failed(id, OneResult.notReady(id)));
    } catch (UploaderException e) {
      failed("waiting for the videos", e);
    }
    // They are uploaded, whatever became of the waiting.
    waiting.values().forEach(results -> results.forEach(printer::print));
  }

  private void settled(Video video) {
    List<UploadResult> results = waiting.remove(String.valueOf(video.id()));
    if (results != null) {
      for (UploadResult result : results) {
        printer.print(result.seen(video.status().name(), video.playLink(), video.embedLink()));
      }
    }
    if (video.status().failed()) {
      failed(String.valueOf(video.id()), ProcessingWaiter.failure(video));
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
