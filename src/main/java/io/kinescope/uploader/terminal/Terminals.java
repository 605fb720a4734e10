package io.kinescope.uploader.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is at the other end of standard error and output. Java 17 can only say whether standard
 * input and output are a terminal <em>both</em>.
 */
public final class Terminals {
  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final long CHILD_MILLIS = 500;

  /** A terminal's size in cells. */
  public record Size(int width, int height) {
    /** What terminals have had since the VT100. */
    public static final Size CLASSIC = new Size(80, 24);
  }

  private Terminals() {}

  /** Whether standard error goes to a terminal. Below a millisecond on Linux. */
  public static boolean stderrIsTerminal() {
    return isTerminal(2);
  }

  /** Whether standard input comes from a terminal, and so from a person. */
  public static boolean stdinIsTerminal() {
    return isTerminal(0);
  }

  /** The width of the terminal that standard output goes to, in cells; no limit if it is none. */
  public static int tableWidth(Map<String, String> environment) {
    return isTerminal(1) ? size(environment).width() : Integer.MAX_VALUE;
  }

  /**
   * How text is written to standard output or error: UTF-8; but a Windows console shows its own
   * code page, which the JVM names.
   *
   * @param name {@code stdout} or {@code stderr}
   */
  public static Charset charset(String name) {
    return WINDOWS && hasConsole()
        ? consoleCharset(name, System.getProperties())
        : StandardCharsets.UTF_8;
  }

  /** By Java 19's property, else by that of 17, which has it for consoles only. */
  static Charset consoleCharset(String name, Properties properties) {
    String encoding =
        properties.getProperty(
            name + ".encoding", properties.getProperty("sun." + name + ".encoding", "UTF-8"));
    try {
      return Charset.forName(encoding.equals("cp65001") ? "UTF-8" : encoding);
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }

  private static boolean isTerminal(int stream) {
    if (new File("/proc/self/fd").isDirectory()) {
      try {
        return isTerminalDevice(target(new File("/proc/self/fd/" + stream)));
      } catch (IOException e) {
        return false; // closed
      }
    }
    // The BSDs and macOS have no links to read, so a child is asked that inherits our streams.
    return WINDOWS
        ? hasConsole()
        : answer(new ProcessBuilder("/bin/test", "-t", Integer.toString(stream)).inheritIO())
            != null;
  }

  /**
   * Where Linux's link leads. {@code java.io} follows it in 30 µs, the first use of {@code nio}
   * costs 2 ms; but only that can read a link to a terminal that a container does not see.
   */
  private static String target(File link) throws IOException {
    String path = link.getCanonicalPath();
    return path.endsWith("/fd/" + link.getName())
        ? Files.readSymbolicLink(link.toPath()).toString()
        : path;
  }

  static boolean isTerminalDevice(String device) {
    return device.startsWith("/dev/pts/")
        || device.startsWith("/dev/tty")
        || device.equals("/dev/console");
  }

  /**
   * Whether input and output are both the console: the nearest thing that Windows offers. JDK 22 to
   * 24 would answer with a console for a pipe, too, unless asked for the plain one.
   */
  @SuppressWarnings("SystemConsoleNull") // the property keeps the answer of JDK 17
  private static boolean hasConsole() {
    if (System.getProperty("jdk.console") == null) {
      System.setProperty("jdk.console", "java.base");
    }
    return System.console() != null;
  }

  /** What a child process says on standard output; null if it can't be run, or fails, or hangs. */
  private static @Nullable String answer(ProcessBuilder command) {
    try {
      Process process = command.start();
      try {
        if (process.waitFor(CHILD_MILLIS, TimeUnit.MILLISECONDS) && process.exitValue() == 0) {
          return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      return null;
    }
    return null;
  }

  /**
   * The terminal's size: {@code COLUMNS} and {@code LINES}, else what {@code stty} says of the
   * controlling terminal (a child process: call it once, and only if something is drawn), else
   * 80×24.
   */
  public static Size size(Map<String, String> environment) {
    String columns = environment.get("COLUMNS");
    Size told = parseSize(environment.get("LINES") + " " + columns);
    if (told == null) {
      told = parseSize(Size.CLASSIC.height() + " " + columns);
    }
    if (told == null && !WINDOWS) {
      ProcessBuilder stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      told = parseSize(String.valueOf(answer(stty)));
    }
    return told == null ? Size.CLASSIC : told;
  }

  /** Reads {@code "24 80"}: height, then width; null if it makes no sense. */
  static @Nullable Size parseSize(String text) {
    Matcher numbers = Pattern.compile("([1-9]\\d{0,5}) ([1-9]\\d{0,5})\\s*").matcher(text);
    return numbers.matches()
        ? new Size(Integer.parseInt(numbers.group(2)), Integer.parseInt(numbers.group(1)))
        : null;
  }
}
