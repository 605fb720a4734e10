package io.kinescope.uploader.upload;

import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadsApi;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.http.Verdict;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a whole file to an upload link by POST. A repeat is no duplicate, since the link stands for
 * one video; but a link whose answer was lost may be used up, so the video is asked first.
 */
final class LinkPost {
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
   * @return null when the file has arrived; the error of kind LINK_GONE if the link is gone and it
   *     has not
   */
  @Nullable UploaderException send(
      UploadEndpoint endpoint, WholeFile file, BooleanSupplier arrived) {
    for (int failures = 1; ; failures++) {
      Verdict verdict = uploads.post(endpoint, file);
      if (verdict instanceof Verdict.Done) {
        file.arrived();
        return null;
      }
      Verdict.Trouble trouble = (Verdict.Trouble) verdict;
      boolean gone = trouble.error().kind() == ErrorKind.LINK_GONE;
      if ((gone || trouble instanceof Verdict.Doubt) && arrived.getAsBoolean()) {
        file.arrived();
        return null;
      }
      if (gone) {
        return trouble.error();
      }
      if (trouble instanceof Verdict.Failed || !transport.retryPolicy().allows(failures)) {
        throw trouble.error();
      }
      file.again();
      transport.pause(failures, trouble.retryAfter(), trouble.error());
    }
  }
}
