import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 *   <li>The native libraries of the usual platforms go to lib/native, where they load from as they
 *       are: from a jar each start would unpack them into the temporary folder first. Conscrypt's
 *       leave the jar, as it prefers those; SQLite's driver keeps its own for all other platforms.
 *   <li>A hash of all jars goes to lib/build-id: it names the archives that the launcher keeps.
 *   <li>The README's links lead to where the pages are in the folder.
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
}
