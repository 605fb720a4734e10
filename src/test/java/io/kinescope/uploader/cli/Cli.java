package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.concurrent.StopSignal;
import io.kinescope.uploader.emulator.Emulator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs whole command lines in this process, in surroundings of the test's own: no variable,
 * settings file or terminal of this machine is seen.
 */
record Cli(Map<String, String> environment, InputStream in, StopSignal stop) {
  /** A home of the tests' own: what a command keeps there goes with {@code target}. */
  private static final String HOME = Path.of("target", "test-home").toAbsolutePath().toString();

  /** What a run left. */
  record Run(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    /** The object on standard output. */
    JsonObject json() {
      return Objects.requireNonNull(Json.parseObject(out), out);
    }

    /** The objects of the array on standard output. */
    List<JsonObject> array() {
      return Objects.requireNonNull(Json.parseObject("{\"all\":" + out + "}"), out).objects("all");
    }

    /** The objects on the lines of standard output. */
    List<JsonObject> objects() {
      List<JsonObject> objects = new ArrayList<>();
      for (String line : lines()) {
        objects.add(Objects.requireNonNull(Json.parseObject(line), line));
      }
      return objects;
    }
  }

  /** Nothing is set. */
  static Cli bare() {
    return new Cli(
        Map.of("HOME", HOME, "KINESCOPE_RATE", "none"),
        InputStream.nullInputStream(),
        new StopSignal());
  }

  /** What {@code kinescope sandbox} tells to export is set. */
  static Cli at(Emulator sandbox) {
    return at(sandbox.apiUrl().toString(), sandbox.uploaderUrl().toString())
        .with("KINESCOPE_API_TOKEN", sandbox.token())
        .with("KINESCOPE_PARENT_ID", sandbox.defaultParentId());
  }

  static Cli at(String apiUrl, String uploaderUrl) {
    return bare().with("KINESCOPE_API_URL", apiUrl).with("KINESCOPE_UPLOADER_URL", uploaderUrl);
  }

  Cli with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Cli(more, in, stop);
  }

  Cli without(String name) {
    Map<String, String> less = new HashMap<>(environment);
    less.remove(name);
    return new Cli(less, in, stop);
  }

  /** Standard output is a terminal of that width. */
  Cli onTerminal(int width) {
    return with("COLUMNS", Integer.toString(width));
  }

  Cli reading(String text) {
    return reading(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A person at a terminal who types that. */
  Cli answering(String text) {
    return reading(new Person(text));
  }

  /** A person at a terminal who presses Ctrl-C in place of an answer. */
  Cli interrupting() {
    return reading(new Interrupter(stop));
  }

  /** As a terminal: nothing but the process's end ends a read. */
  private static final class Interrupter extends InputStream {
    private final StopSignal stop;

    Interrupter(StopSignal stop) {
      this.stop = stop;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      return read();
    }

    @Override
    public int read() {
      stop.request(ExitCode.SIGINT.code());
      while (true) {
        LockSupport.park();
      }
    }
  }

  private static final class Person extends ByteArrayInputStream {
    Person(String text) {
      super(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  Cli reading(InputStream other) {
    return new Cli(environment, other, stop);
  }

  /** Runs a command line; paths are taken as they are. */
  Run run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = run(new PrintWriter(out), new PrintWriter(err), args);
    return new Run(exit, out.toString(), err.toString());
  }

  int run(PrintWriter out, PrintWriter err, Object... args) {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    return UploaderCommand.execute(surroundings(), out, err, texts);
  }

  /**
   * The emulator lists a video at once, so nobody has to wait before "there is none" is believed.
   */
  private Environment surroundings() {
    boolean person = in instanceof Person || in instanceof Interrupter;
    return new Environment(
        environment,
        in,
        false,
        () -> person,
        () -> Integer.parseInt(environment.getOrDefault("COLUMNS", "" + Integer.MAX_VALUE)),
        stop,
        Duration.ZERO,
        Environment::open);
  }

  /** A file with so many bytes of its own. */
  static Path file(Path folder, String name, int bytes) {
    byte[] content = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) (i * 31 + name.hashCode());
    }
    return write(folder, name, content);
  }

  static Path text(Path folder, String name, String text) {
    return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Path write(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
