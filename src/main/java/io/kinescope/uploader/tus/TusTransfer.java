package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.ApiRequest.Route;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Brings files to upload links by Tus, whatever happens on the way, and goes on where the server
 * is: a link that an earlier process used needs no other call. Safe for many threads; one thread
 * carries one file.
 */
public final class TusTransfer {
  private final Transport transport;
  private final ChunkSizer firstSizer;
  private final FileBody.Throttle throttle;
  private final Map<String, Long> largest = new ConcurrentHashMap<>();

  /**
   * A transfer for all files of a run.
   *
   * @param chunkSize bytes of each PATCH, or null to adapt to the line
   * @param throttle holds bytes back; shared by all uploads
   */
  public TusTransfer(Transport transport, @Nullable Long chunkSize, FileBody.Throttle throttle) {
    this.transport = transport;
    this.firstSizer = chunkSize == null ? ChunkSizer.adaptive() : ChunkSizer.fixed(chunkSize);
    this.throttle = throttle;
  }

  /**
   * Sends what the server does not have yet; returns when it has all, or when the link is gone.
   *
   * @throws UploaderException of kind SOURCE_CHANGED, TRANSIENT (nothing moved for as many attempts
   *     as the retry policy allows), REFUSED, QUOTA, LOCAL_IO, USAGE (the proxy refused) or
   *     INTERRUPTED
   */
  public TusOutcome transfer(HttpUrl link, TusSource source, TransferListener listener) {
    return new TusRun(transport, firstSizer, throttle, link, source, listener)
        .run(() -> checkSize(link, source.size()));
  }

  /** Asks each host once; a host that does not tell takes any size. */
  private void checkSize(HttpUrl link, long size) {
    String host = link.scheme() + "://" + link.host() + ":" + link.port();
    Long most = largest.get(host);
    if (most == null) {
      most = largest(transport.attempt(options(link)));
      largest.put(host, most);
    }
    if (size > most) {
      throw UploaderException.withHint(
          ErrorKind.REFUSED,
          "the file has " + size + " bytes, and the upload server takes at most " + most,
          "make the file smaller, or ask Kinescope's support for more");
    }
  }

  /** OPTIONS goes without the version (Tus 1.0.0, "Headers"). */
  private static ApiRequest options(HttpUrl link) {
    String purpose = "ask what the upload server takes";
    return new ApiRequest(
        purpose, "OPTIONS", link, Headers.EMPTY, null, Idempotency.SAFE, Route.LINK);
  }

  /** The largest file that a server takes, by its answer to OPTIONS ({@code Tus-Max-Size}). */
  static long largest(Attempt options) {
    if (!(options instanceof Attempt.Answered answered) || !answered.answer().successful()) {
      return Long.MAX_VALUE;
    }
    long most = TusVerdict.number(answered.answer(), "Tus-Max-Size").orElse(0);
    return most == 0 ? Long.MAX_VALUE : most; // who took nothing at all would hand out no links
  }
}
