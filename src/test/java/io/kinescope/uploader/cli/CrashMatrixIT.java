package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.InitIdRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An import that dies anywhere and is run again: every row is exactly one video, and the record of
 * it is right. The list of points with what became of the row goes to the test's output.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class CrashMatrixIT {
  private static final int AT_ONCE = 2;
  private static final long FIRST_SEED = 20_261_122;
  private static final int RANDOM_IMPORTS = 4;
  private static final int MAX_KILLS = 5;

  /** A start takes most of the shorter one. */
  private static final int SHORTEST_LIFE = 250;

  private static final int LONGEST_LIFE = 1200;

  @TempDir static Path files;
  @TempDir Path work;

  private static CrashRows rows;
  private static CrashRows folder;
  private static CrashRows largeFolder;
  private static Thread.@Nullable UncaughtExceptionHandler others;

  @BeforeAll
  static void makeTheFiles() throws IOException {
    rows = CrashRows.make(files, 1);
    folder = CrashRows.folder(files.resolve("folder"));
    largeFolder = CrashRows.folder(files.resolve("large")).withLarge(files.resolve("large"));
    // What dies in this process dies without a word.
    others = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          if (!(e instanceof CrashPoint.Death)) {
            e.printStackTrace();
          }
        });
  }

  @AfterAll
  static void restoreTheHandler() {
    Thread.setDefaultUncaughtExceptionHandler(others);
  }

  @Test
  void aRunThatHaltsAroundAnyStepOfTheLedgerIsFinishedByTheNext() throws Exception {
    play("steps of the ledger", CrashScenario.ledgerSteps());
  }

  @Test
  void aRunThatIsKilledAroundAnyExchangeIsFinishedByTheNext() throws Exception {
    play("exchanges", CrashScenario.exchanges());
  }

  @Test
  void aRunThatDiesInTroubleOrAfterTheUploadsIsFinishedByTheNext() throws Exception {
    play("troubles", CrashTroubles.all());
  }

  @Test
  void rowsWithOneTitleThatDieTogetherAreOneVideoEach() throws Exception {
    play("one title", CrashTitles.all(), rows.withOneTitle("Лекция"));
  }

  @Test
  void aListThatDiesWhileItLooksForWhatIsThereIsFinishedByTheNextRun() throws Exception {
    play("list, adopting", CrashDoors.ofList());
  }

  @Test
  void filesThatDieAnywhereAreFinishedByTheNextRun() throws Exception {
    play("files", CrashDoors.ofFiles(), folder);
  }

  @Test
  void filesThatDieTogetherAreFinishedByTheNextRun() throws Exception {
    play("files together", CrashDoors.ofFolder(), largeFolder);
  }

  @Test
  void aUrlThatDiesAnywhereIsFinishedByTheNextRun() throws Exception {
    play("one URL", CrashDoors.ofUrl());
  }

  /**
   * All that dies where a link is asked for; the other cells have their own where ids are ignored.
   */
  @ParameterizedTest
  @EnumSource(names = "IGNORED", mode = EnumSource.Mode.EXCLUDE)
  void whatDiesWhereALinkIsAskedForIsFinishedByTheNextRun(InitIdRule rule) throws Exception {
    List<CrashScenario> listed = new ArrayList<>(CrashScenario.ledgerSteps());
    listed.addAll(CrashScenario.exchanges());
    listed.addAll(CrashTroubles.all());
    play("ids " + rule, links(listed, rule));
    play(
        "ids " + rule + ", one title", links(CrashTitles.all(), rule), rows.withOneTitle("Лекция"));
    play("ids " + rule + ", files", CrashDoors.ofIds(rule), folder);
  }

  private static List<CrashScenario> links(List<CrashScenario> all, InitIdRule rule) {
    return all.stream()
        .filter(CrashScenario::asksForALink)
        // Without ids, chunks make no difference.
        .filter(scenario -> rule == InitIdRule.HONORED || !scenario.name().startsWith("TUS"))
        .map(scenario -> scenario.in(rule))
        .toList();
  }

  /**
   * Four rows at once, twelve of them; each import is killed until one of its runs comes to its
   * end.
   */
  @Test
  void aRunThatIsKilledAtRandomMomentsAgainAndAgainIsFinishedByTheLast() throws Exception {
    CrashRows many = CrashRows.make(Files.createDirectory(work.resolve("files")), 3);
    List<CrashScenario> scenarios = new ArrayList<>();
    for (int i = 1; i <= RANDOM_IMPORTS; i++) {
      long seed = FIRST_SEED + i;
      scenarios.add(
          new CrashScenario(
              "seed " + seed + ": SIGKILL at random moments, 4 rows at once",
              CrashDoor.LIST,
              EnumSet.allOf(CrashRows.Kind.class),
              ImportLab.quick(),
              lab -> killedAtRandom(lab, new Random(seed))));
    }
    play("random moments", scenarios, many);
  }

  private static String killedAtRandom(CrashLab lab, Random random) throws Exception {
    lab.parallel(4);
    List<Integer> lives = new ArrayList<>();
    boolean killed = true;
    while (killed && lives.size() < MAX_KILLS) {
      int life = SHORTEST_LIFE + random.nextInt(LONGEST_LIFE - SHORTEST_LIFE);
      killed = lab.killedAfter(life);
      lives.add(life);
    }
    Cli.Run last = lab.again();
    lab.allDone(last, CrashTroubles.done(), lab.anyJunk());
    return "done; killed after " + lives + " ms";
  }

  private void play(String title, List<CrashScenario> scenarios) throws Exception {
    play(title, scenarios, rows);
  }

  private void play(String title, List<CrashScenario> scenarios, CrashRows imported)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<String>> outcomes = new ArrayList<>();
    try {
      for (int i = 0; i < scenarios.size(); i++) {
        CrashScenario scenario = scenarios.get(i);
        Path folder = Files.createTempDirectory(work, "point-" + i + "-");
        outcomes.add(threads.submit(() -> play(scenario, folder, imported)));
      }
      StringBuilder list = new StringBuilder("Crash matrix, " + title + ":\n");
      int failed = 0;
      for (int i = 0; i < scenarios.size(); i++) {
        String outcome = outcomes.get(i).get();
        failed += outcome.startsWith("FAILED") ? 1 : 0;
        list.append(
            String.format(Locale.ROOT, "%4d %-64s %s%n", i + 1, scenarios.get(i).name(), outcome));
      }
      System.out.println(list);
      assertThat(failed).as(list.toString()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  private static String play(CrashScenario scenario, Path folder, CrashRows imported) {
    try (CrashLab lab =
        new CrashLab(
            folder, scenario.door(), imported.only(scenario.kinds()), scenario.settings())) {
      return scenario.play().on(lab);
    } catch (Exception | AssertionError e) {
      return "FAILED: " + e;
    }
  }
}
