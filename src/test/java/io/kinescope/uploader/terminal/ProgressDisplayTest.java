package io.kinescope.uploader.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.progress.ItemOutcome;
import io.kinescope.uploader.base.progress.Pause;
import io.kinescope.uploader.base.progress.ProgressBoard;
import io.kinescope.uploader.terminal.ProgressSettings.Layout;
import io.kinescope.uploader.terminal.ProgressSettings.ProgressMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressDisplayTest {
  private static final long MIB = 1024 * 1024;

  private final AtomicLong nanos = new AtomicLong();
  private final ProgressBoard board = new ProgressBoard(nanos::get);
  private final StringWriter text = new StringWriter();

  private ProgressDisplay display(ProgressMode mode, Layout layout, int width, int height) {
    ProgressSettings settings =
        new ProgressSettings(mode, layout, false, () -> new Terminals.Size(width, height));
    return new ProgressDisplay(settings, board, new PrintWriter(text));
  }

  private ProgressBoard.FileProgress transfer(String name, long total, long kept, long inFlight) {
    ProgressBoard.FileProgress transfer = board.transfer(name);
    transfer.started(total, 0);
    transfer.sent(kept);
    transfer.acknowledged(kept);
    transfer.sent(inFlight);
    return transfer;
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private List<String> screen() {
    return Screen.of(text.toString());
  }

  @Test
  void oneFileIsOneLineWithWhatIsKeptAndWhatIsOnItsWay() {
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 90, 24);
    transfer("Лекция.mp4", 100 * MIB, 50 * MIB, 25 * MIB);
    pass(Duration.ofSeconds(3));

    display.tick();

    assertThat(screen())
        .containsExactly(
            "Лекция.mp4 [=============-------       ]  75 %  75.0 MiB / 100.0 MiB  25.0 MiB/s  1s"
                + " left");
  }

  @Test
  void aFileThatWasNotBegunHasNoBar() {
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 60, 24);
    board.transfer("a.mp4");

    display.tick();

    assertThat(screen()).containsExactly("a.mp4 starting");
  }

  @Test
  void theDigitsAreOursInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      oneFileIsOneLineWithWhatIsKeptAndWhatIsOnItsWay();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void severalFilesHaveALineEachAndATotal() {
    board.expect(3, 400 * MIB);
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 80, 24);
    ProgressBoard.FileProgress a = transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    ProgressBoard.FileProgress b = transfer("b-long.mp4", 200 * MIB, 50 * MIB, 0);
    display.tick();

    assertThat(screen()).hasSize(3);
    assertThat(screen().get(0)).startsWith("a.mp4      [").contains("50 %");
    assertThat(screen().get(1)).startsWith("b-long.mp4 [").contains("25 %");
    assertThat(screen().get(2)).startsWith("files 0/3 (0 %) [").contains("25 %  100.0 MiB / 400.0");

    a.acknowledged(100 * MIB);
    a.close();
    board.count(ItemOutcome.UPLOADED);
    display.tick();

    assertThat(screen()).hasSize(2);
    assertThat(screen().get(0)).startsWith("b-long.mp4 [");
    assertThat(screen().get(1)).startsWith("files 1/3 (33 %): uploaded 1 [");
    b.close();
  }

  @Test
  void aBulkImportIsOneLineWithCounts() {
    board.expect(500, 0);
    ProgressDisplay display = display(ProgressMode.BAR, Layout.ROWS, 100, 24);
    transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    transfer("b.mp4", 100 * MIB, 50 * MIB, 0);
    board.count(ItemOutcome.UPLOADED);
    board.count(ItemOutcome.UPLOADED);
    board.count(ItemOutcome.FAILED);
    pass(Duration.ofSeconds(3));

    display.tick();

    assertThat(screen())
        .containsExactly(
            "rows 3/500 (0 %): uploaded 2, failed 1, 100.0 MiB, 33.3 MiB/s, 8m17s left");
  }

  @ParameterizedTest
  @CsvSource({"BAR, ROWS", "PLAIN, ROWS", "PLAIN, FILES"})
  void aRunTellsItemsOfAllBytesOfAllAndTheTimeLeftByBytes(ProgressMode mode, Layout layout) {
    board.expect(8, 400 * MIB);
    ProgressDisplay display = display(mode, layout, 120, 24);
    transfer("a.mp4", 100 * MIB, 24 * MIB, 36 * MIB);
    board.count(ItemOutcome.UPLOADED);
    board.count(ItemOutcome.SKIPPED);
    board.expectLess(40 * MIB);
    pass(Duration.ofSeconds(3));

    display.tick();

    assertThat(screen())
        .containsExactly(
            (layout == Layout.ROWS ? "rows" : "files")
                + " 2/8 (25 %): uploaded 1, skipped 1, 60.0 MiB of 360.0 MiB (16 %), 24.0 MiB confirmed,"
                + " 20.0 MiB/s, 15s left");
  }

  @ParameterizedTest
  @CsvSource({
    "BAR, ROWS, 'rows 1/3 (33 %): failed 1, waiting 2m5s for Kinescope to process 2 videos'",
    "PLAIN, FILES, 'files 1/3 (33 %): failed 1, waiting 2m5s for Kinescope to process 2 videos'"
  })
  void aRunThatWaitsSaysForWhatAndSinceWhen(ProgressMode mode, Layout layout, String line) {
    board.expect(3, 0);
    ProgressDisplay display = display(mode, layout, 90, 24);
    board.count(ItemOutcome.FAILED);
    board.waiting(1);
    board.waiting(1);
    pass(Duration.ofSeconds(125));

    display.tick();

    assertThat(screen()).containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource({"BAR", "PLAIN"})
  void oneVideoIsWaitedForOnALineOfItsOwn(ProgressMode mode) {
    ProgressDisplay display = display(mode, Layout.FILES, 90, 24);
    transfer("a.mp4", 100, 100, 0).close();
    board.waiting(1);
    pass(Duration.ofSeconds(7));

    display.tick();

    assertThat(screen()).containsExactly("waiting 7s for Kinescope to process 1 video");
  }

  @Test
  void jsonTellsTheWaitAndTheRepeatsOfAllCalls() {
    board.countRetries(() -> 5);
    board.expect(1, 0);
    ProgressDisplay display = display(ProgressMode.JSON, Layout.ROWS, 80, 24);
    board.waiting(1);
    pass(Duration.ofSeconds(3));
    display.tick();
    board.waiting(-1);
    board.count(ItemOutcome.UPLOADED);
    display.close();

    List<JsonObject> lines =
        text.toString()
            .lines()
            .map(line -> Objects.requireNonNull(Json.parseObject(line), line))
            .toList();
    assertThat(lines.get(0).fields())
        .containsEntry("waiting", 1)
        .containsEntry("waiting_seconds", 3)
        .containsEntry("seconds_left", null)
        .containsEntry("retries", 5);
    assertThat(lines.get(1).fields())
        .containsEntry("waiting", 0)
        .containsEntry("waiting_seconds", null);
  }

  @Test
  void itemsThatAreLeftForLaterAreNotDone() {
    board.expect(3, 0);
    board.count(ItemOutcome.UPLOADED);
    board.count(ItemOutcome.DEFERRED);
    board.count(ItemOutcome.DEFERRED);
    ProgressDisplay display = display(ProgressMode.PLAIN, Layout.ROWS, 80, 24);

    display.tick();

    assertThat(screen()).containsExactly("rows 1/3 (33 %): uploaded 1, deferred 2");
  }

  @Test
  void whatDoesNotFitOnOneLineGoesOnTheNext() {
    board.expect(3_000, 30_000 * MIB);
    board.countRetries(() -> 3);
    board.tellPauses(() -> new Pause(Pause.Reason.RETRY, Duration.ofSeconds(12)));
    transfer("a.mp4", 4_000 * MIB, 1_200 * MIB, 36 * MIB);
    board.count(ItemOutcome.UPLOADED);
    board.count(ItemOutcome.FAILED);
    pass(Duration.ofSeconds(3));
    ProgressDisplay display = display(ProgressMode.BAR, Layout.ROWS, 80, 24);

    display.tick();

    assertThat(screen())
        .containsExactly(
            "rows 2/3000 (0 %): uploaded 1, failed 1",
            "1.2 GiB of 29.3 GiB (4 %), 1.2 GiB confirmed, 412.0 MiB/s, 1m10s left",
            "3 retries, retry in 12s");
  }

  @Test
  void filesAndTheirBarHaveALineEachWhereTheTerminalIsNarrow() {
    board.expect(12, 400 * MIB);
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 80, 24);
    transfer("a.mp4", 100 * MIB, 50 * MIB, 0).close();
    transfer("b.mp4", 100 * MIB, 50 * MIB, 0);
    board.count(ItemOutcome.UPLOADED);
    board.count(ItemOutcome.SKIPPED);
    board.count(ItemOutcome.FAILED);
    pass(Duration.ofSeconds(3));

    display.tick();

    assertThat(screen()).hasSize(3);
    assertThat(screen().get(1)).isEqualTo("files 3/12 (25 %): uploaded 1, skipped 1, failed 1");
    assertThat(screen().get(2)).startsWith("total [==").endsWith("s left");
  }

  @ParameterizedTest
  @CsvSource({
    "RETRY, 12900, 'rows 0/3 (0 %), retry in 12s'",
    "RETRY, 900, rows 0/3 (0 %)",
    "RATE_LIMIT, 41000, 'rows 0/3 (0 %), waiting for the rate limit, next call in 41s'"
  })
  void theLineSaysWhatCallsWaitFor(Pause.Reason reason, long millis, String line) {
    board.expect(3, 0);
    board.tellPauses(() -> new Pause(reason, Duration.ofMillis(millis)));
    ProgressDisplay display = display(ProgressMode.PLAIN, Layout.ROWS, 80, 24);

    display.tick();

    assertThat(screen()).containsExactly(line);
  }

  /** Terminals break the lines that no longer fit: all of their pieces go. */
  @Test
  void aWindowThatIsMadeNarrowerKeepsNoPieceOfTheOldBar() {
    Terminals.Size[] size = {new Terminals.Size(100, 24)};
    ProgressDisplay display =
        new ProgressDisplay(
            new ProgressSettings(ProgressMode.BAR, Layout.FILES, false, () -> size[0]),
            board,
            new PrintWriter(text));
    transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    display.println("above");
    display.tick();
    String wide = screen().get(1);
    size[0] = new Terminals.Size(40, 24);
    text.getBuffer().setLength(0);
    text.write("above\n" + wide.substring(0, 40) + "\n" + wide.substring(40) + "\n");

    display.resized();
    display.tick();

    assertThat(screen()).hasSize(2);
    assertThat(screen().get(0)).isEqualTo("above");
    assertThat(TerminalText.width(screen().get(1))).isLessThan(40);
  }

  @Test
  void aMessageStandsAboveTheBarsAndStays() {
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 60, 24);
    ProgressBoard.FileProgress a = transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    ProgressBoard.FileProgress b = transfer("b.mp4", 100 * MIB, 50 * MIB, 0);
    display.println("before");
    display.tick();
    display.println("warning: first\nsecond \u001b[2J line");
    b.close();
    display.tick();

    assertThat(screen().subList(0, 3))
        .containsExactly("before", "warning: first", "second \uFFFD line");
    assertThat(screen()).hasSize(4);
    assertThat(screen().get(3)).startsWith("a.mp4");

    a.close();
    display.close();
    display.println("after");

    assertThat(screen()).containsExactly("before", "warning: first", "second \uFFFD line", "after");
  }

  @Test
  void whatIsPrintedAsideFindsNoBar() {
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 60, 24);
    transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    display.tick();
    List<String> bar = screen();

    display.aside(
        () -> {
          assertThat(screen()).isEmpty();
          text.write("{\"row\":1}\n");
        });

    assertThat(screen()).containsExactly("{\"row\":1}", bar.get(0));
  }

  /** A terminal echoes Ctrl-C where the cursor is: below the bars. */
  @Test
  void nothingStaysOfABarWhenCtrlCIsPressed() {
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 60, 24);
    transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    display.tick();
    List<String> bar = screen();

    text.write("^C");
    display.println("Stopping");
    assertThat(screen()).containsExactly("Stopping", bar.get(0));
    text.write("^C");
    display.close();

    assertThat(screen()).containsExactly("Stopping");
  }

  @Test
  void aLineThatDidNotChangeIsNotDrawnAgain() {
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 60, 24);
    transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    display.tick();
    String once = text.toString();

    display.tick();

    assertThat(text.toString()).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({"20, 5", "40, 4", "60, 24", "200, 24"})
  void noLineIsWiderThanTheTerminalAndNotMoreAreDrawnThanFit(int width, int height) {
    for (int i = 0; i < 12; i++) {
      transfer("a rather long name of a lecture 动画 " + i, 100 * MIB, i * MIB, 7);
    }
    board.expect(40, 0);
    pass(Duration.ofSeconds(2));
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, width, height);

    display.tick();

    assertThat(screen()).hasSizeLessThan(height);
    assertThat(screen()).allMatch(line -> TerminalText.width(line) < width);
  }

  @Test
  void coloursAreOnlyThereWhenAllowed() {
    transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    Terminals.Size size = new Terminals.Size(80, 24);

    assertThat(ProgressText.bars(board.snapshot(), Layout.FILES, size, true).get(0))
        .contains("\u001b[32m====");
    assertThat(ProgressText.bars(board.snapshot(), Layout.FILES, size, false).get(0))
        .doesNotContain("\u001b");
  }

  @Test
  void aPlainLineHasNoEscapes() {
    ProgressDisplay display = display(ProgressMode.PLAIN, Layout.FILES, 80, 24);
    ProgressBoard.FileProgress transfer = transfer("a.mp4", 100 * MIB, 50 * MIB, 10 * MIB);
    transfer.retrying();
    pass(Duration.ofSeconds(10));

    display.tick();
    display.close();

    String line = "a.mp4: 50.0 MiB of 100.0 MiB (50 %), 6.0 MiB/s, 8s left, 1 retry";
    assertThat(text.toString().lines()).containsExactly(line, line);
  }

  @Test
  void aShortPlainRunSaysNothing() {
    display(ProgressMode.PLAIN, Layout.ROWS, 80, 24).close();

    assertThat(text.toString()).isEmpty();
  }

  @Test
  void jsonIsOneObjectALineAndEndsWithTheLastState() {
    board.expect(2, 0);
    ProgressDisplay display = display(ProgressMode.JSON, Layout.ROWS, 80, 24);
    ProgressBoard.FileProgress transfer = transfer("Лекция\n1.mp4", 100, 50, 10);
    pass(Duration.ofSeconds(1));
    display.tick();
    transfer.acknowledged(100);
    transfer.close();
    board.count(ItemOutcome.UPLOADED);
    display.close();

    List<JsonObject> lines =
        text.toString()
            .lines()
            .map(line -> Objects.requireNonNull(Json.parseObject(line), line))
            .toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).text("type")).isEqualTo("progress");
    assertThat(lines.get(0).number("bytes_acknowledged")).isEqualTo(50);
    assertThat(lines.get(0).number("bytes_per_second")).isEqualTo(60);
    assertThat(lines.get(0).fields()).containsEntry("bytes_total", null);
    JsonObject one = lines.get(0).objects("transfers").get(0);
    assertThat(one.text("name")).isEqualTo("Лекция\n1.mp4");
    assertThat(one.number("seconds_left")).isEqualTo(1);
    assertThat(lines.get(1).number("uploaded")).isEqualTo(1);
    assertThat(lines.get(1).number("items_done")).isEqualTo(1);
    assertThat(lines.get(1).number("items_total")).isEqualTo(2);
    assertThat(lines.get(1).objects("transfers")).isEmpty();
  }

  @Test
  void jsonHasTheSumsOfAll() {
    board.expect(8, 400 * MIB);
    ProgressDisplay display = display(ProgressMode.JSON, Layout.FILES, 80, 24);
    transfer("a.mp4", 100 * MIB, 100 * MIB, 0).close();
    pass(Duration.ofSeconds(4));
    display.tick();

    JsonObject line = Objects.requireNonNull(Json.parseObject(text.toString()));
    assertThat(line.number("bytes_total")).isEqualTo(400 * MIB);
    assertThat(line.number("bytes_acknowledged")).isEqualTo(100 * MIB);
    assertThat(line.number("seconds_left")).isEqualTo(12);
    assertThat(line.number("items_total")).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"BAR", "JSON", "NONE"})
  void theRealThreadStopsWhenClosed(ProgressMode mode) {
    ProgressSettings settings =
        new ProgressSettings(mode, Layout.FILES, true, () -> Terminals.Size.CLASSIC);
    ProgressDisplay display = ProgressDisplay.start(settings, board, new PrintWriter(text));
    display.close();
    String atTheEnd = text.toString();

    display.tick();

    assertThat(text.toString()).isEqualTo(atTheEnd);
    assertThat(screen()).hasSize(mode == ProgressMode.JSON ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, true, xterm, BAR",
    "AUTO, true, dumb, PLAIN",
    "AUTO, false, xterm, PLAIN",
    "BAR, false, xterm, BAR",
    "BAR, true, dumb, PLAIN",
    "JSON, true, xterm, JSON",
    "NONE, true, xterm, NONE",
  })
  void theModeFollowsTheTerminal(String mode, boolean terminal, String term, String resolved) {
    assertThat(ProgressMode.valueOf(mode).resolve(terminal, Map.of("TERM", term)))
        .isEqualTo(ProgressMode.valueOf(resolved));
  }

  @Test
  void aWindowsConsoleThatKnowsNoEscapesGetsPlainLines() {
    assertThat(ProgressMode.AUTO.resolve(true, Map.of())).isEqualTo(ProgressMode.PLAIN);
    assertThat(ProgressMode.AUTO.resolve(true, Map.of("WT_SESSION", "x")))
        .isEqualTo(ProgressMode.BAR);
  }

  @ParameterizedTest
  @CsvSource({"false, '', true", "false, 1, false", "true, '', false"})
  void noColorIsHonoured(boolean option, String variable, boolean color) {
    ProgressSettings settings =
        ProgressSettings.of(
            ProgressMode.BAR, Layout.FILES, true, option, Map.of("NO_COLOR", variable));

    assertThat(settings.color()).isEqualTo(color);
  }

  /** That would keep them in the history of a tmux whose first line the bars begin on. */
  @Test
  void theBarsAreNeverClearedFromTheirFirstLineOnAtOnce() {
    ProgressDisplay display = display(ProgressMode.BAR, Layout.FILES, 60, 24);
    board.expect(2, 200 * MIB);
    ProgressBoard.FileProgress a = transfer("a.mp4", 100 * MIB, 50 * MIB, 0);
    transfer("b.mp4", 100 * MIB, 50 * MIB, 0);
    display.tick();
    display.println("message");
    a.close();
    display.tick();
    display.aside(() -> text.write("row\n"));
    display.close();

    assertThat(text.toString()).doesNotContainPattern("A(?:\\r|\u001b\\[2?K)*\u001b\\[J");
    assertThat(screen()).containsExactly("message", "row");
  }
}
