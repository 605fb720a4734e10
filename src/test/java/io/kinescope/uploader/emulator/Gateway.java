package io.kinescope.uploader.emulator;

import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/** What stands before the service. */
public final class Gateway {
  private Gateway() {}

  /** Takes no body of more bytes, and says so with a page of its own. */
  public static FaultAction takes(long most) {
    return (front, call) ->
        (call.contentLength > most ? FaultAction.html(413) : FaultAction.delay(Duration.ZERO))
            .play(front, call);
  }

  /**
   * Reads the request whole, so that the client hears the answer, and keeps it from the service.
   */
  public static FaultAction swallowing(FaultAction answer) {
    return (front, call) -> {
      call.body.transferTo(OutputStream.nullOutputStream());
      answer.play(front, call);
    };
  }

  /** A yes in JSON of its own. */
  public static FaultAction says(String json) {
    return FaultAction.answer(200, Map.of("Content-Type", "application/json"), json);
  }

  /** The request is carried out; its answer has another title. */
  public static FaultAction mangling() {
    return (front, call) -> {
      Reply reply = front.carryOut(call);
      call.send(
          reply.withBody(reply.body().replaceAll("\"title\":\"[^\"]*\"", "\"title\":\"?????\"")));
    };
  }
}
