package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.job.JobSummary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The exit codes of the contract; {@code kinescope help exit-codes} prints this table. */
enum ExitCode {
  OK(0, "all that was asked is done (also: nothing to do)"),
  BUG(1, "a bug in this program"),
  USAGE(2, "usage or configuration"),
  NEEDS_PERSON(
      3,
      "ended, but something was refused or needs a person (refused item, unknown outcome, invalid row among good ones)"),
  AUTH(4, "token missing, refused, or without the right"),
  TRANSIENT(5, "only transient failures are left: the same command again may finish"),
  QUOTA(6, "payment, quota or account limit: stopped, state kept"),
  INPUT(
      7,
      "input invalid and nothing was sent (--strict, --dry-run with invalid rows, unreadable CSV, missing column, missing file)"),
  LEDGER_HELD(8, "another run holds the ledger"),
  VERIFICATION(9, "verification: what Kinescope stored differs from the file"),
  WAIT_TIMEOUT(10, "--wait ran out of time (a video that ended in error or aborted: 3)"),
  LOCAL_IO(11, "local trouble: disk full, a file or the ledger can't be read or written"),
  SIGHUP(129, "stopped by SIGHUP; state saved"),
  SIGINT(130, "stopped by SIGINT; state saved"),
  SIGTERM(143, "stopped by SIGTERM; state saved");

  /** Several at once: the first that applies. */
  private static final List<ExitCode> PRECEDENCE =
      List.of(BUG, LOCAL_IO, AUTH, QUOTA, VERIFICATION, NEEDS_PERSON, TRANSIENT, WAIT_TIMEOUT, OK);

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }

  static ExitCode of(ErrorKind kind) {
    return switch (kind) {
      case BUG -> BUG;
      case USAGE -> USAGE;
      case AUTH -> AUTH;
      case QUOTA -> QUOTA;
      case PARENT_MISSING, NOT_FOUND, REFUSED, UNKNOWN_OUTCOME, VIDEO_FAILED -> NEEDS_PERSON;
      case LINK_GONE, TRANSIENT, SOURCE_CHANGED -> TRANSIENT;
      case INPUT -> INPUT;
      case LEDGER_HELD -> LEDGER_HELD;
      case VERIFICATION -> VERIFICATION;
      case WAIT_TIMEOUT -> WAIT_TIMEOUT;
      case LOCAL_IO -> LOCAL_IO;
      case INTERRUPTED -> SIGINT;
    };
  }

  /** The code of a run, the one sum for all commands. */
  static ExitCode of(JobSummary summary, ErrorKind... more) {
    long invalid = summary.count(ItemOutcome.INVALID);
    List<ErrorKind> kinds = new ArrayList<>(List.of(more));
    kinds.addAll(summary.kinds());
    if (summary.stop() != null && summary.stop().kind() == ErrorKind.USAGE && kinds.isEmpty()) {
      return USAGE; // as for one that could not begin, whatever is wrong with other items
    }
    if (summary.stop() != null) {
      kinds.add(summary.stop().kind());
    }
    if (invalid > 0 && invalid == summary.items() && kinds.isEmpty()) {
      return INPUT; // nothing was sent
    }
    if (invalid > 0) {
      kinds.add(ErrorKind.INPUT);
    }
    // "Input invalid, and nothing was sent" is true only where nothing else happened.
    kinds.replaceAll(kind -> kind == ErrorKind.INPUT ? ErrorKind.REFUSED : kind);
    return ofAll(kinds);
  }

  /**
   * The code of several failures at once; {@link #OK} if there are none. Codes that say "nothing
   * was done" (usage, input) are true only where nothing else happened; beside others, they are
   * something for a person.
   */
  static ExitCode ofAll(Collection<ErrorKind> kinds) {
    Set<ExitCode> codes = kinds.stream().map(ExitCode::of).collect(Collectors.toSet());
    if (codes.size() == 1) {
      return codes.iterator().next();
    }
    return worst(codes);
  }

  /** The first of several that applies. */
  static ExitCode worst(Collection<ExitCode> codes) {
    boolean aloneOnly = codes.stream().anyMatch(code -> !PRECEDENCE.contains(code));
    return PRECEDENCE.stream()
        .filter(code -> codes.contains(code) || (aloneOnly && code == NEEDS_PERSON))
        .findFirst()
        .orElse(OK);
  }
}
