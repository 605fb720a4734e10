import static io.kinescope.uploader.sandbox.FaultAction.inBody;
import static io.kinescope.uploader.sandbox.FaultAction.loseAnswer;
import static io.kinescope.uploader.sandbox.FaultAction.meanwhile;
import static io.kinescope.uploader.sandbox.FaultAction.neverAnswer;
import static io.kinescope.uploader.sandbox.FaultAction.status;
import static io.kinescope.uploader.sandbox.Operation.INIT;
import static io.kinescope.uploader.sandbox.Operation.LINK_POST;
import static io.kinescope.uploader.sandbox.Operation.SINGLE;
import static io.kinescope.uploader.sandbox.Operation.TUS_PATCH;
import static io.kinescope.uploader.sandbox.Operation.URL;
import static io.kinescope.uploader.sandbox.Operation.VIDEO_LIST;

import io.kinescope.uploader.sandbox.FaultRule;
import io.kinescope.uploader.sandbox.FaultScript;
import io.kinescope.uploader.sandbox.Operation;
import io.kinescope.uploader.sandbox.RateLimits;
import io.kinescope.uploader.sandbox.Sandbox;
import io.kinescope.uploader.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Makes the golden ledgers; see README.md. Arguments: the program's folder, the folder to fill. */
class MakeGolden {
  private static final Path HOME = Path.of("/tmp/kinescope-golden");
  private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678901234Z");
  private static final int SMALL = 1_000;

  /** So large that an import sends it by link. */
  private static final int BIG = 300_000;

  /** So large that an import sends it in chunks. */
  private static final int HUGE = 17_000_000;


  private final Path program;
  private final Sandbox sandbox;
  private volatile Process running;

  MakeGolden(Path program, Sandbox sandbox) {
    this.program = program;
    this.sandbox = sandbox;
  }

