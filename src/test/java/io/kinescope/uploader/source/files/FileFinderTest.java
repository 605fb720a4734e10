package io.kinescope.uploader.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.files.FileFinder.FindSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileFinderTest {
  private static final int DEPTH = 400;
  private static final long SMALL_STACK = 160 << 10;
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir private Path temp;
  private Path dir;
  private final List<String> warnings = new ArrayList<>();
  private List<String> include = List.of();
  private List<String> exclude = List.of();
  private Duration minAge = Duration.ZERO;

  @BeforeEach
  void directory() throws IOException {
    dir = Files.createDirectory(temp.resolve("given"));
  }

  @Test
  void findsVideosAtAnyDepthInTheOrderOfNames() throws IOException {
    make("b.mp4", "a/z.mov", "a/A.MP4", "курс/урок 2.mkv", "курс/урок 10.mkv", "c/d/e/f.webm");
    make("a/notes.txt", "README", "mp4", "c/poster.jpg", "c/mp4.txt");
    assertThat(found())
        .containsExactly(
            "a/A.MP4", "a/z.mov", "b.mp4", "c/d/e/f.webm", "курс/урок 10.mkv", "курс/урок 2.mkv");
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "flv", "mpg", "mpeg", "ts", "mts", "m2ts",
        "3gp", "ogv", "mxf", "MOV", "Mp4"
      })
  void knowsVideosByTheirNames(String extension) throws IOException {
    make("film." + extension);
    assertThat(found()).containsExactly("film." + extension);
  }

  @Test
  void handsOnPathsAsTheyWereWritten() throws IOException {
    make("x/a.mp4");
    Path written = dir.resolve("..").resolve("given");
    List<Path> all = new ArrayList<>();
    long unreadable = finder(true).find(List.of(written), warnings::add, all::add).unreadable();
    assertThat(all).containsExactly(written.resolve("x").resolve("a.mp4"));
    assertThat(unreadable).isZero();
  }

  @Test
  void anEmptyDirectoryGivesNone() {
    List<Path> all = new ArrayList<>();
    assertThat(finder(true).find(List.of(dir), warnings::add, all::add).unreadable()).isZero();
    assertThat(all).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void aDirectoryWithoutRecursiveIsRefusedBeforeAnythingIsHandedOn() throws IOException {
    make("a.mp4");
    List<Path> all = new ArrayList<>();
    assertThatThrownBy(
            () -> finder(false).find(List.of(dir.resolve("a.mp4"), dir), warnings::add, all::add))
        .isInstanceOfSatisfying(
            UploaderException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.INPUT);
              assertThat(e.hint()).contains("--recursive");
            })
        .hasMessage(dir + " is a directory");
    assertThat(all).isEmpty();
  }

  @Test
  void anEmptyPathIsNotTheCurrentDirectory() {
    assertThatThrownBy(() -> finder(true).find(List.of(Path.of("")), warnings::add, path -> {}))
        .isInstanceOf(UploaderException.class)
        .hasMessage("a path is empty");
  }

  @Test
  void aNamedFileIsTakenWhateverTheGlobsSay() throws IOException {
    make("notes.txt", ".hidden.mp4");
    include = List.of("*.mov");
    exclude = List.of("*.txt");
    assertThat(found(dir.resolve("notes.txt"), dir.resolve(".hidden.mp4")))
        .containsExactly("notes.txt", ".hidden.mp4");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no named pipes among files")
  void aMissingPathAndAPipeThatWasNamedAreHandedOn() throws Exception {
    pipe("pipe.mp4");
    assertThat(found(dir.resolve("no.mp4"), dir.resolve("pipe.mp4")))
        .containsExactly("no.mp4", "pipe.mp4");
  }

  @Test
  void includeReplacesTheVideoTypes() throws IOException {
    make("a.mp4", "b.bin", "B.BIN", "x/c.bin");
    include = List.of("*.bin");
    assertThat(found()).containsExactly("b.bin", "x/c.bin");
  }

  @Test
  void anIncludedDirectoryIsTakenWithAllBelow() throws IOException {
    make("a.mp4", "raw/b.bin", "x/raw/y/c.bin", "x/d.bin");
    include = List.of("raw/");
    assertThat(found()).containsExactly("raw/b.bin", "x/raw/y/c.bin");
  }

  @Test
  void excludeWins() throws IOException {
    make("a.mp4", "b.mp4", "x/a.mp4");
    include = List.of("*.mp4");
    exclude = List.of("/a.mp4");
    assertThat(found()).containsExactly("b.mp4", "x/a.mp4");
  }

  @Test
  void anExcludedDirectoryIsNotEntered() throws IOException {
    make("raw/a.mp4", "x/raw/b.mp4", "y/raw", "c.mp4");
    link("raw/broken", "nowhere");
    exclude = List.of("raw");
    assertThat(found()).containsExactly("c.mp4");
    assertThat(warnings).isEmpty();
  }

  @Test
  void hiddenFilesAndDirectoriesAreLeftOutSilently() throws IOException {
    make(".a.mp4", "._a.mp4", ".trash/b.mp4", "c.mp4");
    assertThat(found()).containsExactly("c.mp4");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aHiddenDirectoryThatWasNamedIsSearched() throws IOException {
    make(".trash/b.mp4");
    assertThat(found(dir.resolve(".trash"))).containsExactly(".trash/b.mp4");
  }

  @Test
  void loopsOfLinksEnd() throws IOException {
    make("a/b/c.mp4");
    link("a/b/up", "..");
    link("a/top", dir.toString());
    link("a/self", "self");
    Path outside = Files.createDirectories(temp.resolve("outside/deep"));
    Files.writeString(outside.resolve("d.mp4"), "d");
    Files.createSymbolicLink(outside.resolve("back"), dir);
    Files.createSymbolicLink(outside.resolve("round"), temp.resolve("outside"));
    link("out", temp.resolve("outside").toString());
    assertThat(found()).containsExactly("a/b/c.mp4", "out/deep/d.mp4");
    assertThat(warnings)
        .containsExactly("leaving out " + dir.resolve("a/self") + ": a broken link");
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path outside = Files.createDirectories(temp.resolve("outside/sub"));
    Files.writeString(outside.resolve("x.mp4"), "x");
    Files.writeString(temp.resolve("blob"), "b");
    link("dir", temp.resolve("outside").toString());
    link("file.mp4", temp.resolve("blob").toString());
    assertThat(found()).containsExactly("dir/sub/x.mp4", "file.mp4");
  }

  @Test
  void whatIsMetTwiceIsHandedOnOnceWhereItIsMetFirst() throws IOException {
    make("a/1.mp4", "real/x/b.mp4", "real/y/c.mp4");
    link("0-latest.mp4", "real/x/b.mp4");
    link("1-dir", "real/y");
    link("z-dir", "real");
    link("z-latest.mp4", "real/x/b.mp4");
    link("z-first.mp4", "a/1.mp4");
    assertThat(found()).containsExactly("0-latest.mp4", "1-dir/c.mp4", "a/1.mp4");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aLinkToWhatIsHiddenExcludedOrOfAnotherNameIsTheWayToIt() throws IOException {
    make(".store/a.mp4", "cut/b.mp4", "c.data");
    link("a.mp4", ".store/a.mp4");
    link("b.mp4", "cut/b.mp4");
    link("c.mp4", "c.data");
    link("stored", ".store");
    exclude = List.of("cut/");
    assertThat(found()).containsExactly("a.mp4", "b.mp4", "c.mp4");
  }

  @Test
  void manyLinksToOneTargetOutsideGiveItOnce() throws IOException {
    Path inner = Files.createDirectories(temp.resolve("outside/inner"));
    Files.writeString(inner.resolve("x.mp4"), "x");
    Files.writeString(inner.resolve("y.mp4"), "y");
    link("1.mp4", inner.resolve("x.mp4").toString());
    link("2.mp4", inner.resolve("x.mp4").toString());
    link("3-inner", inner.toString());
    link("4-outer", temp.resolve("outside").toString());
    link("5-inner", inner.toString());
    assertThat(found()).containsExactly("1.mp4", "3-inner/y.mp4");
  }

  @Test
  void aLinkThatIsNotWantedDoesNotHideItsTarget() throws IOException {
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("x.mp4"), "x");
    link("1-old.txt", outside.resolve("x.mp4").toString());
    link("2-out", outside.toString());
    assertThat(found()).containsExactly("2-out/x.mp4");
  }

  @Test
  void pathsThatOverlapGiveEachFileOnce() throws IOException {
    make("a.mp4", "sub/b.mp4", "sub/c.mp4");
    Path sub = dir.resolve("sub");
    Path file = sub.resolve("b.mp4");
    assertThat(found(dir, file, dir.resolve("./sub"), dir, file))
        .containsExactly("a.mp4", "sub/b.mp4", "sub/c.mp4");
    assertThat(found(file, file, sub, dir)).containsExactly("sub/b.mp4", "sub/c.mp4", "a.mp4");
  }

  @Test
  void aNamedFileThatItsDirectoryDoesNotGiveIsTakenOnce() throws IOException {
    make("a.mp4", "notes.txt", "raw/b.mp4");
    exclude = List.of("raw");
    Path notes = dir.resolve("notes.txt");
    Path raw = dir.resolve("raw/b.mp4");
    assertThat(found(dir, notes, raw, notes, raw))
        .containsExactly("a.mp4", "notes.txt", "raw/b.mp4");
    link("missing.mp4", "nowhere");
    Path missing = dir.resolve("missing.mp4");
    assertThat(found(missing, missing)).containsExactly("missing.mp4");
  }

  @Test
  void anAnchorHoldsAtEachGivenDirectory() throws IOException {
    make("x/top.mp4", "y/top.mp4", "y/z/top.mp4");
    exclude = List.of("/top.mp4");
    assertThat(found(dir.resolve("x"), dir.resolve("y"))).containsExactly("y/z/top.mp4");
  }

  @Test
  void aBrokenLinkIsLeftOutWithAWord() throws IOException {
    make("a.mp4");
    link("gone.mp4", "nowhere.mp4");
    link("disk", "/nonexistent/mount");
    assertThat(found()).containsExactly("a.mp4");
    assertThat(warnings)
        .containsExactly(
            "leaving out " + dir.resolve("disk") + ": a broken link",
            "leaving out " + dir.resolve("gone.mp4") + ": a broken link");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no named pipes among files")
  void aPipeWithTheNameOfAVideoIsLeftOutWithAWord() throws Exception {
    pipe("a.mp4");
    pipe("control");
    assertThat(found()).isEmpty();
    assertThat(warnings)
        .containsExactly(
            "leaving out " + dir.resolve("a.mp4") + ": a pipe, socket or device, not a file");
  }

  @Test
  void aDirectoryThatCannotBeReadIsLeftOutWithAWordAndTheOthersGoOn() throws IOException {
    make("1/a.mp4", "3/c.mp4");
    Path second = Files.createDirectory(dir.resolve("2"));
    List<String> all = new ArrayList<>();
    Consumer<Path> removesTheNext =
        path -> {
          all.add(name(path));
          second.toFile().delete();
        };
    List<Path> given = List.of(dir.resolve("1"), second, dir.resolve("3"));
    long unreadable = finder(true).find(given, warnings::add, removesTheNext).unreadable();
    assertThat(all).containsExactly("1/a.mp4", "3/c.mp4");
    assertThat(unreadable).isEqualTo(1);
    assertThat(warnings).containsExactly("could not read " + second + ": no such file or folder");
  }

  /** Each of two paths is short enough for the system, but not one behind the other. */
  @Test
  void whatCannotBeLookedAtIsCountedAndNamedAndTheOthersGoOn() throws IOException {
    String name = "n".repeat(200);
    String near = (name + "/").repeat(10);
    Path far = Files.createDirectories(temp.resolve((name + "/").repeat(12)));
    make(near + "a.mp4", "z.mp4");
    Files.createFile(far.resolve("b.mp4"));
    link(near + "link", temp.resolve(name).toString());
    List<Path> all = new ArrayList<>();
    long unreadable = finder(true).find(List.of(dir), warnings::add, all::add).unreadable();
    assertThat(all).containsExactly(dir.resolve(near + "a.mp4"), dir.resolve("z.mp4"));
    assertThat(unreadable).isEqualTo(1);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("could not read " + dir.resolve(near + "link"))
        .endsWith(": its name is too long");
  }

  /** Root reads everything, so what is right depends on who runs the test. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "permission bits are POSIX")
  void aDirectoryWithoutPermissionIsLeftOutWithAWord() throws IOException {
    make("a.mp4", "b/c.mp4");
    Path closed = dir.resolve("b");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    boolean mayRead = Files.isReadable(closed);
    List<String> all = found();
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    assertThat(all).isEqualTo(mayRead ? List.of("a.mp4", "b/c.mp4") : List.of("a.mp4"));
    assertThat(warnings)
        .isEqualTo(mayRead ? List.of() : List.of("could not read " + closed + ": no permission"));
  }

  @Test
  void theNextFileIsLookedForOnlyWhenTheLastWasTaken() throws IOException {
    make("a.mp4", "b/c.mp4");
    List<String> all = new ArrayList<>();
    finder(true)
        .find(
            List.of(dir),
            warnings::add,
            path -> {
              all.add(name(path));
              if (all.size() == 1) {
                dir.resolve("b/c.mp4").toFile().delete();
              }
            });
    assertThat(all).containsExactly("a.mp4");
  }

  /** In a thread with a small stack, as to find the real path of a deeper one takes minutes. */
  @Test
  void aDeepTreeIsNoDangerToTheStack() throws Exception {
    String deep = "d/".repeat(DEPTH);
    make(deep + "a.mp4");
    List<String> files = new ArrayList<>();
    Thread small = new Thread(null, () -> files.addAll(found()), "small", SMALL_STACK);
    small.start();
    small.join();
    assertThat(files).containsExactly(deep + "a.mp4");
    removeDeep(); // the temp directory's own clean-up goes down by recursion
  }

  @Test
  void filesThatMayStillBeWrittenAreLeftOutAndCounted() throws IOException {
    make("old.mp4", "exact.mp4", "young.mp4", "future.mp4", "young.txt");
    modified("old.mp4", NOW.minusSeconds(61));
    modified("exact.mp4", NOW.minusSeconds(60));
    modified("young.mp4", NOW.minusSeconds(12));
    modified("young.txt", NOW.minusSeconds(12));
    modified("future.mp4", NOW.plusSeconds(3_600));
    minAge = Duration.ofMinutes(1);
    assertThat(found(dir, dir.resolve("young.txt"))).containsExactly("exact.mp4", "old.mp4");
    assertThat(warnings)
        .containsExactly(
            "leaving out 3 files that may still be being written (--min-age 1m): %s, modified in the future (2026-11-22T11:00:00Z), …"
                .formatted(dir.resolve("future.mp4")));
  }

  @Test
  void withoutMinAgeEvenAFileOfTheFutureIsTaken() throws IOException {
    make("future.mp4");
    modified("future.mp4", NOW.plusSeconds(3_600));
    assertThat(found()).containsExactly("future.mp4");
  }

  private FileFinder finder(boolean recursive) {
    return new FileFinder(
        new FindSettings(recursive, include, exclude, minAge), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private List<String> found(Path... paths) {
    List<String> all = new ArrayList<>();
    List<Path> given = paths.length == 0 ? List.of(dir) : List.of(paths);
    var unused = finder(true).find(given, warnings::add, path -> all.add(name(path)));
    return all;
  }

  private String name(Path path) {
    return dir.relativize(path).toString();
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Path file = dir.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(dir.resolve(name), Path.of(target));
  }

  private void modified(String name, Instant at) throws IOException {
    Files.setLastModifiedTime(dir.resolve(name), FileTime.from(at));
  }

  private void pipe(String name) throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", dir.resolve(name).toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
  }

  private void removeDeep() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(dir)) {
      tree.forEach(all::add);
    }
    for (int i = all.size() - 1; i > 0; i--) {
      Files.delete(all.get(i));
    }
  }
}
