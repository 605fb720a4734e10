package io.kinescope.uploader;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the launcher of the packaged distribution as a shell would, in an environment that holds
 * nothing of this machine's but a PATH.
 *
 * @param home the distribution folder
 * @param work a folder of the test's own: HOME and the working folder
 */
record Launcher(Path home, Path work, Map<String, String> environment) {
  /** What a run left: its exit code and what it wrote. */
  record Run(int exit, String out, String err) {}

  /** The distribution that the build just made, on the Java that runs the tests. */
  static Launcher packaged(Path work) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", work.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return new Launcher(Path.of(System.getProperty("kinescope.home")), work, environment);
  }

  Launcher at(Path otherHome) {
    return new Launcher(otherHome, work, environment);
  }

  Launcher with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Launcher(home, work, more);
  }

  Launcher without(String name) {
    Map<String, String> less = new HashMap<>(environment);
    less.remove(name);
    return new Launcher(home, work, less);
  }

  Path script() {
    return home.resolve("bin/kinescope");
  }

  Run run(String... arguments) {
    return runAs(script(), arguments);
  }

  /** Runs it by another name, such as a link. */
  Run runAs(Path command, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(command.toString());
    line.addAll(List.of(arguments));
    return runLine(line);
  }

  Run runLine(List<String> line) {
    return start(line).end();
  }

  /** A run that has begun, so that it can be killed. */
  record Running(Process process, Path out, Path err) {
    Run end() {
      try {
        int exit = process.waitFor();
        return new Run(exit, Files.readString(out), Files.readString(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  Running start(List<String> line) {
    try {
      Path out = Files.createTempFile(work, "out", "");
      Path err = Files.createTempFile(work, "err", "");
      ProcessBuilder builder = new ProcessBuilder(line).directory(work.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process =
          builder
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      return new Running(process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the distribution, with the times of its files, as an archive program would. */
  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return to;
  }

  /** A Java home whose java is the given shell text. */
  static Path fakeJava(Path javaHome, String shell) throws IOException {
    Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + shell + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return javaHome;
  }
}