  public static void main(String[] args) throws Exception {
    empty();
    try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults().withRate(RateLimits.NONE))) {
      MakeGolden make = new MakeGolden(Path.of(args[0]), sandbox);
      make.imported();
      make.uploads();
    }
    for (String name : List.of("videos.csv", "videos.csv.ledger.db", "uploads.db")) {
      Path made = HOME.resolve(name);
      if (name.endsWith(".db")) {
        fold(made);
      }
      Files.copy(made, Path.of(args[1]).resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** An import that has a row in every state when it is killed. */
  private void imported() throws Exception {
    for (String name : List.of("link", "doubled")) {
      file(name + ".mp4", BIG);
    }
    for (String name : List.of("single", "killed")) {
      file(name + ".mp4", SMALL);
    }
    for (String name : List.of("tus", "linked")) {
      file(name + ".mp4", HUGE);
    }
    Path csv = HOME.resolve("videos.csv");
    String header = "url;file;title;description;subtitle;id;курс\n";
    String done =
        """
        https://example.com/done.mp4;;Лекция №1: «Введение»;"Строка | и ещё; одна";;;а
        https://example.invalid/broken.mp4;;Broken;;;broken;б
        ;single.mp4;Один запрос;;;;в
        ;link.mp4;;;Подзаголовок;link;г
        ;tus.mp4;;;;tus;д
        """;
    Files.writeString(csv, header + done);
    // The broken video is seen to have failed; 3: that row needs a person.
    run(3, "import-csv", csv, "--retries", 0, "--parallel", 1, "--wait");

    String troubled =
        """
        https://example.com/lost.mp4;;Lost;;;;е
        https://example.com/unknown.mp4;;Unknown;;;unknown;ж
        https://example.com/refused.mp4;;Refused;;;refused;з
        https://example.com/later.mp4;;Later;;;later;и
        ;doubled.mp4;Doubled;;by link;doubled;й
        """;
    Files.writeString(csv, header + done + troubled);
    sandbox.play(
        FaultScript.of(
            FaultRule.on(URL).nth(1, 2).then(loseAnswer()),
            FaultRule.on(VIDEO_LIST).nth(2).then(status(403)),
            FaultRule.on(URL).nth(3).then(status(422)),
            FaultRule.on(URL).nth(4).then(status(503)),
            FaultRule.on(INIT).nth(1).then(loseAnswer())));
    run(3, "import-csv", csv, "--retries", 0, "--parallel", 1, "--no-follow-up");

    String cutOff =
        """
        ;killed.mp4;In the call;;;;к
        https://example.com/killed.mp4;;Killed;;;killed;л
        ;linked.mp4;Половина;;;;м
        """;
    Files.writeString(csv, header + done + cutOff); // without those that would be tried again
    CountDownLatch hanging = new CountDownLatch(2);
    sandbox.play(
        FaultScript.of(
            FaultRule.on(SINGLE).nth(1).then(meanwhile(hanging::countDown, neverAnswer())),
            FaultRule.on(URL).nth(1).then(meanwhile(hanging::countDown, neverAnswer())),
            FaultRule.on(TUS_PATCH)
                .nth(1)
                .then(
                    inBody(
                        BIG,
                        () -> {
                          await(hanging);
                          kill();
                        }))));
    run(137, "import-csv", csv, "--retries", 0, "--parallel", 3, "--no-follow-up");
    Files.writeString(csv, header + done + troubled + cutOff);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code upload file} remembers of uploads that ended in each way. */
  private void uploads() throws Exception {
    String old = sandbox.state().videos().get(0).id();
    String sly = "Ночь | день, subtitle=нет, filename=x]";
    killed(
        TUS_PATCH,
        upload("open.mp4", "--method", "tus", "--title", sly, "--description", "a|b, subtitle=c",
            "--subtitle", "д", "--filename", "сырьё, master.mov", "--preview", "0.5,5,720p",
            "--client-ip", "198.51.100.7"));
    sandbox.play(FaultScript.none());
    run(0, upload("finished.mp4", "--method", "tus"));
    run(0, upload("by-link.mp4", "--method", "link", "--description", "две\nстроки"));
    killed(TUS_PATCH, upload("replacing.mp4", "--replace", old, "--method", "tus"));
    killed(TUS_PATCH, upload("retitling.mp4", "--replace", old, "--title", "Новое имя",
        "--method", "tus"));
    killed(TUS_PATCH, upload("attached.mp4", "--attach-to", old, "--method", "tus"));
    sandbox.play(
        FaultScript.of(FaultRule.on(INIT).nth(1).then(meanwhile(this::kill, loseAnswer()))));
    run(137, upload("intent.mp4", "--method", "tus"));
    sandbox.play(FaultScript.of(FaultRule.on(LINK_POST).nth(1).then(status(503))));
    run(5, upload("failed.mp4", "--method", "link", "--retries", 0));
    killed(TUS_PATCH, upload("changed.mp4", "--method", "tus"));
    Files.write(HOME.resolve("changed.mp4"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(HOME.resolve("changed.mp4"), FileTime.from(MODIFIED));
    sandbox.play(FaultScript.none());
    run(0, "upload", "file", HOME.resolve("changed.mp4"), "--method", "tus");
    Files.copy(HOME.resolve("kinescope/uploads.db"), HOME.resolve("uploads.db"));
    Path log = HOME.resolve("kinescope/uploads.db-wal");
    if (Files.exists(log)) {
      Files.copy(log, HOME.resolve("uploads.db-wal"));
    }
  }

  private void killed(Operation in, Object... arguments) throws Exception {
    sandbox.play(FaultScript.of(FaultRule.on(in).nth(1).then(inBody(BIG / 3, this::kill))));
    run(137, arguments);
  }

  private static Object[] upload(String name, Object... options) throws IOException {
    List<Object> all = new ArrayList<>(List.of("upload", "file", file(name, BIG)));
    all.addAll(List.of(options));
    return all.toArray();
  }

  private void run(int expected, Object... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(program.resolve("bin/kinescope").toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(line::add);
    line.addAll(List.of("--rate", "none", "--progress", "none"));
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.environment().put("KINESCOPE_API_URL", sandbox.apiUrl().toString());
    builder.environment().put("KINESCOPE_UPLOADER_URL", sandbox.uploaderUrl().toString());
    builder.environment().put("KINESCOPE_API_TOKEN", sandbox.token());
    builder.environment().put("KINESCOPE_PARENT_ID", sandbox.defaultParentId());
    builder.environment().put("XDG_STATE_HOME", HOME.toString());
    running = builder.start();
    int code = running.waitFor();
    if (code != expected) {
      throw new IllegalStateException(line + " ended with " + code + ", not " + expected);
    }
  }

  private void kill() {
    running.destroyForcibly();
    running.onExit().join();
  }

  private static Path file(String name, int size) throws IOException {
    Path file = Files.write(HOME.resolve(name), new byte[size]);
    return Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
  }

  /** One file is enough: the log of a killed run goes into it. */
  private static void fold(Path ledger) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private static void empty() throws IOException {
    if (Files.exists(HOME)) {
      try (Stream<Path> old = Files.walk(HOME)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(HOME);
  }
}
