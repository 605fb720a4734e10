package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadsApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.ServiceErrors;
import io.kinescope.uploader.http.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Sends a whole file to an upload link by POST. A repeat is no duplicate, since the link stands for
 * one video; but a link whose answer was lost may be used up, so the video is asked first.
 */
final class LinkPost {
  private static final String PURPOSE = "send the file";
  private static final Set<Integer> GONE = Set.of(403, 404, 410);
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 409, 423, 425, 429);

  private final UploadsApi uploads;
  private final Transport transport;

  LinkPost(UploadsApi uploads, Transport transport) {
    this.uploads = uploads;
    this.transport = transport;
  }

  /**
   * Sends the file, again if need be.
   *
   * @param arrived asks the service whether it has the whole file already
   * @throws UploaderException of kind LINK_GONE if the link is gone and the file has not arrived
   */
  void send(UploadEndpoint endpoint, WholeFile file, BooleanSupplier arrived) {
    for (int failures = 1; ; failures++) {
      Failure failure = failureOf(uploads.post(endpoint, Headers.EMPTY, file));
      if (failure == null || (failure.maybeArrived() && arrived.getAsBoolean())) {
        file.arrived();
        return;
      }
      if (!failure.again() || !transport.retryPolicy().allows(failures)) {
        throw failure.error();
      }
      file.again();
      transport.sleep(
          transport.waitBeforeRepeat(failures, failure.retryAfter(), failure.error().getMessage()));
    }
  }

  private record Failure(
      UploaderException error,
      boolean again,
      boolean maybeArrived,
      @Nullable Duration retryAfter) {}

  private static @Nullable Failure failureOf(Attempt attempt) {
    if (attempt instanceof Attempt.Broken broken) {
      return ofBroken(broken);
    }
    ApiResponse answer = ((Attempt.Answered) attempt).answer();
    if (answer.successful()) {
      return null;
    }
    if (GONE.contains(answer.status())) {
      return new Failure(gone(answer), false, true, null);
    }
    UploaderException error = ServiceErrors.of(PURPOSE, answer);
    boolean again = TRY_AGAIN.contains(answer.status()) || answer.status() >= 500;
    return new Failure(
        error, again, answer.status() >= 500, answer.retryAfter(Clock.systemUTC().instant()));
  }

  private static Failure ofBroken(Attempt.Broken broken) {
    ErrorKind kind =
        broken.cause() instanceof FileBody.FileShrankException
            ? ErrorKind.SOURCE_CHANGED
            : ErrorKind.TRANSIENT;
    UploaderException error =
        new UploaderException(
            kind,
            PURPOSE + " failed: " + broken.reason(),
            "run the same command again",
            null,
            null,
            broken.cause());
    return new Failure(error, kind == ErrorKind.TRANSIENT, broken.sent(), null);
  }

  private static UploaderException gone(ApiResponse answer) {
    return new UploaderException(
        ErrorKind.LINK_GONE,
        PURPOSE + " failed: the upload link is gone (HTTP " + answer.status() + ")",
        "make a new link",
        null,
        answer.requestId(),
        null);
  }
}
