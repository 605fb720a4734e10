package io.kinescope.uploader.tus;

import io.kinescope.uploader.http.ApiResponse;
import io.kinescope.uploader.http.Attempt;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself in answer to OPTIONS.
 *
 * @param maxSize the largest file it takes, if it tells ({@code Tus-Max-Size})
 * @param extensions of the protocol ({@code Tus-Extension})
 */
record TusAbilities(OptionalLong maxSize, List<String> extensions) {
  /** Of a server that does not answer OPTIONS: nothing hangs on it. */
  static final TusAbilities UNKNOWN = new TusAbilities(OptionalLong.empty(), List.of());

  /** Eighteen digits fit into a long; no file is larger. */
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** What an answer tells. */
  static TusAbilities of(Attempt attempt) {
    if (!(attempt instanceof Attempt.Answered answered) || !answered.answer().successful()) {
      return UNKNOWN;
    }
    ApiResponse answer = answered.answer();
    OptionalLong most = number(answer.headers().get("Tus-Max-Size"));
    String extensions = answer.headers().get("Tus-Extension");
    return new TusAbilities(
        // A server that took nothing at all would hand out no links: 0 is "not limited".
        most.isPresent() && most.getAsLong() == 0 ? OptionalLong.empty() : most,
        extensions == null || extensions.isBlank()
            ? List.of()
            : List.of(extensions.strip().split("\\s*,\\s*", -1)));
  }

  /** Whether a file of this size is more than the server takes. */
  boolean tooLarge(long size) {
    return maxSize.isPresent() && size > maxSize.getAsLong();
  }

  /** The header as a number of bytes; empty if it is missing or is none. */
  static OptionalLong number(@Nullable String header) {
    return header != null && NUMBER.matcher(header.strip()).matches()
        ? OptionalLong.of(Long.parseLong(header.strip()))
        : OptionalLong.empty();
  }
}
