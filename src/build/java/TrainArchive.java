import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Makes the class-data archive of a distribution folder, which halves the time to start. A build
 * tool, in no jar: run as a single source file by the pom, and by {@code src/packaging/build} for a
 * runtime of its own ({@code TrainArchive HOME [JAVA]}, JAVA being one of the version that runs
 * this). The archive fits only that JVM; a build where it can't be made is as good.
 */
final class TrainArchive {
  private static final int TRAINING_LIMIT_SECONDS = 60;

  /**
   * Makes the archive of what three runs load: an import as in the README, a call over TLS, and an
   * upload over TLS by Tus.
   */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    String java =
        args.length > 1
            ? args[1]
            : Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path archive = home.resolve("lib/kinescope-" + System.getProperty("java.version") + ".jsa");
    Path work = Files.createTempDirectory("kinescope-training");
    try (TrainingServer server = new TrainingServer(work)) {
      Path csv = work.resolve("videos.csv");
      Path video = Files.write(work.resolve("video.mp4"), new byte[1 << 20]);
      Files.writeString(
          csv, "url,file,title\nhttps://example.com/training.mp4,,Training\n,video.mp4,Training\n");
      List<List<String>> runs =
          List.of(
              List.of("import-csv", csv.toString(), "--sandbox", "--progress", "none"),
              List.of("projects", "--api-url", server.url(), "--ca-cert", server.certificate()),
              List.of(
                  "upload",
                  "send",
                  video.toString(),
                  server.url() + "/training",
                  "--method",
                  "tus",
                  "--ca-cert",
                  server.certificate()));
      Path all = work.resolve("classes");
      Set<String> classes = new LinkedHashSet<>();
      for (List<String> run : runs) {
        Path list = work.resolve("list");
        List<String> options =
            List.of(
                "-XX:DumpLoadedClassList=" + list,
                "-Djava.library.path=" + home.resolve("lib/native"),
                "-jar",
                home.resolve("lib/kinescope.jar").toString());
        java(java, work, Stream.concat(options.stream(), run.stream()).toList());
        for (String line : Files.readAllLines(list)) {
          // From Java 24 on each line has a number, which means nothing beyond its own list.
          classes.add(line.replaceFirst(" id: \\d+$", ""));
        }
      }
      Files.write(all, classes);
      java(
          java,
          work,
          List.of(
              "-Xshare:dump",
              "-XX:SharedClassListFile=" + all,
              "-XX:SharedArchiveFile=" + archive,
              "-cp",
              home.resolve("lib/kinescope.jar").toString()));
    } catch (IOException e) {
      // A half-trained archive would be slower than none for what it does not hold.
      Files.deleteIfExists(archive);
      System.err.println("No class-data archive: " + e.getMessage());
    } finally {
      delete(work);
    }
  }

  private static void java(String java, Path work, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-Xmx96m", "-Xlog:disable"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // A person's settings must not reach the runs that a build makes.
    builder.environment().keySet().removeIf(name -> name.startsWith("KINESCOPE_"));
    builder.environment().put("KINESCOPE_API_TOKEN", "00000000-0000-4000-8000-000000000000");
    builder.environment().put("XDG_CONFIG_HOME", work.toString());
    builder.environment().put("XDG_STATE_HOME", work.toString());
    Path log = work.resolve("log");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectInput(Files.write(work.resolve("stdin"), new byte[0]).toFile())
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(TRAINING_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          arguments + " ended with " + process.exitValue() + "\n" + Files.readString(log));
    }
  }

  /** Answers over TLS what the training runs ask, which is not much. */
  private static final class TrainingServer implements AutoCloseable {
    private static final String PASSWORD = "training";

    private final Path certificate;
    private final HttpsServer server;
    private long offset;

    TrainingServer(Path work) throws Exception {
      Path store = work.resolve("store.p12");
      certificate = work.resolve("certificate.pem");
      keytool(
          "-genkeypair",
          "-keyalg",
          "EC",
          "-dname",
          "CN=localhost",
          "-ext",
          "SAN=DNS:localhost",
          "-keystore",
          store.toString(),
          "-storepass",
          PASSWORD);
      keytool(
          "-exportcert",
          "-rfc",
          "-file",
          certificate.toString(),
          "-keystore",
          store.toString(),
          "-storepass",
          PASSWORD);
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      long bytes = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      if (exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] projects = "{\"data\":[]}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, projects.length);
        exchange.getResponseBody().write(projects);
      } else {
        offset += bytes;
        exchange.getResponseHeaders().set("Tus-Resumable", "1.0.0");
        exchange.getResponseHeaders().set("Upload-Length", Long.toString(1 << 20));
        exchange.getResponseHeaders().set("Upload-Offset", Long.toString(offset));
        exchange.sendResponseHeaders(exchange.getRequestMethod().equals("HEAD") ? 200 : 204, -1);
      }
      exchange.close();
    }

    private static void keytool(String... arguments) throws Exception {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    }

    String url() {
      return "https://localhost:" + server.getAddress().getPort();
    }

    String certificate() {
      return certificate.toString();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
