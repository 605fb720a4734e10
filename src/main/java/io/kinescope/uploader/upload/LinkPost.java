package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadsApi;
import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.http.Answer;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Exchange.BodyMaker;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.ServiceErrors;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.upload.FileSource.OpenFile;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import okhttp3.Headers;
import okhttp3.MediaType;
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
   * @param contentType as given by the user; null to find it from the name
   * @param arrived asks the service whether it has the whole file already
   * @return bytes that went out
   */
  long send(
      UploadEndpoint endpoint,
      OpenFile file,
      @Nullable String contentType,
      Transfer transfer,
      BooleanSupplier arrived) {
    Transfer.Counted counted = transfer.counted();
    boolean inDoubt = false;
    for (int failures = 1; ; failures++) {
      file.checkUnchanged();
      counted.started(file.source().size(), 0);
      Attempt attempt =
          uploads.post(endpoint, Headers.EMPTY, bodies(file, contentType, transfer, counted));
      Failure failure = failureOf(attempt);
      if (failure == null || (failure.maybeArrived() && arrived.getAsBoolean())) {
        file.checkUnchanged();
        counted.acknowledged(file.source().size());
        return counted.bytesSent();
      }
      if (inDoubt && failure.error().kind() == ErrorKind.LINK_GONE) {
        throw usedUp(failure.error());
      }
      inDoubt |= failure.maybeArrived();
      if (!failure.again() || !transport.retryPolicy().allows(failures)) {
        throw failure.error();
      }
      counted.retrying();
      transport.sleep(
          transport.waitBeforeRepeat(failures, failure.retryAfter(), failure.error().getMessage()));
    }
  }

  /** The whole file may be there: to send it to a new link could make a second video. */
  private static UploaderException usedUp(UploaderException gone) {
    return new UploaderException(
        ErrorKind.UNKNOWN_OUTCOME,
        PURPOSE + ": an answer was lost and the upload link is gone; the file may have arrived",
        "look for the video in Kinescope before you send the file again",
        gone.code(),
        gone.requestId(),
        gone);
  }

  static BodyMaker bodies(
      OpenFile file, @Nullable String contentType, Transfer transfer, Transfer.Counted counted) {
    String type = contentType == null ? ContentTypes.of(file.source().path()) : contentType;
    return trace ->
        new FileBody(
            file.channel(),
            0,
            file.source().size(),
            MediaType.parse(type),
            new FileBody.Tap(counted, transfer.throttle(), null),
            trace);
  }

  private record Failure(
      UploaderException error,
      boolean again,
      boolean maybeArrived,
      @Nullable Duration retryAfter) {}

  private static @Nullable Failure failureOf(Attempt attempt) {
    if (attempt instanceof Attempt.Broken broken) {
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
    Answer answer = ((Attempt.Answered) attempt).answer();
    if (answer.successful()) {
      return null;
    }
    if (GONE.contains(answer.status())) {
      return new Failure(
          new UploaderException(
              ErrorKind.LINK_GONE,
              PURPOSE + " failed: the upload link is gone (HTTP " + answer.status() + ")",
              "make a new link",
              null,
              answer.requestId(),
              null),
          false,
          true,
          null);
    }
    UploaderException error = ServiceErrors.of(PURPOSE, answer);
    boolean again = TRY_AGAIN.contains(answer.status()) || answer.status() >= 500;
    return new Failure(
        error, again, answer.status() >= 500, answer.retryAfter(Clock.systemUTC().instant()));
  }
}
