package io.kinescope.uploader.tus;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.FileBody;
import io.kinescope.uploader.http.Transport;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.MediaType;

/** One file on its way: the loop and what it has to remember. Used by one thread, once. */
final class TusRun {
  private static final MediaType OFFSET_STREAM = MediaType.get("application/offset+octet-stream");

  private final Transport transport;
  private final HttpUrl link;
  private final TusSource source;
  private final TransferListener listener;
  private final FileBody.Tap tap;
  private final long size;

  private ChunkSizer sizer;
  private long offset = -1; // what the server said last; -1: nothing yet
  private long farthest = -1; // the most that it ever said
  private int failures; // in a row, without growth in between
  private int retreats; // times the offset fell, since it last grew beyond the farthest
  private long bytesSent;
  private long requests;
  private long setbacks;

  TusRun(
      Transport transport,
      ChunkSizer sizer,
      FileBody.Throttle throttle,
      HttpUrl link,
      TusSource source,
      TransferListener listener) {
    this.transport = transport;
    this.sizer = sizer;
    this.link = link;
    this.source = source;
    this.listener = listener;
    this.size = source.size();
    this.tap = new FileBody.Tap(new Counting(), throttle, null);
  }

  /**
   * Sends the file.
   *
   * @param checkSize throws if the server can't take it
   */
  TusOutcome run(Runnable checkSize) {
    try {
      return sendAll(checkSize);
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.LINK_GONE) {
        throw e;
      }
      return new TusOutcome.Gone(e, farthest > 0 || bytesSent > 0);
    }
  }

  private TusOutcome sendAll(Runnable checkSize) {
    source.checkUnchanged();
    ask();
    long resumed = offset;
    listener.started(size, offset);
    if (offset < size) {
      checkSize.run();
    }
    while (offset < size) {
      // Before each chunk: never a mixture of two files.
      source.checkUnchanged();
      send(step(sizer.next(offset, size)));
      listener.acknowledged(offset);
    }
    source.checkUnchanged();
    return new TusOutcome.Complete(bytesSent, resumed, requests, setbacks);
  }

  /** HEAD, again and again until it tells. */
  private void ask() {
    TusStep.Ask step = new TusStep.Ask(size);
    for (; ; ) {
      TusVerdict verdict = verdict(step);
      if (verdict instanceof TusVerdict.Kept kept) {
        learn(kept.offset());
        return;
      }
      TusVerdict.Setback setback = setbackOrThrow(verdict);
      failures++;
      stopWithoutProgress(setback.error());
      pause(setback);
    }
  }

  /** PATCH; then, unless all is well, HEAD. */
  private void send(TusStep.Send step) {
    long start = System.nanoTime();
    TusVerdict verdict = verdict(step);
    if (verdict instanceof TusVerdict.Kept kept) {
      sizer = sizer.arrived(step.length(), Duration.ofNanos(System.nanoTime() - start));
      learn(kept.offset());
    } else if (verdict instanceof TusVerdict.TooLarge && sizer.canShrinkBelow(step.length())) {
      // No wait and no failure: the server told what it wants, and chunks can halve only so often.
      sizer = sizer.tooLarge(step.length());
      setbacks++;
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

  private TusVerdict verdict(TusStep step) {
    requests++;
    ApiRequest request = step.request(link);
    return TusVerdict.of(step, request, transport.attempt(request), transport.now());
  }

  private TusStep.Send step(long length) {
    long from = offset;
    return new TusStep.Send(
        from,
        length,
        size,
        trace -> new FileBody(source.channel(), from, length, OFFSET_STREAM, tap, trace));
  }

  /** The server's number is the truth, also when it is smaller than before. */
  private void learn(long now) {
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
    setbacks++;
    listener.retrying();
    transport.sleep(
        transport.waitBeforeRepeat(
            Math.max(1, Math.max(failures, retreats)),
            setback.retryAfter(),
            setback.error().getMessage()));
  }

  /** Counts what goes out on its way to the caller's listener. */
  private final class Counting implements TransferListener {
    @Override
    public void sent(long bytes) {
      bytesSent += bytes;
      listener.sent(bytes);
    }
  }
}
