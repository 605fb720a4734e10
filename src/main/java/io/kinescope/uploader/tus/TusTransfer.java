package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Brings files to upload links by Tus, whatever happens on the way, and goes on where the server
 * is: a link that an earlier process used needs no other call. Safe for many threads; one thread
 * carries one file.
 */
public final class TusTransfer {
  private final Transport transport;
  private final TusClient client;
  private final ChunkSizer firstSizer;
  private final FileBody.Throttle throttle;
  private final Map<String, TusAbilities> abilities = new ConcurrentHashMap<>();

  /**
   * A transfer for all files of a run.
   *
   * @param chunkSize bytes of each PATCH, or null to adapt to the line
   * @param throttle holds bytes back; shared by all uploads
   */
  public TusTransfer(Transport transport, @Nullable Long chunkSize, FileBody.Throttle throttle) {
    this.transport = transport;
    this.client = new TusClient(transport);
    this.firstSizer = chunkSize == null ? ChunkSizer.adaptive() : ChunkSizer.fixed(chunkSize);
    this.throttle = throttle;
  }

  /**
   * Sends what the server does not have yet; returns when it has all.
   *
   * @throws LinkGoneException if the link is gone
   * @throws UploaderException of kind SOURCE_CHANGED, TRANSIENT (nothing moved for as many attempts
   *     as the retry policy allows), REFUSED, QUOTA, LOCAL_IO or INTERRUPTED
   */
  public TusOutcome transfer(HttpUrl link, TusSource source, TransferListener listener) {
    return new TusRun(transport, client, firstSizer, throttle, link, source, listener)
        .run(() -> checkSize(link, source.size()));
  }

  /** Asks each host once; a host that does not tell takes any size. */
  private void checkSize(HttpUrl link, long size) {
    String host = link.scheme() + "://" + link.host() + ":" + link.port();
    TusAbilities known = abilities.get(host);
    if (known == null) {
      known = TusAbilities.of(client.options(link));
      abilities.put(host, known);
    }
    if (known.tooLarge(size)) {
      throw UploaderException.withHint(
          ErrorKind.REFUSED,
          "the file has "
              + size
              + " bytes, and the upload server takes at most "
              + known.maxSize().orElseThrow(),
          "make the file smaller, or ask Kinescope's support for more");
    }
  }
}
