package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.emulator.Visits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promise at every door, through the real launcher: run it as often as you like, kill it where
 * you like, each file, URL or row becomes one video.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class DoorsIT {
  private static final String NO_EDIT = "0b1a5e11-0000-4000-8000-000000000002";
  private static final int KILLS = 12;
  private static final int MAX_RUNS = 5;

  /** Longer than a run needs from its first call to its second. */
  private static final int MAX_LIFE_MILLIS = 400;

  @TempDir Path temporary;
  private DoorsLab lab;

  @BeforeEach
  void open() throws IOException {
    lab =
        new DoorsLab(
            temporary,
            EmulatorSettings.defaults().extraToken(NO_EDIT, Set.of(Right.READ, Right.UPLOAD)));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  /** Files in one folder; their MD5 by title. */
  private Map<String, String> files(int count, int... sizes) throws Exception {
    Map<String, String> md5 = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String title = "lecture " + (i + 1);
      Path file = lab.file("videos/" + title + ".mp4", sizes[i % sizes.length] + i);
      md5.put(title, DoorsLab.md5(file));
    }
    return md5;
  }

  private String folder() {
    return lab.work.resolve("videos").toString();
  }

  private void assertOneVideoEach(Map<String, String> md5) {
    assertThat(lab.arrived())
        .extracting(EmulatorVideo::title)
        .containsExactlyInAnyOrderElementsOf(md5.keySet());
    assertThat(lab.arrived())
        .allSatisfy(video -> assertThat(video.md5()).isEqualTo(md5.get(video.title())));
  }

  @Test
  void aFolderKilledTwelveTimesIsOneVideoAFile() throws Exception {
    Map<String, String> md5 =
        files(24, 10_000, 60_000, 250_000, 17 << 20, 400_000, 2 << 20, 100_000, 20 << 20);
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < KILLS; i++) {
      long before = lab.service.state().totalRequests();
      Launcher.Running running =
          lab.start("upload", "file", folder(), "--recursive", "--bandwidth", "8M");
      DoorsLab.await(running, () -> lab.service.state().totalRequests() > before);
      assertThat(
              running.process().waitFor(lab.random.nextInt(MAX_LIFE_MILLIS), TimeUnit.MILLISECONDS))
          .isFalse();
      said.append(lab.kill(running).err());
      DoorsLab.aMinutePasses(lab.uploads());
    }
    Launcher.Run run = null;
    for (int i = 0; i < MAX_RUNS && (run == null || run.exit() != 0); i++) {
      run = lab.run("upload", "file", folder(), "--recursive");
      said.append(run.err());
      DoorsLab.aMinutePasses(lab.uploads());
    }
    assertThat(Objects.requireNonNull(run).exit()).as(said.toString()).isZero();

    assertOneVideoEach(md5);
    for (EmulatorVideo video : lab.service.state().videos()) {
      assertThat(video.md5() != null || said.indexOf(video.id()) >= 0)
          .as(() -> video + " is not named in " + said)
          .isTrue();
    }
    long creates = lab.creates();
    Launcher.Run again = lab.succeed("upload", "file", folder(), "--recursive", "-o", "jsonl");
    assertThat(DoorsLab.states(again)).hasSize(24).containsOnly("skipped");
    assertThat(again.err()).contains("24 files: 24 skipped").contains("--again");
    assertThat(lab.creates()).isEqualTo(creates);
  }

  @Test
  void aFileKilledThreeTimesInTheCreateCallIsOneVideo() throws Exception {
    Path file = lab.file("lecture.mp4", 400_000);
    List<FaultAction> troubles =
        List.of(
            FaultAction.neverAnswer(),
            FaultAction.neverAnswer(),
            FaultAction.neverAnswer().carryingOut());
    for (FaultAction trouble : troubles) {
      lab.play(FaultRule.on(Operation.SINGLE).then(trouble));
      long before = lab.service.state().count(Operation.SINGLE);
      int videos = lab.service.state().videos().size();
      boolean made = trouble == troubles.get(2);
      Launcher.Running running = lab.start("upload", "file", file.toString());
      DoorsLab.await(
          running,
          () ->
              lab.service.state().count(Operation.SINGLE) == before + 1
                  && lab.arrived().size() == (made ? videos + 1 : videos));
      lab.kill(running);
      DoorsLab.aMinutePasses(lab.uploads());
    }
    lab.play();

    JsonObject adopted =
        DoorsLab.json(lab.succeed("upload", "file", file.toString(), "-o", "json"));
    Launcher.Run last = lab.succeed("upload", "file", file.toString(), "-o", "id");

    assertThat(lab.service.state().videos()).hasSize(1);
    EmulatorVideo video = lab.service.state().videos().get(0);
    assertThat(video.md5()).isEqualTo(DoorsLab.md5(file));
    assertThat(adopted.fields())
        .containsEntry("state", "adopted")
        .containsEntry("video_id", video.id());
    assertThat(last.out()).isEqualTo(video.id() + "\n");
    assertThat(last.err()).contains("use --again to upload it as a new video");
    assertThat(lab.service.state().count(Operation.SINGLE)).isEqualTo(3);
  }

  @Test
  void aUrlWhoseAnswerWasLostIsOneVideo() {
    lab.play(
        FaultRule.on(Operation.URL).nth(1).then(FaultAction.loseAnswer()),
        FaultRule.on(Operation.VIDEO_LIST).then(FaultAction.status(503)));
    String[] command = {"upload", "url", "https://example.com/lecture.mp4", "-o", "json"};
    Launcher.Run lost =
        lab.run("upload", "url", "https://example.com/lecture.mp4", "--retries", "0");
    assertThat(lost.exit()).as(lost.err()).isEqualTo(5);
    lab.play();

    JsonObject adopted = DoorsLab.json(lab.succeed(command));
    JsonObject skipped = DoorsLab.json(lab.succeed(command));

    assertThat(lab.service.state().videos()).hasSize(1);
    String id = lab.service.state().videos().get(0).id();
    assertThat(adopted.fields()).containsEntry("state", "adopted").containsEntry("video_id", id);
    assertThat(skipped.fields()).containsEntry("state", "skipped").containsEntry("video_id", id);
    assertThat(lab.creates()).isEqualTo(1);
  }

  /** It lets HEAD through and answers PATCH with a page of its own; then somebody opens it. */
  @Test
  void aFirewallBeforeTheBytesMakesNoSecondVideoHoweverOftenItIsTried() throws Exception {
    Path file = lab.file("lecture.mp4", 1 << 20);
    String[] command = {
      "upload", "file", file.toString(), "--method", "tus", "--max-retry-wait", "10ms", "-o", "json"
    };
    lab.play(FaultRule.on(Operation.TUS_PATCH).then(FaultAction.html(403)));
    for (int i = 0; i < 3; i++) {
      Launcher.Run blocked = lab.run(command);
      assertThat(blocked.exit()).as(blocked.err()).isEqualTo(5);
      assertThat(blocked.err()).contains("HTTP 403 with an HTML page", "proxy or gateway");
    }
    lab.play();

    JsonObject uploaded = DoorsLab.json(lab.succeed(command));

    assertThat(lab.service.state().videos()).hasSize(1);
    EmulatorVideo video = lab.service.state().videos().get(0);
    assertThat(video.md5()).isEqualTo(DoorsLab.md5(file));
    assertThat(uploaded.fields()).containsEntry("video_id", video.id());
  }

  @Test
  void aLinkWithoutASizeIsSentWholeByTus() throws Exception {
    Path file = lab.file("lecture.mp4", 1 << 20);
    Launcher.Run link = lab.succeed("upload", "link", "--title", "Guest talk", "-o", "json");
    assertThat(link.err()).contains("without --filesize");

    Launcher.Run sent =
        lab.succeed(
            "upload",
            "send",
            file.toString(),
            String.valueOf(DoorsLab.json(link).text("endpoint")),
            "--method",
            "tus",
            "--chunk-size",
            "300K",
            "-o",
            "json");

    assertThat(DoorsLab.json(sent).number("bytes_sent")).isEqualTo(1 << 20);
    assertThat(lab.service.state().videos().get(0).md5()).isEqualTo(DoorsLab.md5(file));
  }

  @Test
  void aRefusedTokenIsToldOnce() throws Exception {
    files(50, 10_000);
    lab.token("0b1a5e11-0000-4000-8000-00000000dead");

    Launcher.Run run =
        lab.run("upload", "file", folder(), "--recursive", "--parallel", "1", "-o", "jsonl");

    assertThat(run.exit()).as(run.err()).isEqualTo(4);
    assertThat(lab.service.state().totalRequests()).isEqualTo(1);
    List<String> errors = run.err().lines().filter(line -> line.startsWith("error: ")).toList();
    assertThat(errors).singleElement().asString().contains("stopped", "token", "50 items were not");
    assertThat(run.err()).contains("50 files: 50 deferred");
    assertThat(DoorsLab.states(run)).hasSize(50).containsOnly("deferred");
    assertThat(lab.service.state().videos()).isEmpty();
  }

  @Test
  void aHundredRowsByLinkCostAHundredCallsAndAFew() throws Exception {
    StringBuilder csv = new StringBuilder("file,subtitle\n");
    for (int i = 1; i <= 100; i++) {
      lab.file("lecture " + i + ".mp4", 1000);
      csv.append("lecture ").append(i).append(".mp4,part ").append(i).append('\n');
    }
    Files.writeString(lab.work.resolve("videos.csv"), csv);

    JsonObject sum = DoorsLab.json(lab.succeed("import-csv", "videos.csv", "-o", "json"));

    assertThat(sum.fields()).containsEntry("uploaded", 100);
    assertThat(lab.service.state().count(Operation.INIT)).isEqualTo(100);
    assertThat(sum.number("api_calls")).isBetween(101L, 110L);
    List<String> results = Files.readAllLines(lab.work.resolve("videos.csv.results.csv"));
    assertThat(results).hasSize(101);
    for (EmulatorVideo video : lab.service.state().videos()) {
      assertThat(results.subList(1, 101))
          .anyMatch(
              row ->
                  row.contains(
                      "uploaded,"
                          + video.id()
                          + ",https://kinescope.io/"
                          + video.shortId()
                          + ",https://kinescope.io/embed/"));
    }
  }

  @Test
  void aDescriptionThatNoHeaderCarriesIsNeverLostAndNeverASurprise() throws Exception {
    Path csv =
        Files.writeString(
            lab.work.resolve("videos.csv"),
            "url,title,description\nhttps://example.com/1.mp4,Первая,\"Первая строка\nвторая\"\n");
    lab.token(NO_EDIT);

    Launcher.Run dryRefused = lab.run("import-csv", csv.toString(), "--dry-run");
    Launcher.Run refused = lab.run("import-csv", csv.toString(), "-o", "json");

    assertThat(dryRefused.exit()).as(dryRefused.err()).isEqualTo(3);
    assertThat(dryRefused.out()).contains("refuse").contains("description");
    assertThat(refused.exit()).as(refused.err()).isEqualTo(3);
    assertThat(DoorsLab.json(refused).fields()).containsEntry("failed", 1);
    assertThat(refused.err()).contains("description");
    assertThat(lab.creates()).isZero();

    lab.token(lab.service.token());
    Launcher.Run dry = lab.succeed("import-csv", csv.toString(), "--dry-run");
    Launcher.Run run = lab.succeed("import-csv", csv.toString(), "-o", "json");

    assertThat(dry.out()).contains("upload   https://example.com/1.mp4");
    assertThat(DoorsLab.json(run).fields()).containsEntry("uploaded", 1);
    assertThat(lab.service.state().videos())
        .extracting(EmulatorVideo::description)
        .containsExactly("Первая строка\nвторая");
  }

  @ParameterizedTest
  @CsvSource({"LC_ALL, xx_XX.UTF-8", "LANG, xx_XX.UTF-8", "LC_TIME, xx_XX", "LANG, xx_XX.KOI8-R"})
  void aLocaleThatIsNotInstalledLosesNoLetter(String variable, String locale) throws Exception {
    lab.variable(variable, locale);
    Path file = lab.file("videos/Анна.mp4", 10_000);
    Path csv = Files.writeString(lab.work.resolve("list.csv"), "file\nvideos/Анна.mp4\n");

    lab.succeed("upload", "file", file.toString(), "--description", "Ёж");
    lab.succeed("upload", "file", folder(), "--recursive", "--again");
    lab.succeed("import-csv", csv.toString());

    assertThat(lab.arrived()).extracting(EmulatorVideo::title).hasSize(3).containsOnly("Анна");
    assertThat(lab.arrived().get(0).description()).isEqualTo("Ёж");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void bytesThatAreNoTextAreRefusedAndNeverSent() throws Exception {
    lab.file("videos/a.mp4", 10_000);
    String anna = "$(printf '\\300\\355\\355\\340')"; // in windows-1251
    String kinescope = Launcher.packaged(lab.work).script().toString();
    for (String line :
        List.of(
            "upload file videos/a.mp4 --title " + anna,
            "upload url https://example.com/a.mp4 --title " + anna,
            "upload file videos/" + anna + ".mp4")) {
      Launcher.Run run =
          lab.runShell("cp videos/a.mp4 videos/" + anna + ".mp4; " + kinescope + " " + line);
      assertThat(run.exit()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("U+FFFD").contains("LC_ALL");
    }

    Launcher.Run all = lab.run("upload", "file", folder(), "--recursive");

    assertThat(all.exit()).as(all.err()).isEqualTo(3);
    assertThat(all.err()).contains("name that can't be decoded");
    assertThat(lab.arrived()).extracting(EmulatorVideo::title).containsExactly("a");
  }

  @Test
  void aUserWithoutAHomeIsToldOnceAndRemembered() throws Exception {
    Path temporaries = Files.createDirectory(lab.work.resolve("tmp"));
    lab.variable("HOME", null);
    lab.variable("XDG_STATE_HOME", null);
    lab.variable("KINESCOPE_JAVA_OPTS", "-Duser.home=? -Djava.io.tmpdir=" + temporaries);
    Path file = lab.file("videos/a.mp4", 10_000);

    Launcher.Run first = lab.succeed("upload", "file", file.toString(), "-o", "json");
    Launcher.Run second = lab.succeed("upload", "file", file.toString(), "-o", "json");

    assertThat(first.err()).containsOnlyOnce("found no home folder").contains("uploads.db");
    assertThat(first.err().lines()).hasSize(1);
    assertThat(DoorsLab.json(second).fields()).containsEntry("state", "skipped");
    assertThat(lab.work.resolve("?")).doesNotExist();
    assertThat(temporaries.resolve("kinescope/uploads.db")).exists();
    assertThat(lab.succeed("projects").err()).isEmpty();
    assertThat(lab.arrived()).hasSize(1);
  }

  @Test
  void aFolderOfSomebodyElseIsNoPlaceToRememberUploads() throws Exception {
    Path temporaries = Files.createDirectory(lab.work.resolve("tmp"));
    Path open = Files.createDirectory(temporaries.resolve("kinescope"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    lab.variable("HOME", null);
    lab.variable("XDG_STATE_HOME", null);
    lab.variable("KINESCOPE_JAVA_OPTS", "-Duser.home=? -Djava.io.tmpdir=" + temporaries);
    Path file = lab.file("videos/a.mp4", 10_000);

    Launcher.Run run = lab.succeed("upload", "file", file.toString());

    assertThat(run.err()).contains("could not remember this upload").contains("XDG_STATE_HOME");
    assertThat(open).isEmptyDirectory();
  }

  /** Four files are under way when the signal comes. */
  @ParameterizedTest
  @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
  void aSignalLeavesNoFileOutOfTheOutputAndTheSum(String signal, int exit) throws Exception {
    Map<String, String> md5 = files(40, 10_000);
    CountDownLatch four = new CountDownLatch(4);
    CountDownLatch asked = new CountDownLatch(1);
    lab.play(
        FaultRule.on(Operation.SINGLE)
            .first(4)
            .then(
                Visits.before(
                    () -> {
                      four.countDown();
                      DoorsLab.await(asked);
                    },
                    FaultAction.delay(Duration.ZERO))));
    Launcher.Running running =
        lab.startInterruptible("upload", "file", folder(), "--recursive", "-o", "jsonl");
    DoorsLab.await(running, () -> four.getCount() == 0);
    String pid = Long.toString(running.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    DoorsLab.await(running, () -> said(running).contains("topping"));
    asked.countDown();

    Launcher.Run stopped = running.end();

    assertThat(stopped.exit()).as(stopped.err()).isEqualTo(exit);
    List<String> states = DoorsLab.states(stopped);
    assertThat(Collections.frequency(states, "uploaded")).isEqualTo(4);
    assertThat(Collections.frequency(states, "deferred")).isEqualTo(36);
    assertThat(stopped.err()).contains("40 files: 4 uploaded, 36 deferred");
    Launcher.Run next = lab.succeed("upload", "file", folder(), "--recursive", "-o", "jsonl");
    assertThat(Collections.frequency(DoorsLab.states(next), "skipped")).isEqualTo(4);
    assertThat(Collections.frequency(DoorsLab.states(next), "uploaded")).isEqualTo(36);
    assertOneVideoEach(md5);
  }

  private static String said(Launcher.Running running) {
    try {
      return Files.readString(running.err());
    } catch (IOException e) {
      return ""; // half a letter was written so far
    }
  }

  /** A regular file with a size, which gives an error to everybody who reads it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskThatCannotBeReadIsNoNetworkTrouble() throws Exception {
    Path unreadable = Path.of("/sys/class/net/lo/speed");
    Path file = Files.createSymbolicLink(lab.work.resolve("lecture.mp4"), unreadable);
    try (FileChannel pinned = FileChannel.open(unreadable)) { // its times stay as they are
      assertThat(pinned.size()).isPositive();

      Launcher.Run run =
          lab.run("upload", "file", file.toString(), "--method", "link", "--retries", "3");

      assertThat(run.exit()).as(run.err()).isEqualTo(11);
      assertThat(run.err()).contains("lecture.mp4").contains("read");
      // Its ends are read for its id before the video is made.
      assertThat(lab.service.state().totalRequests()).isZero();
    } finally {
      Files.delete(file); // JUnit warns of links that lead out of the temporary folder
    }
  }

  @Test
  void twoProcessesOverOneFolderMakeOneVideoAFile() throws Exception {
    Map<String, String> md5 = files(30, 10_000, 3 << 20, 100_000, 5 << 20, 50_000, 200_000);
    String[] command = {"upload", "file", folder(), "--recursive", "-o", "jsonl"};

    Launcher.Running one = lab.start(command);
    Launcher.Running other = lab.start(command);

    List<Launcher.Run> runs = List.of(one.end(), other.end());
    Map<String, List<String>> states = new HashMap<>();
    for (Launcher.Run run : runs) {
      assertThat(run.exit()).as(run.err()).isZero();
      for (JsonObject row : DoorsLab.rows(run)) {
        states
            .computeIfAbsent(String.valueOf(row.text("title")), title -> new ArrayList<>())
            .add(String.valueOf(row.text("state")));
      }
    }
    assertThat(states).containsOnlyKeys(md5.keySet());
    assertThat(states.values())
        .allSatisfy(two -> assertThat(two).containsExactlyInAnyOrder("uploaded", "skipped"));
    assertThat(lab.service.state().videos()).hasSize(30);
    assertOneVideoEach(md5);
  }

  @Test
  void aMachineThatHasLostItsLedgersAdoptsWhatIsThere() throws Exception {
    Map<String, String> md5 = files(12, 10_000, 400_000, 60_000);
    StringBuilder rows = new StringBuilder("file\n");
    for (int i = 1; i <= 12; i++) {
      rows.append("videos/lecture ").append(i).append(".mp4\n");
    }
    Path csv = Files.writeString(lab.work.resolve("videos.csv"), rows);
    lab.succeed("import-csv", csv.toString());
    lab.succeed("upload", "url", "https://example.com/webinar.mp4");
    long creates = lab.creates();
    for (String left : List.of(".ledger.db", ".results.csv")) {
      Files.delete(lab.work.resolve("videos.csv" + left));
    }
    lab.freshMachine("other");

    Launcher.Run imported = lab.succeed("import-csv", csv.toString(), "--adopt-existing", "-ojson");
    Launcher.Run uploaded =
        lab.succeed("upload", "file", folder(), "--recursive", "--adopt-existing", "-o", "jsonl");
    Launcher.Run url =
        lab.succeed(
            "upload", "url", "https://example.com/webinar.mp4", "--adopt-existing", "-o", "json");

    assertThat(DoorsLab.json(imported).fields())
        .containsEntry("adopted", 12)
        .containsEntry("bytes_sent", 0);
    assertThat(DoorsLab.states(uploaded)).hasSize(12).containsOnly("adopted");
    assertThat(DoorsLab.rows(uploaded))
        .allSatisfy(row -> assertThat(row.number("bytes_sent")).isZero());
    assertThat(DoorsLab.json(url).fields()).containsEntry("state", "adopted");
    assertThat(lab.creates()).isEqualTo(creates);
    assertThat(lab.service.state().videos()).hasSize(13);
    assertThat(lab.service.state().videos().stream().filter(video -> video.md5() != null))
        .allSatisfy(video -> assertThat(video.md5()).isEqualTo(md5.get(video.title())));
    Launcher.Run next = lab.succeed("upload", "file", folder(), "--recursive", "-o", "jsonl");
    assertThat(DoorsLab.states(next)).containsOnly("skipped");
  }
}
