import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
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
 *   <li>A hash of all jars goes to lib/build-id: it names the archives that the launcher keeps.
 *   <li>A class-data archive for the Java that builds is made by a run of the real program. It fits
 *       only this JVM and this folder; a build on a machine where it can't be made is as good.
 * </ol>
 */
final class FinishDistribution {
  /** The first version whose classes the archive takes is 50. */
  private static final int FIRST_ARCHIVABLE_VERSION = 50;

  private static final String CHANGES_NOTE = "META-INF/CHANGES-BY-KINESCOPE.txt";
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
    for (Path jar : jars) {
      raise(jar, entryTime);
      hash.update(Files.readAllBytes(jar));
    }
    String id = HexFormat.of().formatHex(hash.digest()).substring(0, BUILD_ID_DIGITS);
    Files.writeString(lib.resolve("build-id"), id + "\n");
    train(home);
  }

  private static void raise(Path jar, Instant entryTime) throws IOException {
    Map<String, byte[]> entries = read(jar);
    if (entries.entrySet().stream().noneMatch(FinishDistribution::isTooOld)) {
      return;
    }
    try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      entries.replaceAll(
          (name, bytes) -> isTooOld(Map.entry(name, bytes)) ? raise(bytes, classes) : bytes);
    }
    // Section 4b of the Apache licence: modified files carry a notice.
    entries.put(
        CHANGES_NOTE,
        "Classes in this jar were raised to class file version 52, with nothing else changed.\n"
            .getBytes(StandardCharsets.UTF_8));
    write(jar, entries, entryTime);
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

  /** Runs the README's first command once, so that the archive holds what an import loads. */
  private static void train(Path home) throws IOException, InterruptedException {
    Path archive = home.resolve("lib/kinescope-" + System.getProperty("java.version") + ".jsa");
    Path work = Files.createTempDirectory("kinescope-training");
    Path csv = work.resolve("videos.csv");
    Files.writeString(csv, "url,title\nhttps://example.com/training.mp4,Training\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-Xshare:auto",
                "-Xlog:disable",
                "-XX:ArchiveClassesAtExit=" + archive,
                "-jar",
                home.resolve("lib/kinescope.jar").toString()));
    command.addAll(List.of("import-csv", csv.toString(), "--sandbox", "--results", "none"));
    command.addAll(List.of("--failed", "none", "--progress", "none"));
    ProcessBuilder builder = new ProcessBuilder(command);
    // A person's settings must not reach the run that a build makes.
    builder.environment().keySet().removeIf(name -> name.startsWith("KINESCOPE_"));
    builder.environment().put("XDG_CONFIG_HOME", work.toString());
    Path log = work.resolve("log");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(empty(work)))
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(TRAINING_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      // A half-trained archive would be slower than none for what it does not hold.
      Files.deleteIfExists(archive);
      System.err.println(
          "No class-data archive: the training run ended with " + process.exitValue());
      System.err.print(Files.readString(log));
    }
    delete(work);
  }

  private static File empty(Path work) throws IOException {
    return Files.createFile(work.resolve("stdin")).toFile();
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
