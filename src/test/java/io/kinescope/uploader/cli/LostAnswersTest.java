package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.InitIdRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lost-answer matrix: the service carries a call out and its answer gets lost, in the run or
 * before a re-run, at every door, with and without {@code --adopt-existing} and the right to read
 * videos. Each cell says how its runs ended, as {@code states (exit code)}, and how many videos
 * there are in the end, finished and in all.
 */
@Tag("slow")
class LostAnswersTest {
  private static final String TOKEN = "0b1a5e11-0000-4000-8000-000000000003";
  private static final Set<Right> BLIND = Set.of(Right.UPLOAD, Right.EDIT);
  private static final int AT_ONCE = 16;

  /** With {@code --adopt-existing} an empty parent is listed as a project and as a folder. */
  private static final int AFTER_THE_PARENT = 3;

  private static final String TWINS =
      "url,title\nhttps://example.com/a.mp4,A\nhttps://example.com/b.mp4,A\n";
  private static final String SKIPPED = "skipped=1 (0)";

  @TempDir private Path folder;

  /** The way in. */
  private enum Door {
    LIST,
    FILES,
    URL;

    List<Call> calls() {
      return switch (this) {
        case LIST -> List.of(Call.values());
        case FILES -> List.of(Call.SINGLE, Call.INIT, Call.LINK_POST);
        case URL -> List.of(Call.URL);
      };
    }
  }

  /** The call whose answer gets lost, and the row that makes it. */
  private enum Call {
    URL(Operation.URL, "url,title\nhttps://example.com/a.mp4,A\n"),
    SINGLE(Operation.SINGLE, "file,title\na.mp4,A\n"),
    INIT(Operation.INIT, "file,title,subtitle\na.mp4,A,by link\n"),
    LINK_POST(Operation.LINK_POST, "file,title,subtitle\na.mp4,A,by link\n"),
    PATCH(Operation.VIDEO_PATCH, "url,title\nhttps://example.com/a.mp4,A\n");

    private final Operation operation;
    private final String csv;

    Call(Operation operation, String csv) {
      this.operation = operation;
      this.csv = csv;
    }
  }

  /** How it gets lost. */
  private enum Loss {
    DROPPED,
    CUT,
    HTML_502,
    /** As gateways answer when their connection to the service broke after the request. */
    HTML_503,
    EMPTY_503,
    HTML_504,
    TRUNCATED_JSON,
    /** The process is asked to stop while it waits. */
    NEVER;

    FaultAction action() {
      return switch (this) {
        case DROPPED -> FaultAction.loseAnswer();
        case CUT -> FaultAction.cutAnswer(5);
        case HTML_502 -> FaultAction.html(502).carryingOut();
        case HTML_503 -> FaultAction.html(503).carryingOut();
        case EMPTY_503 -> FaultAction.emptyBody(503).carryingOut();
        case HTML_504 -> FaultAction.html(504).carryingOut();
        case TRUNCATED_JSON -> FaultAction.truncatedJson(200).carryingOut();
        case NEVER -> FaultAction.neverAnswer().carryingOut();
      };
    }
  }

  /** Those that differ in what is known of the call. */
  private static final Set<Loss> TELLING =
      Set.of(Loss.DROPPED, Loss.HTML_503, Loss.TRUNCATED_JSON, Loss.NEVER);

  /** When it is found out what became of the call. */
  private enum When {
    IN_THE_RUN,
    /** The run can't look, or has to stop. */
    BY_THE_NEXT_RUN
  }

