package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An emulator, and imports of small files into it by the real command line. */
final class ImportLab implements AutoCloseable {
  private static final List<String> STATES =
      List.of("uploaded", "adopted", "skipped", "failed", "invalid", "deferred");

  final Emulator sandbox;
  final Path folder;
  private final Cli cli;

  private ImportLab(Path folder, Emulator sandbox, Cli cli) {
    this.folder = folder;
    this.sandbox = sandbox;
    this.cli = cli;
  }

  /** Without limits, and nothing goes wrong. */
  static ImportLab in(Path folder) {
    return in(folder, quick());
  }

  static ImportLab in(Path folder, FaultRule... faults) {
    return in(folder, quick().faults(FaultScript.of(faults)));
  }

  static ImportLab in(Path folder, EmulatorSettings settings) {
    Emulator sandbox = Emulator.start(settings);
    return new ImportLab(folder, sandbox, Cli.at(sandbox));
  }

  static EmulatorSettings quick() {
    return EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO);
  }

  /** The surroundings of the runs; tests change them. */
  Cli cli() {
    return cli;
  }

  /** So many rows, {@code Title 1} and on. */
  static String rows(int count) {
    StringBuilder csv = new StringBuilder("url,title\n");
    for (int i = 1; i <= count; i++) {
      csv.append("https://example.com/").append(i).append(".mp4,Title ").append(i).append('\n');
    }
    return csv.toString();
  }

  Path csv(String text) {
    return Cli.text(folder, "videos.csv", text);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Imports a CSV, never waiting long before a repeat. */
  Cli.Run run(Path csv, Object... options) {
    return run(cli, csv, options);
  }

  static Cli.Run run(Cli cli, Object csv, Object... options) {
    return command(cli, Stream.concat(Stream.of("import-csv", csv), Stream.of(options)).toArray());
  }

  /** Runs any command that makes videos. */
  static Cli.Run command(Cli cli, Object... words) {
    return cli.run(
        Stream.concat(Stream.of(words), Stream.of("--progress", "none", "--max-retry-wait", "10ms"))
            .toArray());
  }

  List<String> titles() {
    return sandbox.state().videos().stream().map(EmulatorVideo::title).toList();
  }

  /** The sums of a run with {@code -o json} or {@code jsonl}, which must add up. */
  static JsonObject sums(Cli.Run run) {
    JsonObject summary =
        run.out().startsWith("{\n") ? run.json() : run.objects().get(run.lines().size() - 1);
    long sum = STATES.stream().mapToLong(state -> number(summary, state)).sum();
    assertThat(number(summary, "rows")).as(run.out()).isEqualTo(sum);
    assertThat(number(summary, "exit_code")).as(run.err()).isEqualTo(run.exit());
    return summary;
  }

  static long number(JsonObject object, String field) {
    return Objects.requireNonNull(object.number(field), field);
  }

  /** {@code uploaded=3 failed=1}: the states that any row is in. */
  static String states(Cli.Run run) {
    JsonObject summary = sums(run);
    List<String> found = new ArrayList<>();
    for (String state : STATES) {
      if (number(summary, state) > 0) {
        found.add(state + "=" + summary.text(state));
      }
    }
    return String.join(" ", found);
  }

  static List<String> numbered(String text, int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> text + i).toList();
  }

  @Override
  public void close() {
    assertThat(sandbox.state().internalErrors()).isEmpty();
    assertThat(sandbox.state().tokenSeenAtEndpoint()).isFalse();
    sandbox.close();
  }
}
