package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.base.log.LogLine;
import io.kinescope.uploader.base.log.Logging;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.Throttle;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Brings files to upload links by Tus, whatever happens on the way, and goes on where the server
 * is: a link that an earlier process used needs no other call. Safe for many threads; one thread
 * carries one file.
 */
public final class TusTransfer {
  private static final MediaType OFFSET_STREAM = MediaType.get("application/offset+octet-stream");

  private final Transport transport;
  private volatile ChunkSizer firstSizer; // also what 413 has taught
  private final Throttle throttle;
  private final Map<String, Long> largest = new ConcurrentHashMap<>();

  /** The server has the whole file; bytes that were sent again are counted again. */
  public record Complete(long bytesSent, long bytesResumed) {}

  /** For all files of a run; without a size in bytes, the chunks adapt to the line. */
  public TusTransfer(Transport transport, @Nullable Long chunkSize, Throttle throttle) {
    this.transport = transport;
    this.firstSizer = chunkSize == null ? ChunkSizer.adaptive() : ChunkSizer.fixed(chunkSize);
    this.throttle = throttle;
  }

  /**
   * Sends what the server does not have yet; returns when it has all.
   *
   * @throws UploaderException of kind SOURCE_CHANGED, TRANSIENT (nothing moved for as many attempts
   *     as the retry policy allows), LINK_GONE (also when it was used up by an upload that is
   *     complete), REFUSED, QUOTA, LOCAL_IO, USAGE (the proxy refused) or INTERRUPTED
   */
  public Complete transfer(HttpUrl link, TusSource source, TransferListener listener) {
    return transfer(link, source, listener, null);
  }

  /** The same; {@code prefix} is told of what goes out, for a later run. */
  public Complete transfer(
      HttpUrl link, TusSource source, TransferListener listener, @Nullable SentPrefix prefix) {
    try {
      return new Run(link, source, listener, prefix).sendAll();
    } catch (UploaderException e) {
      if (prefix != null) {
        prefix.keep();
      }
      throw e;
    }
  }

  /** Asks each host once; a host that does not tell takes any size. */
  private void checkSize(HttpUrl link, long size) {
    String host = link.scheme() + "://" + link.host() + ":" + link.port();
    long most = largest.computeIfAbsent(host, h -> largest(transport.attempt(options(link))));
    if (size > most) {
      throw UploaderException.withHint(
          ErrorKind.REFUSED,
          "the file has " + size + " bytes, and the upload server takes at most " + most,
          "make the file smaller, or ask Kinescope's support for a higher limit");
    }
  }

  /** OPTIONS goes without the version (Tus 1.0.0, "Headers"). */
  private static ApiRequest options(HttpUrl link) {
    String purpose = "ask what the upload server takes";
    return ApiRequest.toLink(purpose, "OPTIONS", link, Headers.EMPTY, null, Idempotency.SAFE);
  }

  /** The largest file that a server takes, by its answer to OPTIONS ({@code Tus-Max-Size}). */
  static long largest(Attempt options) {
    if (!(options instanceof Attempt.Answered answered) || !answered.answer().successful()) {
      return Long.MAX_VALUE;
    }
    long most = TusVerdict.number(answered.answer(), "Tus-Max-Size").orElse(0);
    return most == 0 ? Long.MAX_VALUE : most; // who took nothing at all would hand out no links
  }

  /** One file on its way: the loop and what it has to remember. Used by one thread, once. */
  private final class Run implements TransferListener {
    private final HttpUrl link;
    private final TusSource source;
    private final TransferListener listener;
    private final @Nullable SentPrefix prefix;
    private final long size;

    private ChunkSizer sizer = firstSizer;
    private long offset = -1; // what the server said last; -1: nothing yet
    private long farthest = -1; // the most that it ever said
    private boolean lengthOpen; // whether it waits to be told the size
    private int failures; // in a row, without growth in between
    private int retreats; // times the offset fell, since it last grew beyond the farthest
    private long bytesSent;

    Run(HttpUrl link, TusSource source, TransferListener listener, @Nullable SentPrefix prefix) {
      this.link = link;
      this.source = source;
      this.listener = listener;
      this.prefix = prefix;
      this.size = source.size();
    }

