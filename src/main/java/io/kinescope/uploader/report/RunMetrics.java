package io.kinescope.uploader.report;

import io.kinescope.uploader.base.files.AtomicFile;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in numbers, for the textfile collector of Prometheus' node_exporter. The file of the run
 * before is where the time of the last success is kept.
 */
public final class RunMetrics {
  private static final String ELSEWHERE = "name another place with --metrics-file";

  /**
   * What is measured; all are gauges with the labels {@code command}, {@code source} and {@code
   * shard}.
   */
  public enum Metric {
    BEGIN_TIMESTAMP_SECONDS("When the last run began, in seconds since 1970."),
    END_TIMESTAMP_SECONDS("When the last run ended."),
    LAST_SUCCESS_TIMESTAMP_SECONDS("When the last run with exit code 0 ended."),
    EXIT_CODE("Exit code of the last run."),
    ITEMS("Rows or files of the last run, by the state that they ended in."),
    NOT_READY("URLs that Kinescope has accepted and was not seen to have fetched."),
    SENT_BYTES("Bytes that the last run sent."),
    RESUMED_BYTES("Bytes that Kinescope had already from an earlier run."),
    API_CALLS("API calls of the last run."),
    RETRIES("Requests that the last run repeated.");

    private final String help;

    Metric(String help) {
      this.help = help;
    }

    public String help() {
      return help;
    }

    public String id() {
      return "kinescope_run_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Labels labels;
  private final Map<Metric, Double> values = new EnumMap<>(Metric.class);
  private final Map<String, Double> items = new LinkedHashMap<>();

  /**
   * The numbers of one run.
   *
   * @param source the list or the files, as they were named
   * @param shard which part of them, as {@code 1/4}; null: all
   */
  public RunMetrics(String command, String source, @Nullable String shard) {
    Labels all = Labels.of("command", command, "source", source);
    labels = shard == null ? all : all.add("shard", shard);
  }

  /** Throws if a file can't be made here, or one that is none of metrics is in the place. */
  public static void requirePlace(Path path) {
    AtomicFile.requireKind(path, "# ", ELSEWHERE);
    AtomicFile.requirePlace(path, ELSEWHERE);
  }

  public RunMetrics set(Metric metric, double value) {
    values.put(metric, value);
    return this;
  }

  /** How many items ended in a state. */
  public RunMetrics items(String state, long count) {
    items.put(state, (double) count);
    return this;
  }

  /**
   * Replaces the file.
   *
   * @throws io.kinescope.uploader.base.error.UploaderException of kind LOCAL_IO if it can't be
   *     written
   */
  public void write(Path path) {
    Metric success = Metric.LAST_SUCCESS_TIMESTAMP_SECONDS;
    AtomicFile file = new AtomicFile(path, ELSEWHERE);
    try {
      Double known = values.containsKey(success) ? null : earlier(path, success);
      if (known != null) {
        values.put(success, known);
      }
      List<GaugeSnapshot> all = new ArrayList<>();
      values.forEach((metric, value) -> all.add(gauge(metric, List.of(point(labels, value)))));
      if (!items.isEmpty()) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        items.forEach((state, count) -> points.add(point(labels.add("state", state), count)));
        all.add(gauge(Metric.ITEMS, points));
      }
      write(file.stream(), all.toArray(GaugeSnapshot[]::new));
    } catch (IOException e) {
      file.abort();
      throw file.failed(e);
    }
    file.commit();
  }

  private static void write(OutputStream out, GaugeSnapshot... gauges) throws IOException {
    PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(gauges));
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static GaugeSnapshot gauge(Metric metric, List<GaugeDataPointSnapshot> points) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(metric.id()).help(metric.help());
    points.forEach(gauge::dataPoint);
    return gauge.build();
  }

  /**
   * A value as the file of the run before has it; null if that is not there, no such file, or of
   * another list.
   */
  private @Nullable Double earlier(Path path, Metric metric) throws IOException {
    if (!Files.isRegularFile(path)) {
      return null;
    }
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    write(ours, gauge(metric, List.of(point(labels, 0))));
    String text = ours.toString(StandardCharsets.UTF_8);
    String series = text.substring(text.lastIndexOf(metric.id() + "{"), text.lastIndexOf(' ') + 1);
    try {
      for (String line : Files.readAllLines(path)) {
        if (line.startsWith(series)) {
          return Double.valueOf(line.substring(line.lastIndexOf(' ') + 1));
        }
      }
    } catch (NoSuchFileException | MalformedInputException | NumberFormatException e) {
      return null; // somebody else's file: it is replaced
    }
    return null;
  }
}
