package io.kinescope.uploader.emulator;

/** What somebody else does while a request is under way. */
public final class Visits {
  private Visits() {}

  /** Somebody does something before the request is looked at; then the next thing. */
  public static FaultAction before(Runnable visitor, FaultAction next) {
    return (front, call) -> {
      visitor.run();
      next.play(front, call);
    };
  }

  /** The action, and then, while the connection is still open, somebody does something. */
  public static FaultAction after(FaultAction action, Runnable visitor) {
    return (front, call) -> {
      try {
        action.play(front, call);
      } finally {
        visitor.run();
      }
    };
  }
}
