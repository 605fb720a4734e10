package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.cli.CrashRows.Kind;
import io.kinescope.uploader.cli.CrashRows.Row;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.InitIdRule;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * One command at one emulator: runs of it in processes that die, runs of it in this process that
 * die, too, or come to their end, and what must be true then.
 */
final class CrashLab implements AutoCloseable {
  private static final String FAILED = "videos.csv.failed.csv";
  private static final CSVFormat HEADED =
      CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

  /** Longer than any test, where videos are not to be done at once. */
  static final Duration PROCESSING = Duration.ofDays(1);

  private static final int MAX_RUNS = 3;
  private static final int KILLED = 128 + 9; // SIGKILL
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final Emulator sandbox;
  private final CrashDoor door;
  private final EmulatorClock clock = new EmulatorClock();
  private final Path folder;
  private final Path csv;
  private final StringBuilder said = new StringBuilder();
  private final Map<Kind, String> states = new EnumMap<>(Kind.class);
  private CrashRows rows;
  private Cli cli;
  private List<String> always = List.of();
  private int parallel = 1;
  private InitIdRule ids = InitIdRule.IGNORED;
  private CompletableFuture<Process> child = new CompletableFuture<>();

  CrashLab(Path folder, CrashDoor door, CrashRows rows, EmulatorSettings settings) {
    this.folder = folder;
    this.door = door;
    this.rows = rows;
    this.sandbox = Emulator.start(settings.clock(clock));
    this.csv = Cli.text(folder, "videos.csv", rows.csv());
    this.cli = Cli.at(sandbox).with("XDG_STATE_HOME", folder.resolve("state").toString());
  }

  /** From now on every run has these options. */
  void always(List<String> options) {
    always = List.copyOf(options);
  }

  /** Edits the title of the first row of a kind. */
  void retitle(Kind kind, String title) throws IOException {
    rows = rows.retitled(kind, title);
    Files.writeString(csv, rows.csv());
  }

  /** Of a lost call for a link nothing is left where its id is honored. */
  void expect(InitIdRule rule) {
    ids = rule;
  }

  /** From now on rows run at once. */
  void parallel(int rowsAtOnce) {
    parallel = rowsAtOnce;
  }