  /**
   * A cell of the matrix.
   *
   * @param adopts whether runs have {@code --adopt-existing}
   * @param reads whether the token may read videos
   * @param ids what the service does with the id that a link is asked for with
   */
  private record Cell(
      Door door, boolean adopts, Call call, Loss loss, When when, boolean reads, InitIdRule ids) {
    @Override
    public String toString() {
      return String.format(
          "%-5s %-8s %-9s %-14s %-15s %-9s %-8s",
          door,
          adopts ? "adopting" : "",
          call,
          loss,
          when == When.IN_THE_RUN ? "in the run" : "by the next run",
          reads ? "reads" : "is blind",
          call == Call.INIT ? ids : "");
    }

    /** Which of the calls is lost: the one with an id was refused, and made nothing. */
    int nth() {
      return ids == InitIdRule.REFUSED ? 2 : 1;
    }

    /** Whether a video without its file stays: by its id it is known to be nobody else's. */
    boolean leavesOrphan() {
      return call == Call.INIT && !(reads && ids == InitIdRule.HONORED);
    }

    String expected() {
      boolean stopped = loss == Loss.NEVER;
      boolean later = when == When.BY_THE_NEXT_RUN;
      // The bytes are there and the status says so: what the body says does not matter.
      boolean understood = call == Call.LINK_POST && (loss == Loss.TRUNCATED_JSON);
      if (call == Call.PATCH) {
        return later ? ends("failed=1 (5)", SKIPPED) : ends(SKIPPED);
      }
      if (understood) {
        return ends("uploaded=1 (0)", SKIPPED) + videos(1, 1);
      }
      String saved = call == Call.LINK_POST ? "deferred=1 (143)" : "failed=1 (143)";
      String unknown = stopped ? saved : "failed=1 (3)";
      String asked = "uploaded=1 (0)"; // with --retry-unknown
      boolean adopts = call == Call.URL || call == Call.SINGLE;
      String resolved = adopts ? "adopted=1 (0)" : "uploaded=1 (0)";
      boolean orphan = leavesOrphan();
      String notLooked = stopped || call == Call.LINK_POST ? unknown : "failed=1 (5)";
      if (!reads) {
        return ends(later ? notLooked : unknown, "failed=1 (3)", asked, SKIPPED)
            + videos(orphan ? 1 : 2, 2);
      }
      return (later ? ends(notLooked, resolved, SKIPPED) : ends(resolved, SKIPPED))
          + videos(1, orphan ? 2 : 1);
    }

    private static String ends(String... ends) {
      return String.join(", ", ends);
    }

    private static String videos(int finished, int all) {
      return "; " + finished + " finished of " + all;
    }
  }

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Door door : Door.values()) {
      for (Call call : door.calls()) {
        cells.addAll(cells(door, false, call));
        if (call != Call.PATCH) { // which makes no video
          cells.addAll(cells(door, true, call));
        }
      }
    }
    return cells;
  }

  private static List<Cell> cells(Door door, boolean adopts, Call call) {
    List<Cell> cells = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      for (When when : When.values()) {
        boolean later = when == When.BY_THE_NEXT_RUN;
        // To the run, an answer that broke off is one that never came.
        boolean possible =
            loss == Loss.NEVER ? later && call != Call.PATCH : loss != Loss.CUT || !later;
        // Without the right to read, when it is looked for makes no difference.
        boolean blindly = !later || loss == Loss.DROPPED || loss == Loss.NEVER;
        for (boolean reads : adopts ? new boolean[] {true} : new boolean[] {true, false}) {
          if (!possible || !(reads || blindly)) {
            continue;
          }
          for (InitIdRule ids : InitIdRule.values()) {
            boolean telling = call == Call.INIT && !adopts && TELLING.contains(loss);
            if (telling || ids == InitIdRule.IGNORED) {
              cells.add(new Cell(door, adopts, call, loss, when, reads, ids));
            }
          }
        }
      }
    }
    return cells;
  }

  @Test
  void noLostAnswerMakesASecondVideoByItself() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    Map<Cell, Future<String>> ends = new HashMap<>();
    try {
      List<Cell> slowestFirst =
          cells().stream().sorted(Comparator.comparing(cell -> cell.loss != Loss.NEVER)).toList();
      for (Cell cell : slowestFirst) {
        ends.put(cell, pool.submit(() -> play(cell)));
      }
      StringBuilder matrix = new StringBuilder("The lost-answer matrix\n");
      Map<Cell, String> found = new LinkedHashMap<>();
      Map<Cell, String> expected = new LinkedHashMap<>();
      for (Cell cell : cells()) {
        found.put(cell, Objects.requireNonNull(ends.get(cell)).get());
        expected.put(cell, cell.expected());
        matrix.append(cell).append(' ').append(found.get(cell)).append('\n');
      }
      System.out.println(matrix);
      assertThat(found).isEqualTo(expected);
    } finally {
      pool.shutdownNow();
    }
  }

  private String play(Cell cell) throws IOException {
    Path own = Files.createTempDirectory(folder, "cell");
    Cli.file(own, "a.mp4", 5000);
    try (ImportLab lab =
        ImportLab.in(own, ImportLab.quick().initIds(cell.ids).extraToken(TOKEN, BLIND))) {
      Path csv = lab.csv(cell.call.csv);
      return cell.call == Call.PATCH ? edited(cell, lab, csv) : created(cell, lab, csv);
    }
  }

  private static String created(Cell cell, ImportLab lab, Path csv) {
    List<String> ends = new ArrayList<>();
    lab.sandbox.play(faults(cell));
    Cli.Run first = cell.loss == Loss.NEVER ? stopped(cell, lab, csv) : run(cell, lab, csv);
    ends.add(end(first));
    Cli.Run last = first;
    lab.sandbox.play(FaultScript.of());
    if (!isDone(last)) {
      last = run(cell, lab, csv);
      ends.add(end(last));
    }
    boolean orphan = cell.reads && cell.leavesOrphan();
    assertThat(last.err().contains("is an orphan without its file from an earlier attempt"))
        .as(cell + last.err())
        .isEqualTo(orphan);
    if (!isDone(last)) {
      assertThat(last.exit()).as(cell.toString()).isEqualTo(3);
      if (cell.door != Door.URL) {
        assertThat(last.out()).as(cell.toString()).contains("\"kind\":\"unknown-outcome\"");
      }
      ends.add(end(run(cell, lab, csv, "--retry-unknown")));
    }
    ends.add(end(run(cell, lab, csv, "--retry-unknown")));
    List<EmulatorVideo> videos = lab.sandbox.state().videos();
    long finished =
        videos.stream()
            .filter(video -> video.draft().sourceUrl() != null || video.md5() != null)
            .count();
    return String.join(", ", ends) + "; " + finished + " finished of " + videos.size();
  }

  private static FaultScript faults(Cell cell) {
    FaultRule lost = FaultRule.on(cell.call.operation).nth(cell.nth()).then(cell.loss.action());
    int looksBefore = cell.nth() - 1; // an id that was refused may have been taken
    return cell.when == When.IN_THE_RUN || cell.loss == Loss.NEVER
        ? FaultScript.of(lost)
        : FaultScript.of(
            lost,
            FaultRule.on(Operation.VIDEO_LIST, Operation.VIDEO_GET)
                .from((cell.adopts ? AFTER_THE_PARENT : 1) + looksBefore)
                .then(FaultAction.status(500)));
  }

  /** An edit of a done row's title goes to the same video; a lost PATCH is simply sent again. */
  private static String edited(Cell cell, ImportLab lab, Path csv) throws IOException {
    assertThat(end(run(cell, lab, csv))).isEqualTo("uploaded=1 (0)");
    Files.writeString(csv, cell.call.csv.replace(",A\n", ",Edited\n"));
    FaultRule patches = FaultRule.on(Operation.VIDEO_PATCH);
    boolean once = cell.when == When.IN_THE_RUN;
    lab.sandbox.play(FaultScript.of((once ? patches.nth(1) : patches).then(cell.loss.action())));
    List<String> ends = new ArrayList<>();
    ends.add(end(run(cell, lab, csv, "--update-metadata")));
    if (!once) {
      lab.sandbox.play(FaultScript.of());
      ends.add(end(run(cell, lab, csv, "--update-metadata")));
    }
    assertThat(lab.titles()).containsExactly("Edited");
    assertThat(run(cell, lab, csv).out()).doesNotContain("metadata differs");
    return String.join(", ", ends);
  }

  private static Cli.Run run(Cell cell, ImportLab lab, Path csv, Object... options) {
    return run(cell, as(cell, lab), csv, options);
  }

  private static Cli.Run run(Cell cell, Cli cli, Path csv, Object... options) {
    Path folder = Objects.requireNonNull(csv.getParent());
    List<Object> all = new ArrayList<>();
    switch (cell.door) {
      case LIST -> all.addAll(List.of("import-csv", csv));
      case FILES -> {
        all.addAll(List.of("upload", "file", "--recursive", folder));
        all.addAll(cell.call == Call.SINGLE ? List.of() : List.of("--method", "link"));
      }
      case URL -> all.addAll(List.of("upload", "url", "https://example.com/a.mp4"));
    }
    all.addAll(cell.adopts ? List.of("--adopt-existing") : List.of());
    all.addAll(List.of("-o", "jsonl", "--retries", 1));
    all.addAll(List.of(options));
    Path state = folder.resolve("state");
    return ImportLab.command(cli.with("XDG_STATE_HOME", state.toString()), all.toArray());
  }

  private static Cli as(Cell cell, ImportLab lab) {
    Cli cli = lab.cli();
    return cell.reads ? cli : cli.with("KINESCOPE_API_TOKEN", TOKEN);
  }

  /** The request to stop comes when the call has arrived. */
  private static Cli.Run stopped(Cell cell, ImportLab lab, Path csv) {
    Cli cli = as(cell, lab);
    Cli stopping = new Cli(cli.environment(), cli.in(), new StopSignal());
    Thread stopper =
        new Thread(
            () -> {
              while (lab.sandbox.state().count(cell.call.operation) < cell.nth()) {
                Thread.onSpinWait();
              }
              stopping.stop().request(143);
            });
    stopper.start();
    return run(cell, stopping, csv);
  }

  private static boolean isDone(Cli.Run run) {
    return run.exit() == 0;
  }

  private static String end(Cli.Run run) {
    return (run.out().contains("\"summary\"") ? ImportLab.states(run) : state(run))
        + " ("
        + run.exit()
        + ")";
  }

  /** The state of the only item; one URL that is not done has no result. */
  private static String state(Cli.Run run) {
    List<JsonObject> items = run.objects();
    assertThat(items).hasSizeLessThan(2);
    return (items.isEmpty() ? "failed" : items.get(0).text("state")) + "=1";
  }

  /** Without the right to read nobody can adopt; and nothing is made blindly. */
  @ParameterizedTest
  @EnumSource(Door.class)
  void withoutTheRightToReadNothingIsMadeWhereExistingVideosAreToBeAdopted(Door door)
      throws IOException {
    Call call = door.calls().get(0);
    Cell cell =
        new Cell(door, true, call, Loss.DROPPED, When.IN_THE_RUN, false, InitIdRule.IGNORED);
    Cli.file(folder, "a.mp4", 5000);
    try (ImportLab lab = ImportLab.in(folder, ImportLab.quick().extraToken(TOKEN, BLIND))) {
      Cli.Run run = run(cell, lab, lab.csv(call.csv));
      assertThat(end(run)).isEqualTo("failed=1 (4)");
      assertThat(run.err()).contains("use a token that may read videos");
      assertThat(lab.sandbox.state().videos()).isEmpty();
    }
  }

  /** A page of a proxy is no verdict on a create, whatever its status: it may have been made. */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 413, 421, 451})
  void aProxysPageInPlaceOfTheAnswerIsLookedUp(int status) throws IOException {
    for (Call call : new Call[] {Call.URL, Call.SINGLE}) {
      FaultAction page = FaultAction.html(status).carryingOut();
      Path own = Files.createTempDirectory(folder, "page");
      Cli.file(own, "a.mp4", 5000);
      try (ImportLab lab = ImportLab.in(own, FaultRule.on(call.operation).nth(1).then(page))) {
        Path csv = lab.csv(call.csv);
        assertThat(end(lab.run(csv, "-o", "jsonl"))).as(call.toString()).isEqualTo("adopted=1 (0)");
        assertThat(end(lab.run(csv, "-o", "jsonl"))).isEqualTo(SKIPPED);
        assertThat(lab.sandbox.state().videos()).hasSize(1);
      }
    }
  }

  /** {@code --retry-unknown} is about what a person has looked at, not about what gets lost now. */
  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"URL", "SINGLE"})
  void whatGetsLostNowIsNotSentAgainForRetryUnknown(Call call) throws IOException {
    try (ImportLab lab =
        ImportLab.in(
            folder,
            ImportLab.quick()
                .extraToken(TOKEN, BLIND)
                .faults(
                    FaultScript.of(FaultRule.on(call.operation).then(FaultAction.loseAnswer()))))) {
      Cli.file(folder, "a.mp4", 5000);
      Cli cli = lab.cli().with("KINESCOPE_API_TOKEN", TOKEN);
      Path csv = lab.csv(call.csv);
      Cli.Run run = ImportLab.run(cli, csv, "-o", "jsonl", "--retry-unknown");
      assertThat(end(run)).isEqualTo("failed=1 (3)");
      assertThat(lab.sandbox.state().videos()).hasSize(1);
      assertThat(end(ImportLab.run(cli, csv, "-o", "jsonl", "--retry-unknown")))
          .isEqualTo("failed=1 (3)");
      assertThat(lab.sandbox.state().videos()).hasSize(2);
    }
  }

  /** Whoever gives the token the right to read needs no --retry-unknown. */
  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"URL", "SINGLE", "INIT", "LINK_POST"})
  void theRightToReadResolvesWhatWasLeftUnknown(Call call) throws IOException {
    try (ImportLab lab =
        ImportLab.in(
            folder,
            ImportLab.quick()
                .extraToken(TOKEN, BLIND)
                .faults(
                    FaultScript.of(
                        FaultRule.on(call.operation).nth(1).then(FaultAction.loseAnswer()))))) {
      Cli.file(folder, "a.mp4", 5000);
      Path csv = lab.csv(call.csv);
      Cli blind = lab.cli().with("KINESCOPE_API_TOKEN", TOKEN);
      assertThat(end(ImportLab.run(blind, csv, "-o", "jsonl"))).isEqualTo("failed=1 (3)");
      assertThat(lab.run(csv, "-o", "jsonl").exit()).isZero();
      assertThat(end(lab.run(csv, "-o", "jsonl"))).isEqualTo(SKIPPED);
      assertThat(lab.sandbox.state().videos())
          .filteredOn(video -> video.draft().sourceUrl() != null || video.md5() != null)
          .hasSize(1);
    }
  }

  /** The answer is lost and the list does not show the video yet: it is looked for again. */
  @Test
  void aListThatLagsIsWaitedFor() {
    Duration lag = Duration.ofMillis(1200);
    try (ImportLab lab =
        ImportLab.in(
            folder,
            ImportLab.quick()
                .listLag(lag)
                .faults(
                    FaultScript.of(FaultRule.on(Operation.URL).then(FaultAction.loseAnswer()))))) {
      Cli cli = lab.cli();
      StringWriter out = new StringWriter();
      int exit =
          UploaderCommand.execute(
              new Environment(
                  cli.environment(),
                  cli.in(),
                  false,
                  cli.stop(),
                  lag.multipliedBy(5),
                  Environment::open),
              new PrintWriter(out),
              new PrintWriter(new StringWriter()),
              "import-csv",
              lab.csv(Call.URL.csv).toString(),
              "-o",
              "jsonl");
      assertThat(end(new Cli.Run(exit, out.toString(), ""))).isEqualTo("adopted=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(1);
    }
  }

  /** Each of the two has its own video, since the second waits until the first has its own. */
  @Test
  void twoRowsOfOneTitleThatGetLostAreToldApart() {
    try (ImportLab lab =
        ImportLab.in(folder, FaultRule.on(Operation.URL).then(FaultAction.loseAnswer()))) {
      Path csv = lab.csv(TWINS);
      Cli.Run run = lab.run(csv, "-o", "jsonl");
      assertThat(end(run)).isEqualTo("adopted=2 (0)");
      assertThat(run.objects().subList(0, 2))
          .allSatisfy(
              row ->
                  assertThat(
                          Objects.requireNonNull(
                                  lab.sandbox.state().video(String.valueOf(row.text("video_id"))))
                              .draft()
                              .sourceUrl())
                      .isEqualTo(row.text("source")));
      assertThat(end(lab.run(csv, "-o", "jsonl"))).isEqualTo("skipped=2 (0)");
    }
  }

  /** Which of the two is whose can't be told later, so it is left to a person. */
  @Test
  void twoRowsOfOneTitleThatNobodyCouldLookUpAreNotGuessed() {
    try (ImportLab lab =
        ImportLab.in(
            folder,
            ImportLab.quick()
                .extraToken(TOKEN, BLIND)
                .faults(
                    FaultScript.of(FaultRule.on(Operation.URL).then(FaultAction.loseAnswer()))))) {
      Path csv = lab.csv(TWINS);
      Cli blind = lab.cli().with("KINESCOPE_API_TOKEN", TOKEN);
      assertThat(end(ImportLab.run(blind, csv, "-o", "jsonl"))).isEqualTo("failed=2 (3)");
      lab.sandbox.play(FaultScript.of());
      Cli.Run run = lab.run(csv, "-o", "jsonl");
      assertThat(end(run)).isEqualTo("failed=2 (3)");
      assertThat(run.err()).contains("2 videos match");
      assertThat(lab.sandbox.state().videos()).hasSize(2);
    }
  }
}
