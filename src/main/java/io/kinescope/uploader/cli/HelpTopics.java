package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.log.LogEvent;
import io.kinescope.uploader.base.log.LogKey;
import io.kinescope.uploader.report.RunMetrics.Metric;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code help} tells of runs that nobody watches. */
final class HelpTopics {
  private HelpTopics() {}

  static void logs(PrintWriter out) {
    out.print(
        """
        --log-file FILE appends a log; with --log-format json, each line is one JSON object. It is the
        same with --quiet. At 10 MB, FILE becomes FILE.1, that FILE.2, up to FILE.4; each file is for
        its owner alone (0600). Neither the token nor the secret part of an upload link is in any.

        A line has the first six keys, and those of the others that apply to it. Keys and events stay
        as they are; new ones may be added. Messages are for people and may change.

        """);
    table(out, Stream.of(LogKey.values()).map(key -> Map.entry(key.id(), key.meaning())).toList());
    out.print("\nEvents:\n\n");
    table(
        out,
        Stream.of(LogEvent.values()).map(event -> Map.entry(event.id(), event.meaning())).toList());
  }

  static void reports(PrintWriter out) {
    out.print(
        """
        import-csv and upload file can tell machines of a run, beside the output for people:

        --report junit=FILE  a JUnit report: each row or file is a test case. Uploaded, adopted and
                             skipped ones have passed; deferred ones are skipped; a failure needs a
                             person, an error is tried again by the next run. With --dry-run it tells
                             which rows are invalid.
        --metrics-file FILE  the run's numbers in Prometheus' text format, for the textfile collector
                             of node_exporter: name it DIR/NAME.prom, for each list another.
                             Replaced atomically at the end of each run, also of one that failed or
                             had no token; a command line that is refused and --dry-run leave it alone.
        --notify-url URL     POST a JSON object when the run starts and when it ends, with the keys
                             event (start, success: exit code 0, failure), text, run_id, time, program,
                             command, source, exit_code and summary (as -o json prints it). Posted once
                             and never repeated; if nobody takes it within 5 s, that is a warning, and
                             the exit code stays. The token is not sent there, nor does the log name
                             the URL, which must be https (http to loopback); --proxy applies.

        If the program could not write a report or the metrics, that is exit code 11, as with the results.

        In GitHub Actions, the errors of the first 9 rows are annotations at their lines of the list
        (GitHub shows 10 of a step: one is left for what ended the run), and the sums and the first
        100 failed rows are added to the job's summary. In GitLab, what a run says is a section of the
        log that can be folded.

        Metrics, each with the labels command and source (kinescope_run_items also with state, those
        of a shard also with shard, as "1/4"):

        """);
    table(
        out,
        Stream.of(Metric.values()).map(metric -> Map.entry(metric.id(), metric.help())).toList());
    out.print(
        """

        Worth an alert: an exit code that is none of 0, 5 and 8, or a success that is too long ago:
          kinescope_run_exit_code != 0 and kinescope_run_exit_code != 5 and kinescope_run_exit_code != 8
          time() - kinescope_run_last_success_timestamp_seconds > 2 * 86400
        """);
  }

  private static void table(PrintWriter out, Iterable<Map.Entry<String, String>> lines) {
    int width = 0;
    for (Map.Entry<String, String> line : lines) {
      width = Math.max(width, line.getKey().length());
    }
    String format = "  %-" + width + "s  %s\n";
    for (Map.Entry<String, String> line : lines) {
      out.print(String.format(format, line.getKey(), line.getValue()));
    }
  }
}
