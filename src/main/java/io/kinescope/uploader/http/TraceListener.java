package io.kinescope.uploader.http;

import okhttp3.Call;
import okhttp3.EventListener;

/** Keeps each call's {@link CallTrace} up to date; one listener serves all calls. */
final class TraceListener extends EventListener {
  @Override
  public void requestHeadersStart(Call call) {
    CallTrace trace = call.request().tag(CallTrace.class);
    if (trace != null) {
      trace.headersStart();
    }
  }

  @Override
  public void requestBodyEnd(Call call, long byteCount) {
    CallTrace trace = call.request().tag(CallTrace.class);
    if (trace != null) {
      trace.bodyEnd();
    }
  }
}
