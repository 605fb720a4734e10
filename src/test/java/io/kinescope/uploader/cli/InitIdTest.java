package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.InitIdRule;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.emulator.Visits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links are asked for with an id of ours; what the service does with it is learnt. */
@Timeout(120)
class InitIdTest {
  private static final String TOKEN = "0b1a5e11-0000-4000-8000-000000000007";
  private static final Set<Right> BLIND = Set.of(Right.UPLOAD);
  private static final int SIZE = 300_000; // by link
  private static final Operation[] BYTES = {
    Operation.LINK_POST, Operation.TUS_PATCH, Operation.SINGLE
  };

  @TempDir private Path folder;

  private static EmulatorSettings rule(InitIdRule rule) {
    return ImportLab.quick().initIds(rule).extraToken(TOKEN, BLIND);
  }

  private ImportLab lab(InitIdRule rule) {
    return ImportLab.in(folder, rule(rule));
  }

  /** A machine that has the list and the files, and remembers nothing. */
  private Path machine(String name, int files) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    StringBuilder csv = new StringBuilder("file,title\n");
    for (int i = 1; i <= files; i++) {
      Cli.file(own, i + ".mp4", SIZE + i);
      csv.append(i).append(".mp4,Title ").append(i).append('\n');
    }
    return Cli.text(own, "videos.csv", csv.toString());
  }

  private static FaultRule lost(Operation operation) {
    return FaultRule.on(operation).nth(1).then(FaultAction.loseAnswer());
  }

  private static FaultAction refusal(int status, int code, String message) {
    return FaultAction.answer(
        status,
        Map.of("Content-Type", "application/json"),
        "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}");
  }

  private static void play(ImportLab lab, FaultRule... rules) {
    lab.sandbox.play(FaultScript.of(rules));
  }

  private static String states(Cli.Run run) {
    return ImportLab.states(run) + " (" + run.exit() + ")";
  }

  private static Cli.Run json(ImportLab lab, Path csv, Object... options) {
    List<Object> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-o", "jsonl"));
    return lab.run(csv, all.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "HONORED, adopted=12 (0), 12, 24",
    "IGNORED, uploaded=12 (0), 24, 24",
    "REFUSED, uploaded=12 (0), 24, 26" // once a ledger again without it
  })
  void aFreshMachineWithTheListThatIsDoneElsewhere(
      InitIdRule rule, String states, int videos, long inits) throws IOException {
    try (ImportLab lab = lab(rule)) {
      assertThat(states(json(lab, machine("first", 12)))).isEqualTo("uploaded=12 (0)");
      long bytes = lab.sandbox.state().count(BYTES);
      Path fresh = machine("second", 12);
      Cli.Run run = json(lab, fresh);
      assertThat(states(run)).isEqualTo(states);
      assertThat(lab.sandbox.state().videos()).hasSize(videos).allMatch(v -> v.md5() != null);
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(inits);
      if (rule == InitIdRule.HONORED) {
        assertThat(lab.sandbox.state().count(BYTES)).isEqualTo(bytes);
        assertThat(ImportLab.number(ImportLab.sums(run), "bytes_sent")).isZero();
        for (JsonObject row : run.objects().subList(0, 12)) {
          EmulatorVideo video =
              Objects.requireNonNull(lab.sandbox.state().video(row.text("video_id") + ""));
          assertThat(row.text("title")).isEqualTo(video.title());
          assertThat(row.text("play_link")).endsWith(video.shortId());
        }
      }
      assertThat(states(json(lab, fresh))).isEqualTo("skipped=12 (0)");
    }
  }

  @Test
  void theIdIsAUuidOfWhatTheItemIsAndTheSameAtEveryDoor() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      assertThat(states(json(lab, machine("first", 1)))).isEqualTo("uploaded=1 (0)");
      UUID id = UUID.fromString(lab.sandbox.state().videos().get(0).id());
      assertThat(id.version()).isEqualTo(5);
      assertThat(id.variant()).isEqualTo(2);
      // With another parent's folder, title, name, size or content it is another.
      Path own = folder.resolve("second");
      assertThat(states(json(lab, machine("second", 1)))).isEqualTo("adopted=1 (0)");
      for (String row :
          List.of("1.mp4,Other,,", "./in/1.mp4,Title 1,,", "1.mp4,Title 1,,key", "2.mp4,Two,,")) {
        Files.createDirectories(own.resolve("in"));
        Cli.file(own, "in/1.mp4", SIZE + 1);
        Cli.file(own, "2.mp4", SIZE + 1);
        Path list = Cli.text(own, "other.csv", "file,title,parent_id,id\n" + row + "\n");
        Files.deleteIfExists(own.resolve("other.csv.ledger.db"));
        assertThat(states(json(lab, list, "--new-ledger"))).as(row).isEqualTo("uploaded=1 (0)");
      }
      try (RandomAccessFile file = new RandomAccessFile(own.resolve("1.mp4").toFile(), "rw")) {
        file.seek(SIZE - 60_000);
        file.write(7);
      }
      Files.delete(own.resolve("videos.csv.ledger.db"));
      assertThat(states(json(lab, own.resolve("videos.csv"), "--new-ledger")))
          .isEqualTo("uploaded=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(6);
    }
  }

  @Test
  void whatWasLearntStaysInTheLedger() throws IOException {
    try (ImportLab lab = lab(InitIdRule.REFUSED)) {
      Path csv = machine("first", 2);
      assertThat(states(json(lab, csv, "--limit", 1))).isEqualTo("uploaded=1 deferred=1 (0)");
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(2);
      assertThat(states(json(lab, csv))).isEqualTo("uploaded=1 skipped=1 (0)");
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(3);
    }
  }

  /** A 400 that may mean another field is believed to mean ours only when it helps. */
  @Test
  void anInvalidUuidMayBeOurs() throws IOException {
    FaultAction invalid = refusal(400, 400301, "invalid uuid format");
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path csv = machine("first", 2);
      play(lab, FaultRule.on(Operation.INIT).then(invalid));
      assertThat(states(json(lab, csv, "--parallel", 1))).isEqualTo("deferred=2 (2)"); // the parent
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(2);
      play(lab, FaultRule.on(Operation.INIT).nth(1).then(invalid));
      assertThat(states(json(lab, csv))).isEqualTo("uploaded=2 (0)");
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(5);
      assertThat(ids(lab)).allMatch(id -> UUID.fromString(id).version() == 4); // refused: no ids
    }
  }

  /** The second time in one run: the next one does as this one did with the first. */
  @Test
  void aCallThatIsLostAgainAndAgainIsNoOtherUpload() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path csv = machine("first", 1);
      play(lab, FaultRule.on(Operation.INIT).nth(1, 2).then(FaultAction.loseAnswer()));
      Cli.Run run = json(lab, csv);
      assertThat(states(run)).isEqualTo("failed=1 (5)");
      assertThat(run.err()).doesNotContain("another upload");
      assertThat(states(json(lab, csv))).isEqualTo("uploaded=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(1).allMatch(v -> v.md5() != null);
    }
  }

  /** Not only for the first item: that one may be refused for itself. */
  @ParameterizedTest
  @CsvSource({"400, 400400, unexpected value", "402, 402402, validation error"})
  void aRefusalThatDoesNotNameTheFieldEndsNothing(int status, int code, String message)
      throws IOException {
    FaultAction refused = refusal(status, code, message);
    try (ImportLab lab = lab(InitIdRule.REFUSED)) {
      Path csv = machine("first", 3);
      play(lab, FaultRule.on(Operation.INIT).nth(1, 2, 3).then(refused));
      assertThat(states(json(lab, csv, "--parallel", 1))).isEqualTo("uploaded=2 failed=1 (3)");
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(5);
    }
  }

  /** Else a fresh machine would make a second video. */
  @ParameterizedTest
  @CsvSource({"400400, unexpected value", "402402, init_id must be unique"})
  void anIdThatIsTakenMayBeRefusedInAnyWords(int code, String message) throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      assertThat(states(json(lab, machine("first", 1)))).isEqualTo("uploaded=1 (0)");
      play(lab, FaultRule.on(Operation.INIT).then(refusal(400, code, message)));
      assertThat(states(json(lab, machine("second", 1)))).isEqualTo("adopted=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(1);
    }
  }

  private static List<String> ids(ImportLab lab) {
    return lab.sandbox.state().videos().stream().map(EmulatorVideo::id).toList();
  }

  /** No title look-up, no orphan; the id that was deleted may stay taken. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLostInitIsSettledByItsId(boolean idsStay) throws IOException {
    EmulatorSettings settings = rule(InitIdRule.HONORED);
    try (ImportLab lab = ImportLab.in(folder, idsStay ? settings.keepDeletedIds() : settings)) {
      Path csv = machine("first", 2);
      play(lab, lost(Operation.INIT));
      Cli.Run run = json(lab, csv, "--parallel", 1);
      assertThat(states(run)).isEqualTo("uploaded=2 (0)");
      assertThat(run.err()).doesNotContain("orphan");
      assertThat(lab.sandbox.state().videos()).hasSize(2).allMatch(v -> v.md5() != null);
      assertThat(lab.sandbox.state().count(Operation.VIDEO_LIST)).isZero();
      assertThat(lab.sandbox.state().count(Operation.VIDEO_DELETE)).isEqualTo(1);
      assertThat(states(json(lab, csv))).isEqualTo("skipped=2 (0)");
      // Under whichever id it was made in the end, a fresh machine finds it.
      assertThat(states(json(lab, machine("second", 2)))).isEqualTo("adopted=2 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(2);
    }
  }

  /** Without the right to read a call that made nothing is settled by its repeat. */
  @Test
  void aLostInitThatMadeNothingNeedsNoRightToRead() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Cli blind = lab.cli().with("KINESCOPE_API_TOKEN", TOKEN);
      play(lab, FaultRule.on(Operation.INIT).nth(2).then(FaultAction.dropAfterReading()));
      Cli.Run run = ImportLab.run(blind, machine("first", 2), "-o", "jsonl", "--parallel", 1);
      assertThat(states(run)).isEqualTo("uploaded=2 (0)");
    }
  }

  /** The video that was given up stays unfinished; the one that took its place is found. */
  @Test
  void whatWasBegunAnewIsFoundByAFreshMachine() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path first = machine("first", 1);
      play(lab, FaultRule.on(Operation.LINK_POST).then(FaultAction.status(503)));
      assertThat(json(lab, first, "--retries", 0).exit()).isEqualTo(5);
      play(lab);
      Path file = first.resolveSibling("1.mp4");
      Files.setLastModifiedTime(file, FileTime.fromMillis(0)); // it may be another: begun anew
      Cli.Run run = json(lab, first);
      assertThat(states(run)).isEqualTo("uploaded=1 (0)");
      int videos = lab.sandbox.state().videos().size();
      assertThat(states(json(lab, machine("second", 1), "--take-over"))).isEqualTo("adopted=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(videos);
    }
  }

  /** Where ids are known to be honored, a call that was not carried out is repeated at once. */
  @Test
  void aLostInitThatMadeNothingIsSentAgainWithItsId() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path csv = machine("first", 2);
      play(lab, FaultRule.on(Operation.INIT).nth(2).then(FaultAction.dropAfterReading()));
      assertThat(states(json(lab, csv, "--parallel", 1))).isEqualTo("uploaded=2 (0)");
      assertThat(lab.sandbox.state().count(Operation.VIDEO_LIST)).isZero();
      assertThat(states(json(lab, machine("second", 2)))).isEqualTo("adopted=2 (0)");
    }
  }

  /** A token that may not delete leaves an orphan that is named, as where ids are ignored. */
  @Test
  void withoutTheRightToDeleteTheOrphanIsNamed() throws IOException {
    EmulatorSettings settings =
        ImportLab.quick()
            .initIds(InitIdRule.HONORED)
            .extraToken(TOKEN, Set.of(Right.UPLOAD, Right.READ));
    try (ImportLab lab = ImportLab.in(folder, settings)) {
      Path csv = machine("first", 1);
      play(lab, lost(Operation.INIT));
      Cli.Run run = ImportLab.run(lab.cli().with("KINESCOPE_API_TOKEN", TOKEN), csv, "-o", "jsonl");
      assertThat(states(run)).isEqualTo("uploaded=1 (0)");
      assertThat(run.err()).contains("is an orphan without its file from an earlier attempt");
      assertThat(lab.sandbox.state().videos()).hasSize(2);
    }
  }

  /** The service says "already exists" and the token can't look: nobody knows what it is. */
  @Test
  void withoutTheRightToReadAPersonDecides() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      assertThat(states(json(lab, machine("first", 1)))).isEqualTo("uploaded=1 (0)");
      Path csv = machine("second", 1);
      Cli blind = lab.cli().with("KINESCOPE_API_TOKEN", TOKEN);
      Cli.Run run = ImportLab.run(blind, csv, "-o", "jsonl");
      assertThat(states(run)).isEqualTo("failed=1 (3)");
      assertThat(run.out()).contains("unknown-outcome", "already exists");
      assertThat(states(ImportLab.run(blind, csv, "-o", "jsonl"))).isEqualTo("failed=1 (3)");
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(2);
      assertThat(states(ImportLab.run(blind, csv, "-o", "jsonl", "--retry-unknown")))
          .isEqualTo("uploaded=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(2);
    }
  }

  /** Another machine has begun, and may be sending at this moment. */
  @Test
  void anUnfinishedUploadOfAnotherMachineIsNotTouched() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path first = machine("first", 12);
      play(lab, FaultRule.on(Operation.LINK_POST).then(FaultAction.status(503)));
      assertThat(json(lab, first, "--retries", 0, "--parallel", 1).exit()).isEqualTo(5);
      int begun = lab.sandbox.state().videos().size();
      play(lab);
      Path second = machine("second", 12);
      Cli.Run run = json(lab, second, "--parallel", 1);
      assertThat(states(run)).isEqualTo("uploaded=2 failed=10 (5)"); // ten in a row are no outage
      EmulatorVideo video = lab.sandbox.state().videos().get(0);
      assertThat(run.err())
          .contains(
              "another upload of this item was begun at " + video.createdAt(),
              "--take-over",
              "videos.csv, line 2");
      assertThat(lab.sandbox.state().count(Operation.VIDEO_DELETE)).isZero();
      // The other goes on with its links, and then they are done here, too.
      assertThat(states(json(lab, first))).isEqualTo("uploaded=10 adopted=2 (0)");
      assertThat(states(json(lab, second))).isEqualTo("adopted=10 skipped=2 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(begun + 2).allMatch(v -> v.md5() != null);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takeOverDeletesTheUnfinishedVideoAndSendsTheFile(boolean idsStay) throws IOException {
    EmulatorSettings settings = rule(InitIdRule.HONORED);
    try (ImportLab lab = ImportLab.in(folder, idsStay ? settings.keepDeletedIds() : settings)) {
      Path first = machine("first", 1);
      play(lab, FaultRule.on(Operation.LINK_POST).then(FaultAction.status(503)));
      assertThat(json(lab, first, "--retries", 0).exit()).isEqualTo(5);
      play(lab);
      String begun = ids(lab).get(0);
      Path second = machine("second", 1);
      assertThat(states(json(lab, second))).isEqualTo("failed=1 (5)");
      Cli.Run run = json(lab, second, "--take-over");
      assertThat(states(run)).isEqualTo("uploaded=1 (0)");
      assertThat(run.err()).contains("video " + begun + " (status pending) was deleted");
      assertThat(lab.sandbox.state().videos()).hasSize(1).allMatch(v -> v.md5() != null);
      if (!idsStay) { // the first finds its link gone, and the video done
        assertThat(ids(lab)).containsExactly(begun);
        assertThat(json(lab, first).exit()).isZero();
        assertThat(lab.sandbox.state().videos()).hasSize(1);
      }
    }
  }

  @Test
  void takeOverNeverDeletesWhatIsDoneOrDiffersOrWithoutTheRight() throws IOException {
    EmulatorSettings settings =
        ImportLab.quick()
            .initIds(InitIdRule.HONORED)
            .extraToken(TOKEN, Set.of(Right.UPLOAD, Right.READ));
    try (ImportLab lab = ImportLab.in(folder, settings)) {
      Path first = machine("first", 2);
      play(lab, FaultRule.on(Operation.LINK_POST).from(2).then(FaultAction.status(503)));
      assertThat(json(lab, first, "--retries", 0, "--parallel", 1).exit()).isEqualTo(5);
      play(lab);
      Cli cli = lab.cli().with("KINESCOPE_API_TOKEN", TOKEN);
      Cli.Run run = ImportLab.run(cli, machine("second", 2), "-o", "jsonl", "--take-over");
      assertThat(states(run)).isEqualTo("adopted=1 failed=1 (4)");
      assertThat(lab.sandbox.state().videos()).hasSize(2);
    }
  }

  /** Somebody has renamed it in the dashboard: it is theirs to say what it is. */
  @Test
  void aVideoWithAnotherTitleIsNeverTouched() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path first = machine("first", 1);
      assertThat(json(lab, first).exit()).isZero();
      Files.writeString(first, "file,title\n1.mp4,Renamed\n");
      assertThat(json(lab, first, "--update-metadata").exit()).isZero();
      Path second = machine("second", 1);
      Cli.Run run = json(lab, second, "--take-over");
      assertThat(states(run)).isEqualTo("failed=1 (3)");
      assertThat(run.err()).contains("its title is now 'Renamed'", "--retry-unknown");
      assertThat(lab.titles()).containsExactly("Renamed");
      assertThat(states(json(lab, second, "--retry-unknown"))).isEqualTo("uploaded=1 (0)");
      assertThat(lab.titles()).containsExactly("Renamed", "Title 1");
    }
  }

  /** The id of a video that was deleted stays taken: a person has deleted it, and decides. */
  @Test
  void aDeletedVideoIsNotMadeAgainByItself() throws IOException {
    EmulatorSettings settings = rule(InitIdRule.HONORED).keepDeletedIds();
    try (ImportLab lab = ImportLab.in(folder, settings)) {
      Path first = machine("first", 1);
      play(lab, FaultRule.on(Operation.LINK_POST).then(FaultAction.status(503)));
      assertThat(json(lab, first, "--retries", 0).exit()).isEqualTo(5);
      play(lab);
      Path second = machine("second", 1);
      play(lab, FaultRule.on(Operation.VIDEO_GET).then(refusal(404, 404404, "no such entity")));
      Cli.Run run = json(lab, second);
      assertThat(states(run)).isEqualTo("failed=1 (3)");
      assertThat(run.err()).contains("it was deleted, or this token can't see it");
      assertThat(states(json(lab, second, "--retry-unknown"))).isEqualTo("uploaded=1 (0)");
    }
  }

  /** Never believed but from the id itself. */
  @Test
  void aServiceThatIgnoredIdsAndThenSaysAlreadyExistsIsNotBelieved() throws IOException {
    try (ImportLab lab = lab(InitIdRule.IGNORED)) {
      Path csv = machine("first", 2);
      play(lab, FaultRule.on(Operation.INIT).nth(1).then(refusal(400, 400201, "already exists")));
      Cli.Run run = json(lab, csv, "--parallel", 1);
      assertThat(states(run)).isEqualTo("uploaded=1 failed=1 (3)");
      assertThat(run.err()).contains("already exists", "it can't be found");
      // From then on no id is sent, and what exists already is a refusal as any other.
      play(lab, FaultRule.on(Operation.INIT).nth(1).then(refusal(400, 400201, "already exists")));
      run = json(lab, csv, "--retry-unknown");
      assertThat(states(run)).isEqualTo("skipped=1 failed=1 (3)");
      assertThat(run.out()).contains("\"kind\":\"refused\"");
    }
  }

  /** Its hosts may differ: nothing is believed from then on. */
  @Test
  void aServiceThatHonorsSomeIdsIsFoundOut() throws IOException {
    EmulatorSettings settings = rule(InitIdRule.HONORED);
    Runnable stops = () -> settings.initIds(InitIdRule.IGNORED);
    try (ImportLab lab = ImportLab.in(folder, settings)) {
      Path csv = machine("first", 3);
      play(
          lab,
          FaultRule.on(Operation.INIT)
              .nth(2)
              .then(Visits.after(FaultAction.dropAfterReading(), stops)),
          FaultRule.on(Operation.INIT).nth(4).then(FaultAction.loseAnswer()));
      Cli.Run run = json(lab, csv, "--parallel", 1);
      assertThat(states(run)).isEqualTo("uploaded=3 (0)");
      assertThat(run.err())
          .contains("line 3: Kinescope no longer makes videos", "is an orphan without its file");
    }
  }

  /** Two folders have files of one name and size: {@code upload file} knows them apart. */
  @ParameterizedTest
  @EnumSource(InitIdRule.class)
  void equalFilesInTwoFoldersAreTwoVideos(InitIdRule rule) throws IOException {
    for (String name : List.of("a", "b")) {
      Path own = Files.createDirectory(folder.resolve(name));
      Cli.file(own, "x.mp4", SIZE);
    }
    try (ImportLab lab = lab(rule)) {
      Path csv = Cli.text(folder, "both.csv", "file,title\na/x.mp4,X\nb/x.mp4,X\n");
      assertThat(states(json(lab, csv))).isEqualTo("uploaded=2 (0)");
      Cli cli = lab.cli().with("XDG_STATE_HOME", folder.resolve("state").toString());
      Object[] words = {
        "upload",
        "file",
        "--method",
        "link",
        "-o",
        "jsonl",
        folder.resolve("a/x.mp4"),
        folder.resolve("b/x.mp4")
      };
      assertThat(ImportLab.command(cli, words).out()).contains("\"state\":\"uploaded\"");
      assertThat(lab.sandbox.state().videos()).hasSize(4);
      assertThat(ImportLab.command(cli, words).out()).doesNotContain("\"state\":\"uploaded\"");
      // Anew is another video, whatever the ids.
      List<Object> again = new ArrayList<>(Arrays.asList(words));
      again.add("--again");
      assertThat(ImportLab.command(cli, again.toArray()).exit()).isZero();
      assertThat(lab.sandbox.state().videos()).hasSize(6).allMatch(v -> v.md5() != null);
    }
  }

  /** The middle of the file changed: neither size nor the digest of its ends tell. */
  @Test
  void aChangedFileIsAnotherVideo() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path own = Files.createDirectory(folder.resolve("own"));
      Path file = Cli.file(own, "x.mp4", SIZE);
      Cli cli = lab.cli().with("XDG_STATE_HOME", folder.resolve("state").toString());
      Object[] words = {"upload", "file", "--method", "link", "-o", "jsonl", file};
      assertThat(ImportLab.command(cli, words).exit()).isZero();
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek(SIZE / 2);
        bytes.write(99);
      }
      Cli.Run run = ImportLab.command(cli, words);
      assertThat(run.objects().get(0).text("state")).isEqualTo("uploaded");
      assertThat(lab.sandbox.state().videos()).hasSize(2).allMatch(v -> v.md5() != null);
    }
  }

  /** Whatever dies while the empty video is deleted, the next run makes one. */
  @ParameterizedTest
  @ValueSource(strings = {"before", "after"})
  void aRunThatIsStoppedWhileItSettlesIsFinishedByTheNext(String when) throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path csv = machine("first", 1);
      FaultAction fails =
          when.equals("before") ? FaultAction.status(500) : FaultAction.status(500).carryingOut();
      play(lab, lost(Operation.INIT), FaultRule.on(Operation.VIDEO_DELETE).then(fails));
      assertThat(states(json(lab, csv, "--retries", 0))).isEqualTo("failed=1 (5)");
      play(lab);
      assertThat(states(json(lab, csv))).isEqualTo("uploaded=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(1).allMatch(v -> v.md5() != null);
    }
  }

  /** The id stays taken, and nobody knows who deleted the video: it is told which it may be. */
  @Test
  void anIdThatStaysTakenAfterARunThatDiedGivesWayToTheNext() throws IOException {
    EmulatorSettings settings = rule(InitIdRule.HONORED).keepDeletedIds();
    try (ImportLab lab = ImportLab.in(folder, settings)) {
      Path csv = machine("first", 1);
      play(
          lab,
          lost(Operation.INIT),
          FaultRule.on(Operation.VIDEO_DELETE).then(FaultAction.status(500).carryingOut()));
      assertThat(states(json(lab, csv, "--retries", 0))).isEqualTo("failed=1 (5)");
      play(lab);
      Cli.Run run = json(lab, csv);
      assertThat(states(run)).isEqualTo("uploaded=1 (0)");
      assertThat(run.err()).contains("is in Kinescope, it has no file");
      assertThat(states(json(lab, machine("second", 1)))).isEqualTo("adopted=1 (0)");
      assertThat(lab.sandbox.state().videos()).hasSize(1).allMatch(v -> v.md5() != null);
    }
  }

  /** Two machines at the same moment: the second loses its answer and finds the first's video. */
  @Test
  void aVideoThatAnotherMachineIsSendingIsNotDeletedForALostAnswer() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path first = machine("first", 1);
      Path second = machine("second", 1);
      String[] end = {""};
      Runnable other =
          () -> {
            play(lab, lost(Operation.INIT));
            end[0] = states(json(lab, second));
            play(lab);
          };
      play(
          lab,
          FaultRule.on(Operation.LINK_POST)
              .nth(1)
              .then(Visits.before(other, FaultAction.status(503))));
      Cli.Run run = json(lab, first);
      // It can't be told whose the empty video is; but there is one in the end, and no second.
      assertThat(run.exit()).as(run.err()).isIn(0, 5);
      assertThat(json(lab, first).exit()).isZero();
      assertThat(json(lab, second).exit()).isZero();
      assertThat(lab.sandbox.state().videos()).hasSize(1).allMatch(v -> v.md5() != null);
    }
  }

  /** What the file is, is read only for a call that has an id. */
  @Test
  void aDryRunAsksNothing() throws IOException {
    try (ImportLab lab = lab(InitIdRule.HONORED)) {
      Path csv = machine("first", 2);
      assertThat(lab.run(csv, "--dry-run").exit()).isZero();
      assertThat(lab.sandbox.state().count(Operation.INIT, Operation.VIDEO_GET)).isZero();
    }
  }
}