    Complete sendAll() {
      source.checkUnchanged();
      ask();
      long resumed = offset;
      if (prefix != null) {
        begin(prefix);
      }
      listener.started(size, offset);
      if (offset > 0 && Logging.isOn()) { // the thread's name tells of which item
        LogLine.info(LoggerFactory.getLogger(TusTransfer.class), LogEvent.ITEM_RESUME)
            .with(LogKey.BYTES_RESUMED, offset)
            .say("resuming at byte {} of {}", offset, size);
      }
      if (offset < size) {
        checkSize(link, size);
      }
      while (offset < size || lengthOpen) {
        // Before each chunk: never a mixture of two files.
        source.checkUnchanged();
        send(sizer.next(offset, size));
        listener.acknowledged(offset);
      }
      source.checkUnchanged();
      return new Complete(bytesSent, resumed);
    }

    private void begin(SentPrefix sent) {
      try {
        sent.begin(source.channel(), Math.min(offset, size));
      } catch (IOException e) {
        String what = "could not read the file: " + IoWords.of(e);
        throw new UploaderException(ErrorKind.LOCAL_IO, what, e);
      }
    }

    /** HEAD, again and again until it tells. */
    private void ask() {
      TusStep step = TusStep.ask(link, size);
      for (; ; ) {
        TusVerdict verdict = verdict(step);
        if (verdict instanceof TusVerdict.Kept kept) {
          learn(kept);
          return;
        }
        TusVerdict.Setback setback = setbackOrThrow(verdict);
        failures++;
        stopWithoutProgress(setback.error());
        pause(setback);
      }
    }

    /** PATCH; then, unless all is well, HEAD. */
    private void send(long length) {
      long start = System.nanoTime();
      TusVerdict verdict = verdict(step(length));
      if (verdict instanceof TusVerdict.Kept kept) {
        sizer = sizer.arrived(length, Duration.ofNanos(System.nanoTime() - start));
        boolean declared = lengthOpen;
        learn(kept);
        if (declared) {
          askWhetherDeclared();
        }
      } else if (verdict instanceof TusVerdict.TooLarge && sizer.canShrinkBelow(length)) {
        // No wait and no failure: the server told what it wants, and halving comes to an end.
        sizer = sizer.tooLarge(length);
        firstSizer = sizer.bytes() < firstSizer.bytes() ? sizer : firstSizer;
        listener.retrying();
        ask();
      } else {
        TusVerdict.Setback setback = setbackOrThrow(verdict);
        sizer = setback.smaller() ? sizer.failed() : sizer;
        failures++;
        pause(setback);
        ask();
        // Only now is it known whether the failed attempt moved anything.
        stopWithoutProgress(setback.error());
      }
    }

    /** To a server that does not know the size, no offset is the end of the file. */
    private void askWhetherDeclared() {
      ask();
      if (lengthOpen) {
        String what = "the upload server did not accept the file's size";
        String hint = "make a new link with --filesize";
        throw UploaderException.withHint(ErrorKind.REFUSED, what, hint);
      }
    }

    private TusVerdict verdict(TusStep step) {
      return TusVerdict.of(step, transport.attempt(step.request()), transport.now());
    }

    private TusStep step(long length) {
      long from = offset;
      FileBody.Tap tap = new FileBody.Tap(this, throttle, prefix == null ? null : prefix.at(from));
      return TusStep.send(
          link,
          from,
          length,
          size,
          lengthOpen,
          new FileBody(source.channel(), from, length, OFFSET_STREAM, tap));
    }

    /** The server's number is the truth, also when it is smaller than before. */
    private void learn(TusVerdict.Kept kept) {
      long now = kept.offset();
      lengthOpen = kept.lengthOpen();
      if (now > farthest) {
        farthest = now;
        failures = 0;
        retreats = 0;
      } else if (now > offset) {
        failures = 0;
      } else if (now < offset) {
        retreats++;
      }
      offset = now;
    }

    private TusVerdict.Setback setbackOrThrow(TusVerdict verdict) {
      if (verdict instanceof TusVerdict.Setback setback) {
        return setback;
      }
      throw verdict instanceof TusVerdict.TooLarge large
          ? large.error()
          : ((TusVerdict.Hopeless) verdict).error();
    }

    /** A server that loses bytes again and again makes progress each time, and never an end. */
    private void stopWithoutProgress(UploaderException error) {
      if (!transport.retryPolicy().allows(Math.max(failures, retreats))) {
        throw error;
      }
    }

    private void pause(TusVerdict.Setback setback) {
      listener.retrying();
      int failed = Math.max(1, Math.max(failures, retreats));
      transport.pause(failed, setback.retryAfter(), setback.error());
    }

    /** Counts what goes out on its way to the caller's listener. */
    @Override
    public void sent(long bytes) {
      bytesSent += bytes;
      listener.sent(bytes);
    }
  }
}
