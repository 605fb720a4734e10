package io.kinescope.uploader.cli;

import io.kinescope.uploader.concurrent.StopSignal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real command line in a process that halts at a point: {@code main} runs there. The first
 * argument names the point, the rest is the command.
 *
 * <ul>
 *   <li>{@code never}
 *   <li>a step of the ledger: {@link CrashPoint}
 *   <li>{@code at line N}: as the N-th line of standard output has been written
 *   <li>{@code once FILE is there}: seen by a thread that looks all the time
 * </ul>
 */
final class CrashChild {
  /** The exit code of a child that halted where it should. */
  static final int HALTED = 17;

  private final String when;
  private final String what;
  private final int number;
  private final AtomicInteger count = new AtomicInteger();

  private CrashChild(String point) {
    String[] words = point.split(" ", 3);
    when = words[0];
    what = words.length < 3 ? "" : words[1];
    number = when.equals("at") ? Integer.parseInt(words[2]) : 0;
  }

  /**
   * In the other process.
   *
   * @param args the point, then the command
   */
  public static void main(String[] args) {
    CrashChild child = new CrashChild(args[0]);
    CrashPoint point = new CrashPoint(args[0], CrashChild::halt);
    Environment surroundings =
        new Environment(
            System.getenv(),
            InputStream.nullInputStream(),
            false,
            new StopSignal(),
            Duration.ZERO, // the emulator lists a video at once
            (file, service, program, clock) ->
                point.watched(Environment.open(file, service, program, clock)));
    PrintWriter out = new PrintWriter(child.watched(writer(FileDescriptor.out)), true);
    PrintWriter err = new PrintWriter(writer(FileDescriptor.err), true);
    child.watchFile();
    String[] command = Arrays.copyOfRange(args, 1, args.length);
    System.exit(UploaderCommand.execute(surroundings, out, err, command));
  }

  private static Writer writer(FileDescriptor descriptor) {
    return new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8);
  }

  private static void halt() {
    Runtime.getRuntime().halt(HALTED);
  }

  private Writer watched(Writer out) {
    return new FilterWriter(out) {
      @Override
      public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
      }

      @Override
      public void write(String text, int offset, int length) throws IOException {
        out.write(text, offset, length);
        out.flush();
        for (int i = offset; i < offset + length; i++) {
          if (text.charAt(i) == '\n' && when.equals("at") && count.incrementAndGet() == number) {
            halt();
          }
        }
      }
    };
  }

  private void watchFile() {
    if (!when.equals("once")) {
      return;
    }
    Path file = Path.of(what);
    Thread watcher =
        new Thread(
            () -> {
              while (!Files.exists(file)) {
                Thread.onSpinWait();
              }
              halt();
            });
    watcher.setDaemon(true);
    watcher.start();
  }
}