  /** From now on another token. */
  void token(String token) {
    cli = cli.with("KINESCOPE_API_TOKEN", token);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Everything that any run said on standard error. */
  String said() {
    return said.toString();
  }

  /** Runs the command in a process that has to halt by itself at a point. */
  void halted(String point, Object... options) throws Exception {
    assertThat(ended(start(point, options)))
        .as(() -> "the run should have halted " + point + ": " + said)
        .isEqualTo(CrashChild.HALTED);
  }

  /** Runs the command in a process that {@link #kill()} has to kill: some rule does it. */
  void killed(Object... options) throws Exception {
    assertThat(ended(start("never", options)))
        .as(() -> "the run should have been killed: " + said)
        .isEqualTo(KILLED);
  }

  /** Runs the command, and kills it after a time unless it ends before. */
  boolean killedAfter(long millis) throws Exception {
    Process process = start("never");
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    kill();
    ended(process);
    return !ended;
  }

  /** What goes wrong from now on. */
  void play(FaultRule... rules) {
    sandbox.play(FaultScript.of(rules));
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    Process process = child.join();
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start(String point, Object... options) throws IOException {
    List<String> line = new ArrayList<>(CrashJava.command(CrashChild.class));
    line.add(point);
    line.addAll(command(options));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(path("child.out").toFile())
            .redirectError(path("child.err").toFile());
    builder.environment().clear();
    builder.environment().putAll(cli.environment());
    builder.environment().put("LC_ALL", "C.UTF-8");
    child = new CompletableFuture<>();
    CompletableFuture<Process> known = child;
    Process process = builder.start();
    known.complete(process);
    return process;
  }

  /** Waits for the end of the process, and until the emulator has noticed. */
  private int ended(Process process) throws Exception {
    boolean inTime = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    kill();
    said.append(Files.readString(path("child.err")));
    assertThat(inTime).as(said.toString()).isTrue();
    sandbox.play(FaultScript.of());
    await(() -> videos(Operation.SINGLE).noneMatch(CrashLab::isOpen));
    return process.exitValue();
  }

  /** Lets the emulator process what it has. */
  void process() {
    passProcessingTime();
    assertThat(sandbox.state().videos()).allMatch(CrashLab::isFinished);
  }

  /** What has arrived is ready from now on; what arrives later takes its time again. */
  void passProcessingTime() {
    pass(PROCESSING);
  }

  /** Moves the service's clock; back, too. */
  void pass(Duration time) {
    clock.pass(time);
  }

  private static boolean isOpen(EmulatorVideo video) {
    return Set.of("pending", "uploading").contains(video.status());
  }

  private Stream<EmulatorVideo> videos(Operation madeBy) {
    return sandbox.state().videos().stream().filter(video -> video.draft().madeBy() == madeBy);
  }

  static void await(BooleanSupplier moment) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!moment.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private List<String> command(Object... more) {
    List<String> all = new ArrayList<>(door.command(csv, rows));
    all.addAll(List.of("-o", "jsonl", "--progress", "none", "--max-retry-wait", "10ms"));
    if (door != CrashDoor.URL) {
      all.addAll(List.of("--parallel", Integer.toString(parallel)));
    }
    all.addAll(always);
    Stream.of(more).map(Object::toString).forEach(all::add);
    return all;
  }

  /** Runs the same command in this process, to its end. */
  Cli.Run again(Object... options) {
    return run(CrashPoint.here("never"), options);
  }

  /** Runs the command in this process, where it has to die at a step of its ledger. */
  void dies(String where, Object... options) throws InterruptedException {
    dies(CrashPoint.here(where), options);
  }

  /** The same; a rule may be what makes it die. */
  void dies(CrashPoint point, Object... options) throws InterruptedException {
    Cli.Run run = run(point, options);
    assertThat(point.isDead()).as(run.err() + run.out()).isTrue();
    sandbox.play(FaultScript.of());
    await(() -> videos(Operation.SINGLE).noneMatch(CrashLab::isOpen));
  }

  private Cli.Run run(CrashPoint point, Object... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Environment surroundings =
        new Environment(
            cli.environment(),
            cli.in(),
            false,
            cli.stop(),
            Duration.ZERO, // the emulator lists a video at once
            (file, service, program, time) ->
                point.watched(Environment.open(file, service, program, time)));
    int exit;
    try {
      exit =
          UploaderCommand.execute(
              surroundings,
              new PrintWriter(out),
              new PrintWriter(err),
              command(options).toArray(String[]::new));
    } catch (CrashPoint.Death e) {
      exit = CrashChild.HALTED;
    }
    said.append(err);
    return new Cli.Run(exit, out.toString(), err.toString());
  }

  /** What was remembered is gone, the videos are not. */
  void forget() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder) && !path.equals(csv)) {
          Files.delete(path);
        }
      }
    }
  }

  /**
   * Repeats the command until nothing is left to do; then each item must be one finished video, and
   * what was left on the way reported.
   *
   * @param victim the item that was hit, counted from 1
   * @param states what may become of it in the last of these runs
   * @param orphans how many records without a file there may be in the emulator
   * @return what became of the victim
   */
  String finish(int victim, Set<String> states, Set<Integer> orphans) throws IOException {
    Cli.Run run = again();
    int runs = 1;
    while (run.exit() != 0 && runs < MAX_RUNS) {
      run = again();
      runs++;
    }
    assertThat(run.exit()).as(said()).isZero();
    String state = eachIsOneVideo(run).get(victim - 1);
    assertThat(state).as("item " + victim + ": " + run.err() + run.out()).isIn(states);
    int left = onlyReportedJunk(orphans);
    long creates = creates();
    Cli.Run last = again();
    assertThat(last.exit()).as(last.err()).isZero();
    assertThat(eachIsOneVideo(last)).containsOnly("skipped");
    assertThat(creates()).isEqualTo(creates);
    return state
        + (left == 0 ? "" : ", " + left + " orphan reported")
        + (runs == 1 ? "" : " by run " + runs);
  }

  /** The same where the first item has a new video beside an older one of its title. */
  String finishBeside(String older) {
    Cli.Run run = again();
    assertThat(run.exit()).as(said()).isZero();
    Row first = rows.rows().get(0);
    JsonObject item = door.item(run, first);
    List<String> ids =
        sandbox.state().titled(first.title()).stream()
            .filter(video -> isOf(first, video))
            .map(EmulatorVideo::id)
            .toList();
    assertThat(ids).as(said()).containsExactly(older, String.valueOf(item.text("video_id")));
    assertThat(sandbox.state().videos()).hasSize(rows.rows().size() + 1);
    long creates = creates();
    Cli.Run last = again();
    assertThat(last.exit()).as(last.err()).isZero();
    assertThat(rows.rows()).allMatch(row -> door.state(door.item(last, row)).equals("skipped"));
    assertThat(creates()).isEqualTo(creates);
    return door.state(item) + ", the older one left alone";
  }

  private long creates() {
    return sandbox.state().count(Operation.URL, Operation.SINGLE, Operation.INIT);
  }

  /** The states of all items, in their order. */
  List<String> eachIsOneVideo(Cli.Run run) {
    assertThat(sandbox.state().videos().stream().filter(CrashLab::isFinished))
        .as("finished videos")
        .hasSize(rows.rows().size());
    List<String> states = new ArrayList<>();
    for (Row row : rows.rows()) {
      JsonObject item = door.item(run, row);
      EmulatorVideo video = onlyVideoOf(row);
      assertThat(item.text("video_id")).as(row.source()).isEqualTo(video.id());
      assertThat(item.text("play_link")).as(row.source() + said()).endsWith(video.shortId());
      states.add(door.state(item));
    }
    return states;
  }

  /**
   * All that must be true when a run came to its end with every row done.
   *
   * @param states the row's state in that run, by kind
   * @param junk how many records without a file there may be in the emulator
   */
  void allDone(Cli.Run run, Map<Kind, Set<String>> states, Set<Integer> junk) throws Exception {
    ended(run, 0, states);
    assertThat(sandbox.state().videos().stream().filter(CrashLab::isFinished))
        .as("finished videos")
        .hasSize(rows.rows().size());
    for (int i = 0; i < rows.rows().size(); i++) {
      CSVRecord result = results().get(i);
      EmulatorVideo video = onlyVideoOf(rows.rows().get(i));
      assertThat(result.get("video_id")).isEqualTo(video.id());
      assertThat(result.get("play_link")).endsWith(video.shortId());
    }
    int unused = onlyReportedJunk(junk);
    nothingIsLeftToDo();
  }

  /** What must be true of any run that came to its end. */
  void ended(Cli.Run run, int exit, Map<Kind, Set<String>> expected) throws Exception {
    assertThat(run.exit()).as(run.err() + run.out()).isEqualTo(exit);
    JsonObject sums = ImportLab.sums(run);
    assertThat(ImportLab.number(sums, "rows")).isEqualTo(rows.rows().size());
    List<CSVRecord> results = results();
    assertThat(results).hasSize(rows.rows().size());
    Map<String, Long> counted = new HashMap<>();
    long bytes = 0;
    for (int i = 0; i < results.size(); i++) {
      Row row = rows.rows().get(i);
      CSVRecord result = results.get(i);
      String state = result.get("row_status");
      assertThat(state).as(row.title() + run.err()).isIn(expected.get(row.kind()));
      assertThat(result.get("title")).isEqualTo(row.title());
      assertThat(result.get("note")).isEqualTo("own " + row.kind());
      states.put(row.kind(), state);
      counted.merge(state, 1L, Long::sum);
      bytes += state.equals("uploaded") ? row.size() : 0;
    }
    counted.forEach((state, n) -> assertThat(ImportLab.number(sums, state)).isEqualTo(n));
    assertThat(ImportLab.number(sums, "bytes_sent") + ImportLab.number(sums, "bytes_resumed"))
        .as("bytes of the rows that this run uploaded; repeats and failed rows count, too")
        .isGreaterThanOrEqualTo(bytes);
    long failed = counted.getOrDefault("failed", 0L);
    assertThat(Files.exists(path(FAILED))).isEqualTo(failed > 0);
    if (failed > 0) {
      assertThat(read(FAILED)).hasSize((int) failed);
    }
  }

  /** What became of the row of this kind in the run that {@link #allDone} looked at. */
  String stateThen(Kind kind) {
    return String.valueOf(states.get(kind));
  }

  /** The one video of a row: with its title and its bytes. */
  private EmulatorVideo onlyVideoOf(Row row) {
    List<EmulatorVideo> videos = sandbox.state().titled(row.title());
    List<EmulatorVideo> finished = videos.stream().filter(video -> isOf(row, video)).toList();
    assertThat(finished).as("videos of " + row + " in " + videos).hasSize(1);
    return finished.get(0);
  }

  private static boolean isOf(Row row, EmulatorVideo video) {
    return isFinished(video)
        && Objects.equals(video.md5(), row.md5())
        && video.bytesReceived() == row.size()
        && Objects.equals(video.draft().sourceUrl(), row.kind() == Kind.URL ? row.source() : null);
  }

  private static boolean isFinished(EmulatorVideo video) {
    return video.status().equals("done");
  }

  int rowCount() {
    return rows.rows().size();
  }

  /** As much junk as there is: only that it was reported counts. */
  Set<Integer> anyJunk() {
    return Set.of(sandbox.state().videos().size() - rows.rows().size());
  }

  private int onlyReportedJunk(Set<Integer> expected) {
    List<EmulatorVideo> junk =
        sandbox.state().videos().stream().filter(video -> !isFinished(video)).toList();
    Set<Integer> left = new HashSet<>(ids == InitIdRule.HONORED ? Set.of(0) : expected);
    if (ids == InitIdRule.REFUSED) {
      left.add(0); // the call that dies may be the one that is refused
    }
    assertThat(junk.size()).as("records without a file: " + junk).isIn(left);
    for (EmulatorVideo video : junk) {
      assertThat(video.md5()).isNull();
      assertThat(said()).contains("video " + video.id() + " is");
    }
    return junk.size();
  }

  /** The next run skips every row, without a call, and leaves nothing lying around. */
  private void nothingIsLeftToDo() throws IOException {
    long requests = sandbox.state().totalRequests();
    Cli.Run run = again();
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(ImportLab.states(run)).isEqualTo("skipped=" + rows.rows().size());
    assertThat(ImportLab.number(ImportLab.sums(run), "api_calls")).isZero();
    assertThat(sandbox.state().totalRequests()).isEqualTo(requests);
    assertThat(results()).allMatch(result -> result.get("row_status").equals("skipped"));
    assertThat(names())
        .isEqualTo(
            Set.of(
                "videos.csv",
                "videos.csv.ledger.db",
                "videos.csv.ledger.db.lock",
                "videos.csv.results.csv"));
  }

  /** What is in the folder, but for our own notes. */
  Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("child."))
          .collect(Collectors.toSet());
    }
  }

  /** The rows of the results file, which has to be whole. */
  List<CSVRecord> results() throws IOException {
    return read("videos.csv.results.csv");
  }

  /** How many videos were compared with their files, by what was compared; "" is not at all. */
  Map<String, Long> verified() throws IOException {
    String ledger = path("videos.csv.ledger.db").toString();
    try (CSVParser parser =
        HEADED.parse(
            new StringReader(Cli.bare().run("ledger", "export", ledger, "-o", "csv").out()))) {
      return parser.stream()
          .collect(Collectors.groupingBy(row -> row.get("verified"), Collectors.counting()));
    }
  }

  List<CSVRecord> read(String name) throws IOException {
    try (Reader reader = Files.newBufferedReader(path(name));
        CSVParser parser = HEADED.parse(reader)) {
      return parser.getRecords();
    }
  }

  @Override
  public void close() {
    if (child.isDone()) {
      kill();
    }
    assertThat(sandbox.state().internalErrors()).isEmpty();
    assertThat(sandbox.state().tokenSeenAtEndpoint()).isFalse();
    sandbox.close();
  }
}
