package io.kinescope.uploader.emulator;

/** A request that is refused, with the answer that says so. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  Problem(Answer answer) {
    super(
        "HTTP " + answer.status(), null, false, false); // an answer, not a failure: no stack trace
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }
}
