package io.kinescope.uploader.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * What machines are told of a run that nobody watches: options of commands that send many files.
 */
final class ReportOptions {
  static final ReportOptions NONE = new ReportOptions();

  @Option(
      names = "--report",
      paramLabel = "junit=FILE",
      converter = Junit.class,
      description =
          "Write a JUnit report in which each row or file is a test case, for CI systems.")
  private @Nullable Path junit;

  @Option(
      names = "--metrics-file",
      paramLabel = "FILE",
      description =
          "At the end, write the run's numbers for Prometheus' node_exporter; see 'kinescope help reports'.")
  private @Nullable Path metrics;

  @Option(
      names = "--notify-url",
      paramLabel = "URL",
      description =
          "POST a JSON object to this URL when the run starts and when it ends; or set KINESCOPE_NOTIFY_URL.")
  private @Nullable String notifyUrl;

  /** Of a dry run, which is a report, but no run: the run's numbers stay those of the last one. */
  ReportOptions ofDryRun() {
    ReportOptions only = new ReportOptions();
    only.junit = junit;
    return only;
  }

  @Nullable Path junit() {
    return junit;
  }

  @Nullable Path metrics() {
    return metrics;
  }

  @Nullable String notifyUrl() {
    return notifyUrl;
  }

  /** The one kind of report that there is. */
  static final class Junit implements ITypeConverter<Path> {
    private static final String KIND = "junit=";

    @Override
    public Path convert(String text) {
      if (!text.startsWith(KIND) || text.length() == KIND.length()) {
        throw new TypeConversionException("'" + text + "' is not a report; write junit=FILE");
      }
      return Path.of(text.substring(KIND.length()));
    }
  }
}
