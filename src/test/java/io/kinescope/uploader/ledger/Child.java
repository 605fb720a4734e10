package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.throttle.Sleeper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sqlite.util.LibraryLoaderUtil;

/** What the tests let other processes do: {@code main} runs there, {@link #start} here. */
final class Child {
  /** The exit code of a child that halted where it should. */
  static final int HALTED = 17;

  /** What {@code hold-key} takes. */
  static final String KEY = "the child's";

  private static final int UNLIMITED = 0;

  private Child() {}

  /** Starts this class in another process; its output, errors too, is in its input stream. */
  static Process start(String job, Path file) throws IOException {
    return start(UNLIMITED, job, file);
  }

  /**
   * The same where no file may grow beyond a limit: the kernel then refuses to write.
   *
   * @param limit in blocks as {@code ulimit -f} counts them
   */
  static Process start(int limit, String job, Path file) throws IOException {
    List<String> command = new ArrayList<>();
    List<String> library = new ArrayList<>();
    if (limit != UNLIMITED) {
      command.addAll(List.of("sh", "-c", "ulimit -f " + limit + "; exec \"$@\"", "sh"));
      library.addAll(unpacked(file.resolveSibling("native")));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-XX:-UsePerfData"));
    command.addAll(library);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED", // JDK 25 else warns of SQLite's library
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            job,
            file.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** The driver can't unpack its library beyond such a limit, so it finds it as users' do. */
  private static List<String> unpacked(Path folder) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    Files.createDirectories(folder);
    try (InputStream in = Child.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in), folder.resolve(name));
    }
    return List.of("-Dorg.sqlite.lib.path=" + folder, "-Dorg.sqlite.lib.name=" + name);
  }

  /** What it said, when it has ended. */
  static String end(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** The next line that the child says. */
  static String line(Process process) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = process.getInputStream().read();
    while (next != '\n' && next != -1) {
      line.write(next);
      next = process.getInputStream().read();
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /**
   * In the other process.
   *
   * @param args the job and the ledger's file
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    switch (args[0]) {
      case "intend-and-halt" -> {
        Samples.open(file).intend(Samples.intent("a"));
        Runtime.getRuntime().halt(HALTED);
      }
      case "halt-inside" -> haltInside(file);
      case "fill" -> fill(file);
      case "hold" -> hold(file);
      case "hold-key" -> holdKey(file);
      case "arrive" -> arrive(file);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Dies between two statements of one transaction. */
  private static void haltInside(Path file) {
    Samples.open(file).intend(Samples.intent("a"));
    Dialect dialect = new Dialect();
    String uri = file.toUri().toString();
    try (Database database = Ledgers.connect(uri, uri, dialect.onConnect(), dialect)) {
      new GroupCommit(database, () -> {})
          .write(
              () -> {
                int changed = database.update("UPDATE entry SET state = 'uploaded'");
                Runtime.getRuntime().halt(HALTED);
                return changed;
              });
    }
  }

  private static void fill(Path file) throws IOException {
    try (Ledger ledger = Samples.open(file)) {
      Filling.Refusal refusal = Filling.untilRefused(ledger);
      say(refusal.recorded() + " " + refusal.failure().kind() + " " + refusal.message());
    }
  }

  /** Tries to take the lock; says so and stays until its input ends. */
  private static void hold(Path file) throws IOException {
    try (LedgerLock lock = LedgerLock.take(file, Duration.ZERO, Clock.systemUTC(), time -> {})) {
      say("holds " + lock.getClass().getSimpleName());
      int input = System.in.read();
      while (input != -1) {
        input = System.in.read();
      }
    } catch (UploaderException e) {
      say(e.kind() + " " + e.getMessage());
    }
  }

  /** Takes {@link #KEY}, waiting for it, and stays until its input ends. */
  private static void holdKey(Path file) throws IOException {
    try (KeyLocks locks = KeyLocks.beside(file);
        KeyLocks.Claim held =
            locks.take(KEY, Duration.ofMillis(20), Sleeper.SYSTEM, () -> uncheckedSay("waits"))) {
      say("holds " + held.getClass().getSimpleName());
      int input = System.in.read();
      while (input != -1) {
        input = System.in.read();
      }
    }
  }

  /** Says whether it is alone; when its input ends, whether it is the last. */
  private static void arrive(Path file) throws IOException {
    try (KeyLocks locks = KeyLocks.beside(file)) {
      boolean alone = locks.arrive();
      locks.letIn();
      say("alone: " + alone);
      int input = System.in.read();
      while (input != -1) {
        input = System.in.read();
      }
      say("last: " + locks.isLast());
    }
  }

  private static void uncheckedSay(String line) {
    try {
      say(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String line) throws IOException {
    System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }
}
