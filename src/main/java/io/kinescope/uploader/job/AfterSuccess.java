package io.kinescope.uploader.job;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.FileMove;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.ledger.LedgerEntry;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.Verifier;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a file once its video is verified: it is moved or deleted. Never unless the video
 * has its bytes as they are now: the file is read once more for that, since neither time nor size
 * tells that nobody wrote to it.
 */
public final class AfterSuccess {
  /** Why a file stays that is no longer what was uploaded. */
  static final String CHANGED = "it changed after it was uploaded";

  private static final String MOVE = "move:";
  private static final String STOPPED = "the run was stopped; the next one goes on";

  private final @Nullable Path target;
  private final List<Path> given;
  private final BooleanSupplier stopped;
  private final AtomicLong cleared = new AtomicLong();

  private AfterSuccess(@Nullable Path target, List<Path> given, BooleanSupplier stopped) {
    this.target = target;
    this.given = List.copyOf(given);
    this.stopped = stopped;
  }

  /**
   * Reads the option's value.
   *
   * @param given the paths of the command line: folders below them are kept
   * @param stopped whether the run was asked to stop: then no file is begun with
   * @throws UploaderException USAGE if it is no such value, or the files would be found again
   */
  public static AfterSuccess of(String text, List<Path> given, BooleanSupplier stopped) {
    if (text.toLowerCase(Locale.ROOT).equals("delete")) {
      return new AfterSuccess(null, given, stopped);
    }
    if (!text.startsWith(MOVE) || text.equals(MOVE)) {
      throw UploaderException.usage(
          "--after-success '" + text + "' is not known", "use move:DIR or delete");
    }
    Path target = Path.of(text.substring(MOVE.length())).toAbsolutePath();
    for (Path one : given) {
      Path folder = Path.of(FileSource.realPath(one));
      if (Files.isDirectory(folder) && Path.of(FileSource.realPath(target)).startsWith(folder)) {
        throw UploaderException.usage(
            "--after-success %s is inside %s: the next run would upload the moved files again"
                .formatted(text, one),
            "name a folder outside of it");
      }
    }
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw UploaderException.usage(
          "--after-success " + text + ": there is a file of that name", "name a folder");
    }
    return new AfterSuccess(target, given, stopped);
  }

  /** How many files were moved or deleted, and where to; null if none was. */
  public @Nullable String sum() {
    long count = cleared.get();
    String files = count == 1 ? "1 verified file was " : count + " verified files were ";
    return count == 0 ? null : files + (target == null ? "deleted" : "moved to " + target);
  }

  /**
   * Whether another process has uploaded the item's file, and cleared it since it was looked at.
   */
  static boolean isCleared(Job job, Item item, @Nullable LedgerEntry known) {
    return job.afterSuccess() != null
        && known != null
        && known.state().hasArrived()
        && item.content() instanceof Content.LocalFile file
        && isGone(file.path());
  }

  private static boolean isGone(Path path) {
    return !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * A file as it is now.
   *
   * @param identity what tells it from others of its size and time, before it was read
   * @param md5 of its bytes, as hex
   */
  record Now(FileSource source, @Nullable String identity, String md5) {
    /** Reads the file; throws SOURCE_CHANGED if somebody writes to it meanwhile. */
    static Now of(FileSource source) {
      return new Now(source, source.identity(), Verifier.md5(source));
    }

    private boolean isStillThere() {
      return FileSource.of(source.path()).equals(source)
          && Objects.equals(source.identity(), identity);
    }
  }

  /**
   * Moves or deletes the file.
   *
   * @param known what the ledger has of it
   * @param found how its video was found to be what was sent
   * @return why it stays; null if it is gone
   * @throws UploaderException of kind LOCAL_IO if it could not be moved or deleted
   */
  @Nullable String clear(Now file, LedgerEntry known, Verifier.Verification found) {
    Path path = file.source().path();
    if (found.verified() == Verifier.Verified.NONE) {
      return "Kinescope reports neither MD5 nor size of video " + known.videoId();
    }
    if (!file.md5().equalsIgnoreCase(found.md5())) {
      return CHANGED;
    }
    if (isByLink(path)) {
      return "a symbolic link leads to it";
    }
    if (stopped.getAsBoolean()) {
      return STOPPED;
    }
    if (!file.isStillThere()) {
      return CHANGED;
    }
    try {
      if (target == null) {
        Files.delete(path);
      } else {
        var unused = FileMove.move(path, target.resolve(relative(path)), stopped);
      }
      cleared.incrementAndGet();
      return null;
    } catch (InterruptedIOException e) {
      return STOPPED;
    } catch (NoSuchFileException e) {
      if (isGone(path)) {
        return null; // another process has moved it
      }
      throw failed(path, e);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private UploaderException failed(Path path, IOException e) {
    String what = target == null ? "delete" : "move to " + target;
    return UploaderException.withHint(
        ErrorKind.LOCAL_IO,
        "could not %s: %s: %s".formatted(what, path, IoWords.of(e)),
        "its video is uploaded and verified; fix this, then run the same command again",
        e);
  }

  /** The path below the folder that was given; of a file that was given itself, its name. */
  private Path relative(Path path) {
    for (Path folder : given) {
      if (path.startsWith(folder) && !path.equals(folder)) {
        return path.subpath(folder.getNameCount(), path.getNameCount());
      }
    }
    return Path.of(FileSource.nameOf(path));
  }

  /** What a link leads to belongs elsewhere, and the link itself is no copy of it. */
  private boolean isByLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      return true;
    }
    for (Path folder : given) {
      if (path.startsWith(folder) && !path.equals(folder)) {
        return !Path.of(FileSource.realPath(path)).startsWith(FileSource.realPath(folder));
      }
    }
    return false;
  }
}
