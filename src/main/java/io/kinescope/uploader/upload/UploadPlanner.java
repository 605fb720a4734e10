package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.concurrent.WorkerPool;
import io.kinescope.uploader.upload.FileUpload.MethodChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Picks the method for a file: what only one method can carry decides, then what headers can't
 * carry, then the size. A pure function.
 */
public final class UploadPlanner {
  /**
   * Up to here one request is the quickest; an interrupted one leaves a junk record on the service,
   * so it must be short.
   */
  public static final long LARGEST_SINGLE = 16L << 20;

  private UploadPlanner() {}

  /**
   * The method for this file.
   *
   * @param size bytes
   * @throws UploaderException of kind USAGE if no one method can carry all that is asked for
   */
  public static UploadMethod plan(FileUpload upload, long size) {
    List<String> onlySingle = upload.trim() == null ? List.of() : List.of("--trim");
    List<String> neverSingle = neverSingle(upload);
    List<String> neverTus = upload.contentType() == null ? List.of() : List.of("--content-type");
    if (!onlySingle.isEmpty() && !neverSingle.isEmpty()) {
      throw usage(onlySingle.get(0) + " and " + neverSingle.get(0) + " can't go together", upload);
    }
    return switch (upload.method()) {
      case SINGLE -> forced(UploadMethod.SINGLE, neverSingle, upload);
      case LINK -> forced(UploadMethod.LINK, onlySingle, upload);
      case TUS -> forced(UploadMethod.TUS, onlySingle.isEmpty() ? neverTus : onlySingle, upload);
      case AUTO -> {
        if (!onlySingle.isEmpty() || (neverSingle.isEmpty() && size <= LARGEST_SINGLE)) {
          yield UploadMethod.SINGLE;
        }
        yield neverTus.isEmpty() ? UploadMethod.TUS : UploadMethod.LINK;
      }
    };
  }

  /** How long the file at this path keeps a worker; a missing one fails at once. */
  public static WorkerPool.Weight weight(Path path) {
    return path.toFile().length() > LARGEST_SINGLE
        ? WorkerPool.Weight.HEAVY
        : WorkerPool.Weight.LIGHT;
  }

  /** Whether one request can carry this metadata. */
  public static boolean headersCarry(Metadata metadata) {
    return metadata.subtitle() == null && metadata.headerSafe();
  }

  private static UploadMethod forced(
      UploadMethod method, List<String> obstacles, FileUpload upload) {
    if (!obstacles.isEmpty()) {
      throw usage("--method " + method.id() + " can't carry " + obstacles.get(0), upload);
    }
    return method;
  }

  private static List<String> neverSingle(FileUpload upload) {
    List<String> reasons = new ArrayList<>();
    if (upload.preview() != null) {
      reasons.add("--preview");
    }
    if (upload.metadata().subtitle() != null) {
      reasons.add("a subtitle");
    }
    if (upload.clientIp() != null) {
      reasons.add("--client-ip");
    }
    if (upload.target() instanceof Destination.Attach) {
      reasons.add("--attach-to");
    }
    if (upload.target() instanceof Destination.Replace replace && replace.parentId() == null) {
      reasons.add("--replace without --parent");
    } else if (!upload.target().setsTitle() && !(upload.target() instanceof Destination.Attach)) {
      reasons.add("--replace without --title"); // one request can't do without a title
    }
    if (!upload.metadata().headerSafe()) {
      reasons.add("a text with line breaks, control characters, spaces at an end, or over 4 KiB");
    }
    return reasons;
  }

  private static UploaderException usage(String what, FileUpload upload) {
    return UploaderException.withHint(
        ErrorKind.USAGE,
        what,
        upload.method() == MethodChoice.AUTO
            ? "leave one of them out"
            : "leave one of them out, or use --method auto");
  }
}
