package io.kinescope.uploader.tus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code @tus/server} with {@code @tus/file-store} as a process of node. It is installed below
 * {@code target} when it is missing there or its lock file changed. Without node and npm the tests
 * fail: a proof that is skipped is none.
 */
public final class NodeTus implements RealTus {
  private static final Path SOURCE = Path.of("src/test/tus-servers/node");
  private static final Path INSTALLED = Path.of("target/tus-servers/node");
  private static final String NPM =
      System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";
  private static final String LOCK = "package-lock.json";

  private final Process process;
  private final Path folder;
  private final int port;

  /** Starts it; it keeps what it gets in the folder. */
  public NodeTus(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    install();
    this.process =
        new ProcessBuilder("node", "server.mjs", folder.toAbsolutePath().toString())
            .directory(INSTALLED.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String line = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
    if (line == null) {
      throw new IOException("@tus/server did not start");
    }
    this.port = Integer.parseInt(line);
  }

  private static synchronized void install() throws IOException, InterruptedException {
    Path stamp = INSTALLED.resolve("installed.lock");
    Files.createDirectories(INSTALLED);
    for (String name : List.of("package.json", LOCK, "server.mjs")) {
      Files.copy(
          SOURCE.resolve(name), INSTALLED.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.exists(stamp) && Files.mismatch(stamp, SOURCE.resolve(LOCK)) == -1) {
      return;
    }
    Path output = INSTALLED.resolve("npm.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
              .directory(INSTALLED.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException("these tests need node and npm on the PATH: " + e.getMessage(), e);
    }
    if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      npm.destroy();
      throw new IOException("'npm ci' of @tus/server failed:\n" + Files.readString(output));
    }
    Files.copy(SOURCE.resolve(LOCK), stamp, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Path stored(String path) {
    return folder.resolve(path.substring(path.lastIndexOf('/') + 1));
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close(); // it ends with its standard input
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
