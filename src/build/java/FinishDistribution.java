import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The last steps on the distribution folder, for the time to start. A build tool, in no jar: run by
 * the pom as a single source file, with ASM on the class path.
 *
 * <ol>
 *   <li>Class files older than version 50 (picocli's) are raised to 52, with stack maps: the JVM
 *       keeps no older one in a class-data archive, and without picocli an archive gains little.
 *   <li>The native libraries of the usual platforms go to lib/native, where they load from as they
 *       are: from a jar each start would unpack them into the temporary folder first. Conscrypt's
 *       leave the jar, as it prefers those; SQLite's driver keeps its own for all other platforms.
 *   <li>A hash of all jars goes to lib/build-id: it names the archives that the launcher keeps.
 *   <li>The README's links lead to where the pages are in the folder.
 *   <li>A class-data archive for the Java that builds is made of what runs of the real program
 *       load. It fits only this JVM and this folder; a build on a machine where it can't be made is
 *       as good.
 * </ol>
 */
final class FinishDistribution {
  /** The first version whose classes the archive takes is 50. */
  private static final int FIRST_ARCHIVABLE_VERSION = 50;

  private static final String CHANGES_NOTE = "META-INF/CHANGES-BY-KINESCOPE.txt";
  private static final String CHANGES =
      "Class files were raised to version 52, and native libraries moved to lib/native;"
          + " nothing else was changed.\n";
  private static final Pattern SQLITE =
      Pattern.compile(
          "org/sqlite/native/(Linux|Mac|Windows)/(x86_64|aarch64)/((?:lib)?sqlitejdbc)(\\.\\w+)");
  private static final Pattern CONSCRYPT = Pattern.compile("META-INF/native/(.+)");
  private static final int BUILD_ID_DIGITS = 16;
  private static final int TRAINING_LIMIT_SECONDS = 60;

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Instant entryTime = Instant.parse(args[1]);
    Path lib = home.resolve("lib");
    List<Path> jars;
    try (Stream<Path> files = Files.list(lib)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    Path natives = Files.createDirectories(lib.resolve("native"));
    for (Path jar : jars) {
      finish(jar, natives, entryTime);
      hash.update(Files.readAllBytes(jar));
    }
    String id = HexFormat.of().formatHex(hash.digest()).substring(0, BUILD_ID_DIGITS);
    Files.writeString(lib.resolve("build-id"), id + "\n");
    leadToPages(home.resolve("README.md"), entryTime);
    train(home);
  }

  /** In the sources the pages stand elsewhere. */
  private static void leadToPages(Path readme, Instant time) throws IOException {
    String text = Files.readString(readme);
    Files.writeString(readme, text.replace("](src/docs/", "](docs/").replace("](.github/", "]("));
    Files.setLastModifiedTime(readme, FileTime.from(time));
  }

  private static void finish(Path jar, Path natives, Instant entryTime) throws IOException {
    Map<String, byte[]> entries = read(jar);
    boolean changed = takeOut(entries, natives, entryTime);
    if (entries.entrySet().stream().anyMatch(FinishDistribution::isTooOld)) {
      changed = true;
      try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
        entries.replaceAll(
            (name, bytes) -> isTooOld(Map.entry(name, bytes)) ? raise(bytes, classes) : bytes);
      }
    }
    if (changed) {
      // Section 4b of the Apache licence: modified files carry a notice.
      entries.put(CHANGES_NOTE, CHANGES.getBytes(StandardCharsets.UTF_8));
      write(jar, entries, entryTime);
    }
  }

  /** Copies the jar's native libraries; whether some left the jar. */
  private static boolean takeOut(Map<String, byte[]> entries, Path natives, Instant time)
      throws IOException {
    boolean changed = false;
    for (String name : List.copyOf(entries.keySet())) {
      Matcher sqlite = SQLITE.matcher(name);
      Matcher conscrypt = CONSCRYPT.matcher(name);
      Path target;
      if (sqlite.matches()) {
        String platform = sqlite.group(1).toLowerCase(Locale.ROOT) + "-" + sqlite.group(2);
        target = natives.resolve(sqlite.group(3) + "-" + platform + sqlite.group(4));
        Files.write(target, entries.get(name));
      } else if (conscrypt.matches()) {
        target = natives.resolve(conscrypt.group(1));
        Files.write(target, entries.remove(name));
        changed = true;
      } else {
        continue;
      }
      Files.setLastModifiedTime(target, FileTime.from(time));
    }
    return changed;
  }

  private static boolean isTooOld(Map.Entry<String, byte[]> entry) {
    byte[] bytes = entry.getValue();
    return entry.getKey().endsWith(".class")
        && bytes.length > 7
        && ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) < FIRST_ARCHIVABLE_VERSION;
  }

  private static byte[] raise(byte[] old, ClassLoader classes) {
    ClassReader reader = new ClassReader(old);
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return classes;
          }

          @Override
          protected String getCommonSuperClass(String a, String b) {
            try {
              return super.getCommonSuperClass(a, b);
            } catch (TypeNotPresentException optionalDependency) {
              return "java/lang/Object";
            }
          }
        };
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version, int access, String name, String sig, String parent, String[] types) {
            super.visit(Opcodes.V1_8, access, name, sig, parent, types);
          }
        },
        ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  private static Map<String, byte[]> read(Path jar) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private static void write(Path jar, Map<String, byte[]> entries, Instant time)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry target = new ZipEntry(entry.getKey());
        target.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        out.putNextEntry(target);
        new ByteArrayInputStream(entry.getValue()).transferTo(out);
        out.closeEntry();
      }
    }
    Files.write(jar, bytes.toByteArray());
    Files.setLastModifiedTime(jar, FileTime.from(time));
  }

  /**
   * Makes the archive of what three runs load: an import as in the README, a call over TLS, and an
   * upload over TLS by Tus.
   */
  private static void train(Path home) throws Exception {
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
      Path all = Files.createFile(work.resolve("classes"));
      for (List<String> run : runs) {
        Path list = work.resolve("list");
        List<String> options =
            List.of(
                "-XX:DumpLoadedClassList=" + list,
                "-Djava.library.path=" + home.resolve("lib/native"),
                "-jar",
                home.resolve("lib/kinescope.jar").toString());
        java(work, Stream.concat(options.stream(), run.stream()).toList());
        Files.write(all, Files.readAllBytes(list), StandardOpenOption.APPEND);
      }
      java(
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

  private static void java(Path work, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-Xlog:disable"));
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
