package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The POSIX launcher, run for real against the packaged distribution. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherIT {
  /** LC_ALL, LC_CTYPE, LC_TIME and LANG of a Java that decodes all names as UTF-8. */
  private static final String UTF_8 = "|C.UTF-8||C\n";

  private static final int USAGE = 2;
  private static final String PRINT_ARGUMENTS = "printf '<%s>\\n' \"$@\"";

  @TempDir Path work;
  private Launcher launcher;
  private String version;
  private String help;

  @BeforeEach
  void runOnceAsIntended() {
    launcher = Launcher.packaged(work);
    Launcher.Run run = launcher.run("--version");
    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isNotBlank();
    version = run.out();
    help = launcher.run("--help").out();
    assertThat(help).contains("kinescope");
  }

  /** A script that asks for the version must not take an empty answer for one. */
  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "version", "version -v", "--help"})
  @EnabledOnOs(OS.LINUX)
  void anAnswerThatIsLostIsAnError(String line) {
    Launcher.Run run =
        launcher.runLine(List.of("sh", "-c", launcher.script() + " " + line + " >/dev/full"));

    assertThat(run)
        .isEqualTo(
            new Launcher.Run(
                11,
                "",
                "error: could not write to standard output: the disk is full; check that the disk is not full\n"));
  }

  @Test
  void aChainOfLinksLeadsHome() throws IOException {
    Launcher here = launcher.at(Launcher.copy(launcher.home(), work.resolve("here")));
    Path far = Files.createDirectories(work.resolve("far/away"));
    Path absolute = Files.createSymbolicLink(far.resolve("absolute"), here.script());
    Path relative = Files.createSymbolicLink(far.resolve("relative"), Path.of("absolute"));
    Path upwards =
        Files.createSymbolicLink(work.resolve("kinescope"), Path.of("far/../far/away/relative"));
    Path folder = Files.createSymbolicLink(work.resolve("folder"), far);

    for (Path link : List.of(absolute, relative, upwards, folder.resolve("relative"))) {
      assertThat(launcher.runAs(link, "--version")).isEqualTo(new Launcher.Run(0, version, ""));
    }
  }

  @Test
  void itIsFoundOnThePathToo() throws IOException {
    Launcher here = launcher.at(Launcher.copy(launcher.home(), work.resolve("here")));
    Path bin = Files.createDirectory(work.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("kinescope"), here.script());
    Launcher onPath = launcher.with("PATH", bin + ":" + System.getenv("PATH"));

    assertThat(onPath.runLine(List.of("/bin/sh", "-c", "kinescope --version")).out())
        .isEqualTo(version);
    assertThat(onPath.runLine(List.of("/bin/sh", "-c", "cd bin && sh kinescope --version")).out())
        .isEqualTo(version);
  }

  @Test
  void aMovedFolderWithSpacesAndOtherLettersWorks() throws IOException {
    Path moved = Launcher.copy(launcher.home(), work.resolve("my tools/видео $1 *"));

    assertThat(launcher.at(moved).run("--help")).isEqualTo(new Launcher.Run(0, help, ""));
  }

  @Test
  void anArchiveThatDoesNotFitIsPassedOverInSilence() throws IOException {
    Path copy = Launcher.copy(launcher.home(), work.resolve("copy"));
    Path archive = copy.resolve("lib/kinescope-" + System.getProperty("java.version") + ".jsa");
    Files.deleteIfExists(archive);
    Files.writeString(archive, "not an archive");

    assertThat(launcher.at(copy).run("--help")).isEqualTo(new Launcher.Run(0, help, ""));
  }

  @Test
  void itStartsWithoutAPlaceForAnArchive() throws IOException {
    Path bare = withoutTheBuildsArchive();
    Launcher noCache = launcher.at(bare).with("XDG_CACHE_HOME", "/dev/null/no");

    assertThat(noCache.run("--help")).isEqualTo(new Launcher.Run(0, help, ""));
    assertThat(launcher.at(bare).without("HOME").run("--help"))
        .isEqualTo(new Launcher.Run(0, help, ""));
  }

  @Test
  void startsAtTheSameTimeDoNotHurtEachOther() throws IOException {
    Launcher bare = launcher.at(withoutTheBuildsArchive());
    List<CompletableFuture<Launcher.Run>> runs =
        IntStream.range(0, 6)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> bare.run("--help")))
            .toList();

    assertThat(runs)
        .extracting(CompletableFuture::join)
        .containsOnly(new Launcher.Run(0, help, ""));
    assertThat(bare.run("--help")).isEqualTo(new Launcher.Run(0, help, ""));
  }

  @Test
  void aWrongJavaHomeIsNamed() {
    refuses(launcher.with("JAVA_HOME", "/no/such/java"), "JAVA_HOME is /no/such/java");
  }

  @Test
  void noJavaAtAllIsSaid() throws IOException {
    Path empty = Files.createDirectory(work.resolve("empty"));

    refuses(
        launcher.without("JAVA_HOME").with("PATH", empty.toString()),
        "no Java found: install Java 17 or newer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_292", "11.0.2", "16"})
  void anOldJavaIsToldByItsReleaseFile(String old) throws IOException {
    Path javaHome = Launcher.fakeJava(work.resolve("jdk"), PRINT_ARGUMENTS);
    Files.writeString(javaHome.resolve("release"), "X=1\nJAVA_VERSION=\"" + old + "\"\n");

    refuses(launcher.with("JAVA_HOME", javaHome.toString()), "is Java " + old);
  }

  @Test
  void anOldJavaWithoutAReleaseFileIsAsked() throws IOException {
    Path javaHome =
        Launcher.fakeJava(
            work.resolve("jdk"), "echo 'Picked up X' >&2; echo 'java version \"1.8.0_1\"' >&2");

    refuses(launcher.with("JAVA_HOME", javaHome.toString()), "is Java 1.8.0_1");
  }

  @Test
  void aJavaThatDoesNotRunIsSaid() throws IOException {
    Path javaHome = Launcher.fakeJava(work.resolve("jdk"), "echo 'no runtime' >&2; exit 1");

    refuses(launcher.with("JAVA_HOME", javaHome.toString()), "does not run", "no runtime");
  }

  @Test
  void theJavaOnThePathIsFollowedToItsHome() throws IOException {
    Path javaHome = Launcher.fakeJava(work.resolve("jdk 9"), PRINT_ARGUMENTS);
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"9.0.4\"");
    Path bin = Files.createDirectory(work.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), Path.of("../jdk 9/bin/java"));

    refuses(
        launcher.without("JAVA_HOME").with("PATH", bin + ":" + System.getenv("PATH")),
        "is Java 9.0.4");
  }

  @Test
  void argumentsArriveAsTheyAre() throws IOException {
    Launcher printing = launcher.with("JAVA_HOME", printingJava("17.0.1").toString());

    assertThat(printing.run("import-csv", "", "a b", "*", "$HOME", "\"q\"", "-x").out())
        .endsWith(
            "<-jar>\n<%s/lib/kinescope.jar>\n<import-csv>\n<>\n<a b>\n<*>\n<$HOME>\n<\"q\">\n<-x>\n"
                .formatted(realHome()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "C", "POSIX"})
  void withoutALocaleTheJvmStillReadsEveryFileName(String locale) throws IOException {
    Launcher printing = launcher.with("JAVA_HOME", localePrintingJava().toString());

    assertThat(printing.with("LANG", locale).run("x").out()).isEqualTo(UTF_8);
    assertThat(printing.with("LC_ALL", "C").run("x").out()).isEqualTo(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xx_XX.UTF-8", "xx_XX", "xx_XX.KOI8-R"})
  void aLocaleThatIsNotInstalledIsAsGoodAsNone(String locale) throws IOException {
    Launcher printing = launcher.with("JAVA_HOME", localePrintingJava().toString());

    assertThat(printing.with("LANG", locale).run("x").out()).isEqualTo(UTF_8);
    assertThat(printing.with("LC_CTYPE", locale).run("x").out()).isEqualTo(UTF_8);
    assertThat(printing.with("LC_ALL", locale).run("x").out()).isEqualTo(UTF_8);
    assertThat(printing.with("LANG", "C.UTF-8").with("LC_TIME", locale).run("x").out())
        .isEqualTo(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo UTF-8", "echo KOI8-R", "exit 127"})
  void aLocaleThatIsInstalledStays(String command) throws IOException {
    Path bin = Files.createDirectory(work.resolve("bin"));
    Path tool = Files.writeString(bin.resolve("locale"), "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    Launcher printing =
        launcher
            .with("JAVA_HOME", localePrintingJava().toString())
            .with("PATH", bin + ":" + System.getenv("PATH"));

    assertThat(printing.with("LANG", "ru_RU").run("x").out()).isEqualTo("|ru_RU||C\n");
  }

  private Path localePrintingJava() throws IOException {
    Path javaHome =
        Launcher.fakeJava(work.resolve("jdk"), "echo \"$LC_ALL|$LC_CTYPE|$LC_TIME|$LANG\"");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    return javaHome;
  }

  @Test
  void thePersonsJvmOptionsComeLast() throws IOException {
    Launcher printing =
        launcher
            .with("JAVA_HOME", printingJava("21.0.1").toString())
            .with("KINESCOPE_JAVA_OPTS", "-Xmx1g  -Done=two");

    assertThat(printing.run("projects").out())
        .contains("<-Xmx96m>\n")
        .contains("<-Xmx1g>\n<-Done=two>\n<-jar>\n");
  }

  @Test
  void thePersonsJvmOptionsReachTheJvm() {
    Launcher.Run run = launcher.with("KINESCOPE_JAVA_OPTS", "-XX:NoSuchOption").run("--version");

    assertThat(run.exit()).isNotZero();
    assertThat(run.out() + run.err()).contains("NoSuchOption");
  }

  @Test
  void fromJava19OnTheJvmKeepsAnArchiveInAPrivateFolder() throws IOException {
    Path bare = withoutTheBuildsArchive();
    Path cache = work.resolve("cache/kinescope");
    Launcher on21 =
        launcher
            .at(bare)
            .with("JAVA_HOME", printingJava("21.0.1").toString())
            .with("XDG_CACHE_HOME", work.resolve("cache").toString());

    String first = archiveOption(on21.run("import-csv", "x"));
    assertThat(first).startsWith("<-XX:SharedArchiveFile=" + cache + "/");
    assertThat(Files.getPosixFilePermissions(cache))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(archiveOption(on21.run("import-csv", "y"))).isEqualTo(first);
    assertThat(archiveOption(on21.run("projects"))).isNotEqualTo(first);
  }

  @Test
  void theVersionNeedsNoArchive() throws IOException {
    Launcher on21 =
        launcher.at(withoutTheBuildsArchive()).with("JAVA_HOME", printingJava("21.0.1").toString());

    assertThat(on21.run("--version").out()).doesNotContain("Archive");
  }

  @Test
  void anotherBuildNeverMeetsTheArchiveOfThisOne() throws IOException {
    Path bare = withoutTheBuildsArchive();
    Launcher on21 = launcher.at(bare).with("JAVA_HOME", printingJava("21.0.1").toString());
    String old = archiveOption(on21.run("projects"));
    Path oldFile = Path.of(old.substring(old.indexOf('=') + 1, old.length() - 1));
    Files.writeString(oldFile, "archive");
    Files.writeString(bare.resolve("lib/build-id"), "another\n");

    assertThat(archiveOption(on21.run("projects"))).isNotEqualTo(old);
    assertThat(oldFile).doesNotExist();
  }

  @Test
  void java17GetsNoOptionThatItDoesNotKnow() throws IOException {
    Launcher on17 =
        launcher
            .at(withoutTheBuildsArchive())
            .with("JAVA_HOME", printingJava("17.0.99").toString());

    assertThat(on17.run("projects").out()).doesNotContain("Archive");
  }

  @Test
  void theVersionNamesTheBuild() throws IOException {
    String build = Files.readString(launcher.home().resolve("lib/build-id")).strip();

    assertThat(version).matches("kinescope \\S+ \\(build " + build + "\\)\n");
    assertThat(launcher.run("--version", "-v").out()).startsWith(version).contains("\nJava ");
  }

  @Test
  void aRuntimeOfItsOwnComesBeforeEveryOtherJava() throws IOException {
    Launcher own = launcher.at(Launcher.copy(launcher.home(), work.resolve("own runtime")));
    Path java = Launcher.fakeJava(own.home().resolve("jre"), PRINT_ARGUMENTS);
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25\"\n");

    Launcher.Run run = own.with("JAVA_HOME", "/of/another/java").run("upload");

    assertThat(run.out())
        .contains("<-Djava.library.path=" + own.home().toRealPath() + "/lib/native>")
        .endsWith("<upload>\n");
  }

  @Test
  void theProgramsExitCodeIsTheLaunchers() {
    Launcher.Run run = launcher.run("no-such-command");

    assertThat(run.exit()).isEqualTo(USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no-such-command");
  }

  private static void refuses(Launcher launcher, String... parts) {
    Launcher.Run run = launcher.run("--version");
    assertThat(run.exit()).isEqualTo(USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("kinescope: ").contains(parts);
  }

  private static String archiveOption(Launcher.Run run) {
    assertThat(run.out()).contains("<-XX:+AutoCreateSharedArchive>");
    return run.out().lines().filter(line -> line.contains("SharedArchiveFile")).findFirst().get();
  }

  private String realHome() throws IOException {
    return launcher.home().toRealPath().toString();
  }

  private Path printingJava(String javaVersion) throws IOException {
    Path javaHome = Launcher.fakeJava(work.resolve("jdk-" + javaVersion), PRINT_ARGUMENTS);
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"" + javaVersion + "\"\n");
    return javaHome;
  }

  private Path withoutTheBuildsArchive() throws IOException {
    Path bare = Launcher.copy(launcher.home(), work.resolve("bare"));
    try (Stream<Path> lib = Files.list(bare.resolve("lib"))) {
      for (Path file : lib.filter(path -> path.toString().endsWith(".jsa")).toList()) {
        Files.delete(file);
      }
    }
    return bare;
  }
}
