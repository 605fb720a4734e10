package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.csv.ManifestReader;
import io.kinescope.uploader.source.csv.ManifestRow;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How lines are written for the system whose job this is: GitHub Actions makes annotations of
 * {@code ::error} lines (they work on standard error, too), GitLab folds sections. Elsewhere lines
 * are plain.
 */
enum CiLog {
  NONE,
  GITHUB,
  GITLAB;

  /** GitHub shows ten errors of a step: one is left for what ends the run. */
  static final int MAX_ROWS = 9;

  static CiLog of(Environment environment) {
    if ("true".equals(environment.variable("GITHUB_ACTIONS"))) {
      return GITHUB;
    }
    return "true".equals(environment.variable("GITLAB_CI")) ? GITLAB : NONE;
  }

  /** A line that tells of an error. */
  String error(String message) {
    return this == GITHUB ? "::error::" + data(message) : "error: " + message;
  }

  /** The same of an item: where it stands in its file, GitHub shows it there. */
  String error(String message, SourceEntry entry, Map<String, String> env) {
    if (this != GITHUB
        || !(entry.origin() instanceof ManifestRow row)
        || row.list().equals(ManifestReader.STDIN)) {
      return error(message);
    }
    String file = property(inRepository(row.list(), env.get("GITHUB_WORKSPACE")));
    return "::error file=" + file + ",line=" + row.line() + "::" + data(message);
  }

  /** GitHub knows files by their paths in the repository. */
  private static String inRepository(String list, @Nullable String workspace) {
    Path path = Path.of(list).toAbsolutePath().normalize();
    boolean below = workspace != null && path.startsWith(workspace);
    return below ? Path.of(workspace).relativize(path).toString().replace('\\', '/') : list;
  }

  /** As the runner's toolkit escapes the text of a command. */
  private static String data(String text) {
    return SafeText.clean(text).replace("%", "%25");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  /**
   * Where what a run says begins, which can be folded away; empty but for GitLab: GitHub would hide
   * it until somebody clicks.
   */
  String begin(String title, Clock clock) {
    return this == GITLAB ? mark("start", clock) + SafeText.clean(title) + "\n" : "";
  }

  String end(Clock clock) {
    return this == GITLAB ? mark("end", clock) + "\n" : "";
  }

  private static String mark(String which, Clock clock) {
    long seconds = clock.instant().getEpochSecond();
    long run = ProcessHandle.current().pid(); // GitLab folds all sections of a name together
    return "\u001b[0Ksection_" + which + ":" + seconds + ":kinescope_" + run + "\r\u001b[0K";
  }
}
