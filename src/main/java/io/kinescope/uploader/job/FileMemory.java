package io.kinescope.uploader.job;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.ledger.CreateCall;
import io.kinescope.uploader.ledger.EntryState;
import io.kinescope.uploader.ledger.Failure;
import io.kinescope.uploader.ledger.Intent;
import io.kinescope.uploader.ledger.KeyLocks;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.ledger.Outcome;
import io.kinescope.uploader.ledger.Processing;
import io.kinescope.uploader.upload.Destination;
import io.kinescope.uploader.upload.FileSource;
import io.kinescope.uploader.upload.FileUpload;
import io.kinescope.uploader.upload.Metadata;
import io.kinescope.uploader.upload.UploadJournal;
import io.kinescope.uploader.upload.UploadMethod;
import io.kinescope.uploader.upload.UploadResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code upload file} remembers across processes: the link and video id of each upload by link
 * that is not finished. An upload is known again by its file's real path, size and modification
 * time, by the service, and by all options that change what is made. Only unfinished ones are ever
 * used.
 */
public final class FileMemory implements AutoCloseable {
  /** Not retryable: the next run does not ask for it again, and nobody goes on with it. */
  private static final Failure GIVEN_UP =
      new Failure(
          ErrorKind.SOURCE_CHANGED,
          "the file has changed since; it was started anew",
          null,
          null,
          false);

  private static final String SEPARATOR = "|";

  /** What a key holds for a file's size and time where any will do; no size looks like it. */
  private static final String ANY_VERSION = "*";

  private final Ledger ledger;
  private final KeyLocks locks;
  private final String service;

  private FileMemory(Ledger ledger, KeyLocks locks, String service) {
    this.ledger = ledger;
    this.locks = locks;
    this.service = service;
  }

  /** The memory in an open ledger. */
  public static FileMemory in(Ledger ledger, KeyLocks locks, String service) {
    return new FileMemory(ledger, locks, service);
  }

  /**
   * The memory of one upload; close it when the upload ended. Only one process at a time has it.
   *
   * @param fresh forget the link of an earlier run: {@code --no-resume}
   * @throws UploaderException of kind LEDGER_HELD if another process is uploading the same file
   */
  public Journal journal(FileUpload upload, FileSource source, boolean fresh) {
    String key = key(upload, source, source.size() + SEPARATOR + source.modified());
    return new Journal(key, locks.take(key, "file " + source.path()), upload, source, fresh);
  }

  private String key(FileUpload upload, FileSource source, String version) {
    Metadata metadata = upload.metadata();
    return String.join(
        SEPARATOR,
        service,
        realPath(source.path()),
        version,
        upload.target().toString(),
        metadata.toString(),
        String.valueOf(upload.preview()),
        String.valueOf(upload.clientIp()));
  }

  private static String realPath(Path path) {
    try {
      return path.toRealPath().toString();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize().toString();
    }
  }

  @Override
  public void close() {
    locks.close();
    ledger.close();
  }

  /** The memory of one upload. */
  public final class Journal implements UploadJournal, AutoCloseable {
    private final String key;
    private final KeyLocks.Held held;
    private final FileUpload upload;
    private final FileSource source;
    private final boolean fresh;
    private boolean recorded;

    private Journal(
        String key, KeyLocks.Held held, FileUpload upload, FileSource source, boolean fresh) {
      this.key = key;
      this.held = held;
      this.upload = upload;
      this.source = source;
      this.fresh = fresh;
    }

    @Override
    public @Nullable UploadLink known() {
      Optional<LedgerEntry> entry = fresh ? Optional.empty() : ledger.find(key);
      if (entry.isEmpty() || entry.get().state().hasArrived()) {
        return null;
      }
      LedgerEntry found = entry.get();
      if (found.videoId() == null || found.endpoint() == null) {
        return null;
      }
      recorded = true;
      return new UploadLink(found.videoId(), UploadEndpoint.of(found.endpoint().url()));
    }

    /**
     * The videos that earlier runs began of this file and that this one will not finish: the file
     * has changed since, or was asked to start anew. Each is told once.
     */
    public List<String> abandoned() {
      if (!(upload.target() instanceof Destination.NewVideo)) {
        return List.of(); // the video was there before, and stays as it is
      }
      String pattern = key(upload, source, ANY_VERSION);
      int hole = pattern.indexOf(SEPARATOR + ANY_VERSION + SEPARATOR) + 1;
      String before = pattern.substring(0, hole);
      String after = pattern.substring(hole + ANY_VERSION.length());
      List<LedgerEntry> left = new ArrayList<>();
      ledger.forEach(
          entry -> {
            String other = entry.key();
            boolean sameFile =
                other.length() > before.length() + after.length()
                    && other.startsWith(before)
                    && other.endsWith(after);
            boolean given = other.equals(key) ? fresh : !isGivenUp(entry);
            if (sameFile && given && entry.videoId() != null && !entry.state().hasArrived()) {
              left.add(entry);
            }
          });
      return left.stream()
          .filter(this::giveUp)
          .map(entry -> String.valueOf(entry.videoId()))
          .toList();
    }

    /** Notes that an older version of the file is not gone on with; not while somebody sends it. */
    private boolean giveUp(LedgerEntry entry) {
      if (entry.key().equals(key)) {
        return true; // the next intent replaces it
      }
      KeyLocks.Held other;
      try {
        other = locks.take(entry.key(), "an older upload of the file");
      } catch (UploaderException e) {
        if (e.kind() == ErrorKind.LEDGER_HELD) {
          return false;
        }
        throw e;
      }
      try {
        ledger.settle(entry.key(), new Outcome.Failed(GIVEN_UP));
        return true;
      } finally {
        other.close();
      }
    }

    private static boolean isGivenUp(LedgerEntry entry) {
      Failure failure = entry.failure();
      return failure != null
          && failure.kind() == GIVEN_UP.kind()
          && failure.retryable() == GIVEN_UP.retryable();
    }

    /**
     * Whether an earlier run ended while it asked for a link, so that an empty video may be left
     * over.
     */
    public boolean maybeOrphaned() {
      return !fresh
          && ledger.find(key).map(entry -> entry.state() == EntryState.INTENT).orElse(false);
    }

    @Override
    public void creating(UploadMethod method) {
      ledger.intend(
          new Intent(
              key,
              method == UploadMethod.SINGLE ? CreateCall.SINGLE : CreateCall.INIT,
              source.path().toString(),
              upload.target().parentId(),
              upload.metadata().title(),
              null,
              source.size(),
              source.modified()));
      recorded = true;
    }

    @Override
    public void linked(UploadLink link) {
      ledger.linked(key, link.videoId(), link.endpoint().reveal());
    }

    /** The file has arrived. */
    public void done(UploadResult result) {
      if (recorded) {
        ledger.settle(
            key, new Outcome.Uploaded(StoredVideos.of(result), Processing.open(result.status())));
      }
    }

    /** It has not; a link stays, to go on with. */
    public void failed(UploaderException e) {
      if (recorded) {
        ledger.settle(key, new Outcome.Failed(Failure.of(e)));
      }
    }

    @Override
    public void close() {
      held.close();
    }
  }
}
