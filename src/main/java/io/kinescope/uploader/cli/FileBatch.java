package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Video;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.concurrent.WorkerPool;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.FileUpload;
import io.kinescope.uploader.upload.ProcessingWaiter;
import io.kinescope.uploader.upload.UploadPlanner;
import io.kinescope.uploader.upload.UploadResult;
import io.kinescope.uploader.upload.Uploads;
import io.kinescope.uploader.upload.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Uploads several files at once and prints each result when it is known; one file's failure stops
 * no other.
 */
final class FileBatch implements AutoCloseable {
  private final App session;
  private final ProgressView view;
  private final Options options;
  private final Uploads uploads;
  private final WorkerPool pool;
  private final ResultPrinter printer;
  private final ResumeMemory memory;
  private final List<ErrorKind> failures = new ArrayList<>();

  /** By video id; several files may be attached to one video. */
  private final Map<String, List<Waiting>> waiting = new LinkedHashMap<>();

  private boolean sentAny;

  /**
   * What the command line says of all files together.
   *
   * @param resume go on with what an earlier run began
   * @param several whether there may be more than one: decides how results are printed
   */
  record Options(
      WaitOptions waiting,
      boolean verify,
      int parallel,
      @Nullable Long chunkSize,
      boolean resume,
      boolean several) {
    /** Only after processing does Kinescope tell what it stored. */
    boolean waits() {
      return waiting.wait || verify;
    }
  }

  private record Waiting(UploadResult result, FileSource source) {}

  FileBatch(App session, ProgressView view, Options options) {
    this.session = session;
    this.view = view;
    this.options = options;
    this.uploads = session.uploads(options.chunkSize(), options.verify());
    this.pool = new WorkerPool("upload", options.parallel());
    this.printer = new ResultPrinter(session.invocation(), view, options.several());
    this.memory = new ResumeMemory(session, options.resume());
  }

  /** Uploads one file; waits while all workers are busy. */
  void add(Path path, Function<FileSource, FileUpload> planned) {
    pool.submit(UploadPlanner.weight(path), () -> upload(path, planned));
  }

  private void upload(Path path, Function<FileSource, FileUpload> planned) {
    if (session.invocation().surroundings().stop().requested()) {
      return;
    }
    try (ProgressBoard.Transfer transfer = view.board().transfer(FileSource.nameOf(path))) {
      FileSource source = FileSource.of(path);
      FileUpload upload = planned.apply(source);
      UploadResult result =
          memory.remembering(
              upload, source, journal -> uploads.file(upload, source, transfer, journal));
      view.board().count(ItemOutcome.UPLOADED);
      done(result, source);
    } catch (UploaderException e) {
      view.board().count(ItemOutcome.FAILED);
      failed(path.toString(), e);
    } catch (RuntimeException e) {
      view.board().count(ItemOutcome.FAILED);
      failed(
          path.toString(), new UploaderException(ErrorKind.BUG, "a bug in this program: " + e, e));
    }
  }

  private synchronized void done(UploadResult result, FileSource source) {
    sentAny = true;
    if (options.waits()) {
      waiting
          .computeIfAbsent(result.videoId(), id -> new ArrayList<>())
          .add(new Waiting(result, source));
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
          .await(List.copyOf(waiting.keySet()), options.waiting().timeout, this::settled)
          .pending()
          .forEach(id -> failed(id, OneResult.notReady(id)));
    } catch (UploaderException e) {
      failed("waiting for the videos", e);
    }
    // They are uploaded, whatever became of the waiting.
    waiting.values().forEach(all -> all.forEach(one -> printer.print(one.result())));
  }

  private void settled(Video video) {
    String id = String.valueOf(video.id());
    List<Waiting> ended = waiting.remove(id);
    if (ended != null) {
      ended.forEach(one -> settled(id, video, one));
    }
  }

  private void settled(String id, Video video, Waiting ended) {
    UploadResult result =
        ended.result().seen(video.status().name(), video.playLink(), video.embedLink());
    try {
      if (video.status().failed()) {
        throw ProcessingWaiter.failure(video);
      }
      printer.print(options.verify() ? verified(video, ended.source(), result) : result);
    } catch (UploaderException e) {
      printer.print(result);
      failed(id, e);
    }
  }

  private UploadResult verified(Video video, FileSource source, UploadResult result) {
    Verifier.Verification found = Verifier.verify(video, source, result.md5());
    if (found.verified() == Verifier.Verified.NONE) {
      session
          .invocation()
          .messages()
          .warn(
              "video "
                  + video.id()
                  + " could not be verified: Kinescope told neither MD5 nor size of what it stored");
    }
    return result.verified(found.md5(), found.verified().id());
  }

  @Override
  public void close() {
    pool.close();
    memory.close();
  }
}
