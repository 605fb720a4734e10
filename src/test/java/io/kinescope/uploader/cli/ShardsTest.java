package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.job.ShardLedgers;
import io.kinescope.uploader.ledger.KeyForm;
import io.kinescope.uploader.ledger.Ledger;
import io.kinescope.uploader.ledger.LedgerLock;
import io.kinescope.uploader.ledger.Ledgers;
import io.kinescope.uploader.source.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One list, several processes: {@code --shard}, and {@code ledger merge}. */
@Tag("slow")
class ShardsTest {
  private static final int ROWS = 30; // so that each shard has some: keys hold a random parent
  private static final int USAGE = 2;
  private static final int HELD = 8;
  private static final int LOCAL_IO = 11;

  @TempDir Path folder;

  private ImportLab lab;

  @BeforeEach
  void open() {
    lab = ImportLab.in(folder);
  }

  private ImportLab start(FaultRule... faults) {
    lab.sandbox.play(FaultScript.of(faults));
    return lab;
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Cli.Run shard(Path csv, int number, int count, Object... options) {
    List<Object> all = new ArrayList<>(List.of("--shard", number + "/" + count, "-o", "json"));
    all.addAll(List.of(options));
    return lab.run(csv, all.toArray());
  }

  /** Runs all shards, one after the other, each to a good end. */
  private void shards(Path csv, int count) {
    for (int number = 1; number <= count; number++) {
      Cli.Run run = shard(csv, number, count);
      assertThat(run.exit()).as(run.err()).isZero();
    }
  }

  private Path ledger(int number, int count) {
    return lab.path("videos.csv.shard-" + number + "-of-" + count + ".ledger.db");
  }

  private List<Path> ledgers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> ledger(number, count)).toList();
  }

  private Path whole() {
    return lab.path("videos.csv.ledger.db");
  }

  private Cli.Run merge(Path into, List<Path> shards) {
    List<Object> words = new ArrayList<>(List.of("ledger", "merge", into));
    words.addAll(shards);
    words.addAll(List.of("-o", "json"));
    return Cli.bare().run(words.toArray());
  }

  private Cli.Run merge(int count) {
    return merge(whole(), ledgers(count));
  }

  private static void assertRefused(Cli.Run run, int code, String... said) {
    assertThat(run.exit()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(said).hasLineCount(1);
  }

  private static void assertGood(Cli.Run run) {
    assertThat(run.exit()).as(run.err()).isZero();
  }

  /** The number of the first title that falls to the shard, from 1. */
  private int first(Shard shard) {
    String parent = lab.sandbox.defaultParentId();
    return IntStream.rangeClosed(1, 1000)
        .filter(n -> shard.owns("url:https://example.com/" + n + ".mp4|" + parent))
        .findFirst()
        .orElseThrow();
  }

  private String url(int number) {
    return "https://example.com/" + number + ".mp4";
  }

  @Test
  void theShardsOfAListUploadEachRowOnceAndTheirLedgersMakeOne() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));

    shards(csv, 4);

    assertThat(lab.titles())
        .containsExactlyInAnyOrderElementsOf(ImportLab.numbered("Title ", 1, ROWS));
    TreeSet<String> results = new TreeSet<>();
    for (int number = 1; number <= 4; number++) {
      Path file = lab.path("videos.csv.shard-" + number + "-of-4.results.csv");
      Files.readAllLines(file).stream().skip(1).map(l -> l.split(",", 2)[0]).forEach(results::add);
    }
    assertThat(results).hasSize(ROWS);
    assertThat(Files.exists(lab.path("videos.csv.results.csv"))).isFalse();
    assertThat(Files.exists(whole())).isFalse();
    shards(csv, 4); // done: skipped

    Cli.Run merged = merge(4);
    assertGood(merged);
    assertThat(merged.json().number("rows")).isEqualTo(ROWS);
    assertThat(merge(4).json().number("recorded")).isZero(); // again: nothing new
    Cli.Run exported = Cli.bare().run("ledger", "export", whole(), "-o", "id");
    assertThat(exported.lines()).hasSize(ROWS);
    assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=" + ROWS);
    shards(csv, 3); // with another number: what was merged is known
    assertThat(lab.titles()).hasSize(ROWS);
  }

  @Test
  void anotherNumberOfShardsIsRefusedUntilTheyAreMerged() {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 2);

    for (int number = 1; number <= 3; number++) {
      assertRefused(
          shard(csv, number, 3),
          USAGE,
          "-of-2.ledger.db knows more of ",
          "use --shard I/2 as before",
          "kinescope ledger merge " + whole() + " ");
      assertThat(shard(csv, number, 3, "--dry-run").exit()).isEqualTo(USAGE);
    }
    assertRefused(lab.run(csv), USAGE, "knows more of ", "ledger merge");
    assertRefused(lab.run(csv, "--adopt-existing"), USAGE, "knows more of ");
    assertThat(lab.titles()).hasSize(ROWS);

    assertGood(merge(2));
    shards(csv, 3);
    assertThat(lab.titles()).hasSize(ROWS);
  }

  /** After a merge both go on: with shards, without, and with shards again. */
  @Test
  void theLaterLedgerWinsWhicheverItIs() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 2);
    assertGood(merge(2));

    Files.writeString(csv, ImportLab.rows(ROWS + 4)); // the list grows
    assertThat(ImportLab.states(lab.run(csv, "-o", "json")))
        .isEqualTo("uploaded=4 skipped=" + ROWS);
    shards(csv, 2); // the shards' ledgers are older than the whole one
    assertThat(lab.titles()).hasSize(ROWS + 4);

    Files.writeString(csv, ImportLab.rows(ROWS + 8));
    shards(csv, 2);
    assertRefused(lab.run(csv), USAGE, "knows more of ");
    assertGood(merge(2));
    assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("skipped=" + (ROWS + 8));
    assertThat(lab.titles()).hasSize(ROWS + 8);
  }

  @Test
  void aListThatWasBegunWithoutShardsIsGoneOnWith() {
    Path csv = start().csv(ImportLab.rows(ROWS));
    assertGood(lab.run(csv, "--limit", 5));

    Cli.Run planned = shard(csv, 1, 2, "--dry-run");
    long known = ImportLab.number(planned.json(), "would_skip");
    planned = shard(csv, 2, 2, "--dry-run");
    assertThat(known + ImportLab.number(planned.json(), "would_skip")).isEqualTo(5);
    shards(csv, 2);
    assertThat(lab.titles())
        .containsExactlyInAnyOrderElementsOf(ImportLab.numbered("Title ", 1, ROWS));
  }

  /** The other shard's row may have made the video: nobody can tell by its title. */
  @Test
  void aLostCreateIsNotSettledByATitleThatAnotherShardHas() {
    start(FaultRule.on(Operation.URL).nth(1).then(FaultAction.loseAnswer()));
    int one = first(new Shard(1, 2));
    int two = first(new Shard(2, 2));
    Path csv = lab.csv("url,title\n" + url(one) + ",Same\n" + url(two) + ",Same\n");

    Cli.Run run = shard(csv, 1, 2);
    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("an item of another shard has the same title and parent: video");
    assertGood(shard(csv, 2, 2));
    assertThat(lab.titles()).containsExactly("Same", "Same"); // one lost, one of shard 2

    // The next run of shard 1 can't tell either; a person can.
    assertThat(shard(csv, 1, 2).exit()).isEqualTo(3);
    assertThat(lab.titles()).hasSize(2);
  }

  @Test
  void aLostCreateIsSettledByATitleThatOnlyTheShardHas() {
    start(FaultRule.on(Operation.URL).nth(1).then(FaultAction.loseAnswer()));
    int one = first(new Shard(1, 2));
    int two = first(new Shard(2, 2));
    Path csv = lab.csv("url,title\n" + url(one) + ",One\n" + url(two) + ",Two\n");

    assertThat(ImportLab.states(shard(csv, 1, 2))).isEqualTo("adopted=1");
  }

  /** The same file twice, with one title: their videos' ids must not be the same. */
  @Test
  void rowsOfTheSameFileInTwoShardsBecomeTwoVideos() {
    start();
    Path file = Cli.file(folder, "a.mp4", 300_000); // by link
    StringBuilder csv = new StringBuilder("file,title,id\n");
    for (Shard shard : List.of(new Shard(1, 2), new Shard(2, 2))) {
      int n = IntStream.range(0, 1000).filter(i -> shard.owns("id:" + i)).findFirst().orElseThrow();
      csv.append(file.getFileName()).append(",Same,").append(n).append('\n');
    }
    shards(lab.csv(csv.toString()), 2);

    assertThat(lab.titles()).containsExactly("Same", "Same");
  }

  @Test
  void existingVideosOfATitleThatAnotherShardHasAreLeftForAPerson() {
    start();
    int one = first(new Shard(1, 2));
    int two = first(new Shard(2, 2));
    Path elsewhere = Cli.text(folder, "other.csv", "url,title\n" + url(one) + ",Same\n");
    assertGood(lab.run(elsewhere));
    Path csv = lab.csv("url,title\n" + url(one) + ",Same\n" + url(two) + ",Same\n");

    for (int number = 1; number <= 2; number++) {
      Cli.Run run = shard(csv, number, 2, "--adopt-existing");
      assertThat(run.exit()).as(run.err()).isEqualTo(3);
      assertThat(run.err()).contains("the program can't tell which one it belongs to");
    }
    assertThat(lab.titles()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0/4     | there is no shard 0 of 4",
        "5/4     | there is no shard 5 of 4",
        "1/0     | there is no shard 1 of 0",
        "1/1001  | N is at most 1000",
        "one/two | --shard 'one/two' can't be read; write I/N",
        "/4      | --shard '/4' can't be read; write I/N",
        "3       | --shard '3' can't be read",
        "auto    | --shard auto finds no shard: none of JOB_COMPLETION_INDEX",
        "auto/x  | --shard 'auto/x' can't be read"
      })
  void wrongShardsAreUsage(String shard, String said) {
    Path csv = start().csv(ImportLab.rows(2));

    assertRefused(lab.run(csv, "--shard", shard), USAGE, said);
    Cli.Run run = ImportLab.run(lab.cli().with("KINESCOPE_SHARD", shard), csv);
    assertRefused(run, USAGE, said);
    assertThat(run.err().contains("the value comes from KINESCOPE_SHARD"))
        .isEqualTo(!run.err().contains("finds no shard"));
    assertRefused(lab.cli().run("upload", "file", csv, "--shard", shard), USAGE, said);
    assertThat(lab.titles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "auto/4, JOB_COMPLETION_INDEX=1,                                                        2/4",
    "auto/4, AWS_BATCH_JOB_ARRAY_INDEX=3,                                                   4/4",
    "auto,   AWS_BATCH_JOB_ARRAY_INDEX=0 AWS_BATCH_JOB_ARRAY_SIZE=3,                        1/3",
    "auto,   CI_NODE_INDEX=2 CI_NODE_TOTAL=3,                                               2/3",
    "auto/3, CI_NODE_INDEX=2 CI_NODE_TOTAL=3,                                               2/3",
    "auto,   SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1,         1/4",
    "auto,   SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0,         4/4",
    "auto,   SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10"
        + " SLURM_ARRAY_TASK_MAX=14 SLURM_ARRAY_TASK_STEP=2,                                3/3"
  })
  void theShardIsFoundInTheEnvironment(String option, String variables, String shard) {
    Path csv = start().csv(ImportLab.rows(ROWS));
    Cli.Run run = ImportLab.run(with(variables), csv, "--shard", option);

    assertGood(run);
    Path ledger = lab.path("videos.csv" + ledgerOf(Shard.parse(shard)));
    try (Ledger own = Ledgers.inspect(ledger, null, KeyForm.KEPT)) {
      assertThat(ShardLedgers.of(own)).isEqualTo(Shard.parse(shard));
    }
  }

  private static String ledgerOf(Shard shard) {
    return ".shard-" + shard.number() + "-of-" + shard.count() + ".ledger.db";
  }

  private Cli with(String variables) {
    Cli cli = lab.cli();
    for (String variable : variables.split(" ", -1)) {
      String[] parts = variable.split("=", 2);
      cli = cli.with(parts[0], parts[1]);
    }
    return cli;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto   | JOB_COMPLETION_INDEX=1                    | name their number, as in --shard auto/4",
        "auto/2 | JOB_COMPLETION_INDEX=2                    | makes this shard 3 of 2",
        "auto   | JOB_COMPLETION_INDEX=x                    | which is no number",
        "auto   | CI_NODE_TOTAL=1                           | finds no shard",
        "auto/4 | CI_NODE_INDEX=2 CI_NODE_TOTAL=3           | it has 3 tasks",
        "auto   | CI_NODE_INDEX=0 CI_NODE_TOTAL=3           | makes this shard 0 of 3; name the shard",
        "auto   | CI_NODE_INDEX=1                           | does not know how many shards there are",
        "auto   | SLURM_ARRAY_TASK_COUNT=3                  | finds no shard",
        "auto   | SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=3 |"
            + " SLURM_ARRAY_TASK_ID is 0, and the array begins with 1",
        "auto/4 | SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=3 |"
            + " it has 1 task; use --shard auto/1; to repeat one task alone, name it: --shard I/4",
        "auto   | SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1"
            + " SLURM_ARRAY_TASK_MAX=7                       | have gaps",
        "auto/2 | CI_NODE_INDEX=1 JOB_COMPLETION_INDEX=0    | finds several"
      })
  void anEnvironmentThatDoesNotTellIsUsage(String option, String variables, String said) {
    Path csv = start().csv(ImportLab.rows(2));

    assertRefused(ImportLab.run(with(variables), csv, "--shard", option), USAGE, said);
  }

  /** 3,600 calls an hour are one a second: ten in a minute are in time, and of four shards not. */
  @Test
  void eachShardHasItsPartOfTheRate() {
    start();
    String end = String.valueOf(Instant.now().plusSeconds(60).getEpochSecond());
    StringBuilder csv = new StringBuilder("url,title\n");
    for (int i = 0, own = 0; own < 10; i++) {
      String url = "https://example.com/" + i + ".mp4";
      if (new Shard(1, 40).owns("url:" + url + "|" + lab.sandbox.defaultParentId())) {
        own++;
        csv.append(url)
            .append("?AWSAccessKeyId=AK&Signature=x&Expires=" + end + ",T")
            .append(i)
            .append('\n');
      }
    }
    Path list = lab.csv(csv.toString());
    Cli cli = lab.cli().with("KINESCOPE_RATE", "3600/h");

    assertThat(ImportLab.run(cli, list, "--dry-run").err()).doesNotContain("before they are sent");
    assertThat(ImportLab.run(cli, list, "--dry-run", "--shard", "1/40").err())
        .contains("links expire before they are sent");
  }

  @Test
  void aMergeProvesThatTheShardsAreAllAndApart() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 3);
    List<Path> all = ledgers(3);
    Path copy = Files.copy(all.get(0), lab.path("copy.db"));

    assertRefused(merge(whole(), all.subList(0, 2)), USAGE, "1 of 3 shards are missing: 3/3");
    assertRefused(
        merge(whole(), List.of(all.get(0), copy, all.get(1), all.get(2))),
        USAGE,
        "are both of shard 1/3");
    Path again = lab.path(".").resolve(String.valueOf(all.get(0).getFileName()));
    assertRefused(merge(whole(), List.of(all.get(0), again)), USAGE, "is named twice");
    assertRefused(merge(again, all), USAGE, "as a shard's");
    assertRefused(
        merge(lab.path("none/w.db"), all), LOCAL_IO, "make the folder, or give another place\n");
    assertRefused(merge(csv, all), USAGE, "is not a ledger");
    assertThat(Files.exists(LedgerLock.file(csv))).isFalse();
    Path lock = Files.createFile(lab.path("uploads.db.keys.lock")); // as a glob finds it
    assertRefused(merge(whole(), List.of(all.get(0), lock)), USAGE, lock + " is no shard's ledger");
    assertThat(Files.exists(LedgerLock.file(lock))).isFalse();
    try (LedgerLock run =
        LedgerLock.take(all.get(2), Duration.ZERO, Clock.systemUTC(), lab.cli().stop().sleeper())) {
      assertThat(run).isNotNull();
      assertRefused(
          merge(3), HELD, "another run holds the ledger " + all.get(2), "; wait for it to end\n");
    }
    assertRefused(merge(all.get(2), all.subList(0, 2)), USAGE, "shards are missing");
    assertThat(merge(whole(), List.of(lab.path("none.db"))).exit()).isEqualTo(7);
    assertThat(Files.exists(whole())).isFalse();

    Path other = Files.createDirectories(folder.resolve("other"));
    Path list = Cli.text(other, "videos.csv", ImportLab.rows(ROWS + 1));
    shards(list, 3);
    Path grown = other.resolve("videos.csv.shard-3-of-3.ledger.db");
    assertRefused(
        merge(whole(), List.of(all.get(0), all.get(1), grown)),
        USAGE,
        "are not as of the same list",
        "--limit 0 sends nothing");
    Path third = Files.createDirectories(folder.resolve("third"));
    shards(Cli.text(third, "videos.csv", ImportLab.rows(ROWS)), 2);
    assertRefused(
        merge(whole(), List.of(all.get(0), third.resolve("videos.csv.shard-2-of-2.ledger.db"))),
        USAGE,
        "of shard 2/2");

    try (Ledger spoilt =
        Environment.open(all.get(1), lab.sandbox.apiUrl() + "/", "test", Clock.systemUTC())) {
      Shard second = new Shard(2, 3);
      String mine = keys().stream().filter(second::owns).findFirst().orElseThrow();
      String foreign = keys().stream().filter(key -> !second.owns(key)).findFirst().orElseThrow();
      spoilt.rename(Map.of(mine, foreign));
    }
    Cli.Run run = merge(3);
    assertRefused(run, USAGE, "does not belong to shard 2/3");
    assertThat(Files.exists(whole())).isFalse();
  }

  /** Two machines had the same ledger, and each has sent the row: which is right can't be told. */
  @Test
  void aRowThatWentOnInTwoLedgersIsRefused() throws IOException {
    start(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(422)));
    Path csv = lab.csv(ImportLab.rows(1));
    assertThat(shard(csv, 1, 1).exit()).isEqualTo(3);
    assertGood(merge(1));
    Path away = Files.createDirectories(folder.resolve("away"));
    Path there = Files.copy(whole(), away.resolve("videos.csv.ledger.db"));
    assertGood(lab.run(Files.copy(csv, away.resolve("videos.csv")), "--retry-failed"));
    assertGood(shard(csv, 1, 1, "--retry-failed"));
    Files.copy(there, whole(), StandardCopyOption.REPLACE_EXISTING);

    String said = "went on in both " + whole() + " and " + ledger(1, 1);
    assertRefused(merge(1), USAGE, said, "kinescope ledger explain");
    assertRefused(shard(csv, 1, 1), USAGE, "went on in both " + ledger(1, 1) + " and " + whole());
    assertThat(lab.titles()).hasSize(2);
  }

  /** A title that was another shard's row's: only its ledger knows whose the video is. */
  @Test
  void aVideoThatRowsOfTwoShardsHaveIsFoundByTheMerge() throws IOException {
    start();
    int one = first(new Shard(1, 2));
    int two = first(new Shard(2, 2));
    Path csv = lab.csv("url,title\n" + url(one) + ",Other\n" + url(two) + ",Same\n");
    assertGood(shard(csv, 2, 2));
    lab.csv("url,title\n" + url(one) + ",Same\n" + url(two) + ",New\n");
    assertThat(ImportLab.states(shard(csv, 1, 2, "--adopt-existing"))).isEqualTo("adopted=1");
    assertGood(shard(csv, 2, 2));

    String video = lab.sandbox.state().videos().get(0).id();
    assertRefused(
        merge(2),
        USAGE,
        "video " + video + " is that of row 'url:" + url(one),
        "and that of row 'url:" + url(two),
        "kinescope ledger rebuild");
    assertThat(Files.exists(whole())).isFalse();
  }

  @Test
  void aMergeThatIsStoppedWritesNothing() {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 2);
    StopSignal stop = new StopSignal();
    stop.request(ExitCode.SIGINT.code());
    Cli cli = Cli.bare();
    Cli.Run run =
        new Cli(cli.environment(), cli.in(), stop)
            .run("ledger", "merge", whole(), ledger(1, 2), ledger(2, 2));

    assertRefused(run, ExitCode.SIGINT.code(), "stopped");
    assertThat(Files.exists(whole())).isFalse();
    assertGood(merge(2));
  }

  /** A new file for a video that a run without shards has made: the video is that one's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReplacedVideoIsThatOfTheItemThatMadeIt(boolean madeByShard) {
    start();
    Path uploads = folder.resolve("kinescope/uploads.db");
    List<Path> parts =
        Stream.of("1", "2")
            .map(n -> folder.resolve("kinescope/uploads.shard-" + n + "-of-2.db"))
            .toList();
    Cli cli = lab.cli().with("XDG_STATE_HOME", folder.toString());
    Path first = Cli.file(folder, "first.mp4", 100);
    Path second = Cli.file(folder, "second.mp4", 200);
    for (Object[] made :
        madeByShard ? ofBoth("upload", "file", first) : one("upload", "file", first)) {
      assertGood(ImportLab.command(cli, made));
    }
    String video = lab.sandbox.state().videos().get(0).id();
    for (Object[] replaced : ofBoth("upload", "file", second, "--replace", video)) {
      assertGood(ImportLab.command(cli, replaced));
    }

    Cli.Run merged = merge(uploads, parts);
    assertGood(merged);
    assertThat(merged.json().number("rows")).isEqualTo(2);
    assertThat(lab.titles()).containsExactly("first");
    try (Ledger all = Ledgers.inspect(uploads, null, KeyForm.KEPT)) {
      assertThat(all.ownerOf(video).orElseThrow()).contains("first.mp4").doesNotContain("replace=");
    }
  }

  private static List<Object[]> one(Object... words) {
    return List.<Object[]>of(words);
  }

  /** The same command of both of two shards. */
  private static List<Object[]> ofBoth(Object... words) {
    return Stream.of("1/2", "2/2")
        .map(shard -> Stream.concat(Stream.of(words), Stream.of("--shard", shard)).toArray())
        .toList();
  }

  private List<String> keys() {
    return IntStream.rangeClosed(1, ROWS)
        .mapToObj(n -> "url:https://example.com/" + n + ".mp4|" + lab.sandbox.defaultParentId())
        .toList();
  }

  @Test
  void aShardLedgerServesItsShardAlone() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 2);

    assertRefused(
        lab.run(csv, "--ledger", ledger(1, 2)), USAGE, "is that of shard 1/2", "ledger merge");
    assertRefused(
        shard(csv, 2, 2, "--ledger", ledger(1, 2)), USAGE, "belongs to shard 1/2, and this is");
    assertGood(shard(csv, 1, 2, "--ledger", ledger(1, 2)));
    Files.move(ledger(1, 2), ledger(2, 2), StandardCopyOption.REPLACE_EXISTING);
    assertRefused(shard(csv, 2, 2), USAGE, "is that of shard 1/2, and this is shard 2/2");
    assertThat(lab.titles()).hasSize(ROWS);
    assertThat(Cli.bare().run("ledger", "show", ledger(2, 2)).out())
        .contains("shard            1/2");
  }

  /** A run without shards has the list alone, and shards share it. */
  @Test
  void runsWithAndWithoutShardsKeepEachOtherOut() {
    Path csv = start().csv(ImportLab.rows(2));
    Clock clock = Clock.systemUTC();
    try (LedgerLock alone =
        LedgerLock.take(whole(), Duration.ZERO, clock, lab.cli().stop().sleeper())) {
      assertThat(alone).isNotNull();
      assertThat(shard(csv, 1, 2).exit()).isEqualTo(HELD);
    }
    try (LedgerLock shared =
        LedgerLock.share(whole(), Duration.ZERO, clock, lab.cli().stop().sleeper())) {
      assertThat(shared).isNotNull();
      assertThat(lab.run(csv).exit()).isEqualTo(HELD);
    }
    assertThat(lab.titles()).isEmpty();
  }

  @Test
  void theFailedFileOfAShardIsImportedIntoItsLedger() {
    start(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(422)));
    Path csv = lab.csv(ImportLab.rows(ROWS));
    assertThat(shard(csv, 1, 2, "--parallel", 1).exit()).isEqualTo(3);
    Path failed = lab.path("videos.csv.shard-1-of-2.failed.csv");

    Cli.Run run = lab.run(failed, "-o", "json");
    assertThat(ImportLab.states(run)).as(run.err()).isEqualTo("uploaded=1");
    assertThat(ImportLab.sums(run).text("ledger")).isEqualTo(ledger(1, 2).toString());
    shards(csv, 2);
    assertThat(lab.titles())
        .containsExactlyInAnyOrderElementsOf(ImportLab.numbered("Title ", 1, ROWS));
    assertRefused(shard(failed, 2, 2), USAGE, "is of shard 1/2, and --shard is 2/2");
  }

  @Test
  void theFailedFileOfAWholeListIsNotDivided() throws IOException {
    start(FaultRule.on(Operation.URL).nth(1).then(FaultAction.status(422)));
    Path csv = lab.csv(ImportLab.rows(3));
    assertThat(lab.run(csv, "--parallel", 1).exit()).isEqualTo(3);

    assertRefused(
        shard(lab.path("videos.csv.failed.csv"), 1, 2),
        USAGE,
        "--shard is for lists",
        "leave it out");
  }

  @Test
  void withStrictAnInvalidRowKeepsAllShardsFromSending() {
    Path csv = start().csv(ImportLab.rows(ROWS) + "no address,Title\n");

    for (int number = 1; number <= 2; number++) {
      assertThat(shard(csv, number, 2, "--strict").exit()).isEqualTo(7);
    }
    assertThat(lab.titles()).isEmpty();
    long invalid = 0;
    for (int number = 1; number <= 2; number++) {
      invalid += ImportLab.number(ImportLab.sums(shard(csv, number, 2)), "invalid");
    }
    assertThat(invalid).isEqualTo(1); // one shard reports it
    assertThat(lab.titles()).hasSize(ROWS);
  }

  /** A row would fall to a shard that does not know it. */
  @Test
  void rowsWhoseKeysAreMadeOfSomethingElseAreRefused() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 2);
    StringBuilder named = new StringBuilder("url,title,id\n");
    for (int i = 1; i <= ROWS; i++) {
      named.append(url(i)).append(",Title ").append(i).append(",row").append(i).append('\n');
    }

    Files.writeString(csv, named);
    for (int number = 1; number <= 2; number++) {
      assertRefused(
          shard(csv, number, 2), USAGE, "rows were known by their source, ", "and now by their id");
    }
    Files.writeString(csv, named + "https://example.com/new.mp4,New,\n");
    assertRefused(shard(csv, 1, 2), USAGE, "some rows have an id and some have none");

    Files.writeString(csv, ImportLab.rows(ROWS)); // the way on that is named
    assertGood(merge(2));
    for (Path ledger : ledgers(2)) {
      Files.delete(ledger);
    }
    Files.writeString(csv, named);
    assertRefused(shard(csv, 1, 2), USAGE, "is known as 'url:https://", "not as 'id:row");
    assertThat(ImportLab.states(lab.run(csv, "--limit", 0, "-o", "json")))
        .isEqualTo("skipped=" + ROWS);
    shards(csv, 2);
    assertThat(lab.titles()).hasSize(ROWS);
  }

  /** A service's own signature, which nobody knows: rows of all shards have other keys. */
  @Test
  void linksThatAreSignedAnewInAnUnknownWayAreRefused() throws IOException {
    Path csv = start().csv(signed("monday"));
    shards(csv, 2);

    Files.writeString(csv, signed("tuesday"));
    for (int number = 1; number <= 2; number++) {
      assertRefused(
          shard(csv, number, 2),
          USAGE,
          "differs from the row that made",
          "it would fall to a shard that does not know it",
          "--ignore-query mytoken");
    }
    assertThat(lab.titles()).hasSize(ROWS);
  }

  private static String signed(String night) {
    return ImportLab.rows(ROWS).replace(".mp4", ".mp4?mytoken=" + night);
  }

  @ParameterizedTest
  @ValueSource(strings = {"state/l.db", "state/l"})
  void filesThatAreNamedCarryTheShard(String ledger) throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    Files.createDirectories(folder.resolve("state"));
    Object[] places = {
      "--ledger",
      folder.resolve(ledger),
      "--results",
      folder.resolve("state/out.csv"),
      "--failed",
      folder.resolve("state/bad.csv")
    };

    assertGood(shard(csv, 1, 2, places));
    assertGood(shard(csv, 2, 2, places));

    try (Stream<Path> files = Files.list(folder.resolve("state"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> !n.contains(".lock")))
          .containsExactlyInAnyOrder(
              "l.shard-1-of-2" + (ledger.endsWith(".db") ? ".db" : ""),
              "l.shard-2-of-2" + (ledger.endsWith(".db") ? ".db" : ""),
              "out.shard-1-of-2.csv",
              "out.shard-2-of-2.csv");
    }
    assertThat(lab.titles()).hasSize(ROWS);
  }

  /** What the results call done is the shard's own part. */
  @Test
  void aLostShardLedgerIsNoticedAndRebuilt() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 2);
    Files.delete(ledger(1, 2));

    Cli.Run lost = shard(csv, 1, 2);
    assertRefused(lost, USAGE, "of which the ledger " + ledger(1, 2) + " knows nothing");
    Files.deleteIfExists(ledger(1, 2));
    assertGood(
        lab.cli()
            .run(
                "ledger",
                "rebuild",
                ledger(1, 2),
                "--from",
                lab.path("videos.csv.shard-1-of-2.results.csv")));
    assertGood(shard(csv, 1, 2));
    assertGood(merge(2));
    assertThat(lab.titles()).hasSize(ROWS);
  }

  /** All that is left of a run with another number of shards are its results. */
  @Test
  void resultsOfAnotherNumberOfShardsWhoseLedgersAreGoneAreNoticed() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    shards(csv, 2);
    for (Path ledger : ledgers(2)) {
      Files.delete(ledger);
    }

    String said = "videos.csv.shard-1-of-2.results.csv says that ";
    String way = "kinescope ledger rebuild " + whole() + " --from ";
    for (int number = 1; number <= 3; number++) {
      assertRefused(shard(csv, number, 3), USAGE, "-of-2.results.csv says that ", way);
    }
    assertRefused(lab.run(csv), USAGE, said, way);
    assertThat(lab.titles()).hasSize(ROWS);

    for (int number = 1; number <= 2; number++) { // the way on that is named
      Path results = lab.path("videos.csv.shard-" + number + "-of-2.results.csv");
      assertGood(lab.cli().run("ledger", "rebuild", whole(), "--from", results));
    }
    shards(csv, 3);
    assertGood(lab.run(csv, "--ledger", merged(3)));
    assertThat(lab.titles()).hasSize(ROWS);
  }

  /** Their ledgers stand elsewhere, and the list is begun with another number at a third place. */
  @Test
  void ledgersOfAnotherNumberOfShardsBesideTheListAreNoticed() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    for (int number = 1; number <= 2; number++) {
      assertGood(shard(csv, number, 2, "--results", "none"));
    }
    Path elsewhere = Files.createDirectories(folder.resolve("other")).resolve("l.db");

    assertRefused(
        shard(csv, 1, 3, "--ledger", elsewhere),
        USAGE,
        "use --ledger " + whole() + " and --shard I/2 to continue with it");
    assertThat(lab.titles()).hasSize(ROWS);
  }

  private Path merged(int count) throws IOException {
    Files.deleteIfExists(whole());
    assertGood(merge(count));
    return whole();
  }

  /** What the night of a shard would meet: its own ledger, and its part of the rate. */
  @Test
  void theCheckIsOfTheShard() {
    Path csv = start().csv(ImportLab.rows(1));
    Cli cli = lab.cli().with("KINESCOPE_SHARD", "2/4").with("KINESCOPE_RATE", "8/s");

    Cli.Run run = cli.run("check", csv);
    assertThat(run.out()).contains(ledger(2, 4) + " can be made", "2/s");
  }

  /** All shards are told to write one file: each writes its own, with its own label. */
  @Test
  void reportsAndMetricsCarryTheShard() throws IOException {
    Path csv = start().csv(ImportLab.rows(ROWS));
    Object[] files = {
      "--report", "junit=" + lab.path("report.xml"), "--metrics-file", lab.path("k.prom")
    };
    for (int number = 1; number <= 2; number++) {
      assertGood(shard(csv, number, 2, files));
    }

    for (int number = 1; number <= 2; number++) {
      assertThat(Files.readString(lab.path("report.shard-" + number + "-of-2.xml")))
          .contains("videos.csv --shard " + number + "/2\"");
      assertThat(Files.readString(lab.path("k.shard-" + number + "-of-2.prom")))
          .contains("source=\"" + csv + "\"", "shard=\"" + number + "/2\"");
    }
    assertThat(lab.path("report.xml")).doesNotExist();
    assertThat(lab.path("k.prom")).doesNotExist();
  }

  @Test
  void filesOfAFolderAreDividedAndRememberedApart() throws IOException {
    start();
    Path videos = Files.createDirectories(folder.resolve("videos"));
    for (int i = 1; i <= 8; i++) {
      Cli.file(videos, "v" + i + ".mp4", 100 + i);
    }
    Cli cli = lab.cli().with("XDG_STATE_HOME", folder.toString());
    Object[] upload = {"upload", "file", "--recursive", videos};
    for (String shard : List.of("1/2", "2/2", "1/2")) {
      assertGood(ImportLab.command(cli.with("KINESCOPE_SHARD", shard), upload));
    }
    assertThat(lab.titles()).containsExactlyInAnyOrderElementsOf(ImportLab.numbered("v", 1, 8));

    assertRefused(ImportLab.command(cli, upload), USAGE, "knows more of ", "ledger merge");
    Path other = Cli.file(folder, "other.mp4", 10);
    assertGood(ImportLab.command(cli, "upload", "file", other)); // no shard knows it
    assertThat(ImportLab.command(cli.with("KINESCOPE_SHARD", "1/3"), upload).exit())
        .isEqualTo(USAGE);

    Path whole = folder.resolve("kinescope/uploads.db");
    List<Path> parts =
        Stream.of("1", "2")
            .map(n -> folder.resolve("kinescope/uploads.shard-" + n + "-of-2.db"))
            .toList();
    assertThat(merge(whole, parts).json().number("rows")).isEqualTo(9);
    assertGood(ImportLab.command(cli, upload));
    for (String shard : List.of("1/3", "2/3", "3/3")) {
      assertGood(ImportLab.command(cli.with("KINESCOPE_SHARD", shard), upload));
    }
    assertThat(lab.titles()).hasSize(9);
  }
}
