package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names that the locale can't spell, or that the disk spells otherwise. */
@EnabledOnOs(OS.LINUX) // where a name is any bytes
class NamesOnDiskTest {
  /** In windows-1251. */
  private static final String ANNA = "%C0%ED%ED%E0";

  private static final String IVAN = "%C8%E2%E0%ED";
  private static final int SIZE = 300_000;

  @TempDir Path folder;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private Cli cli = Cli.at(sandbox);

  @BeforeEach
  void remember() {
    cli = cli.with("XDG_STATE_HOME", folder.resolve("state").toString());
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** A file of one size and time, whose name is bytes. */
  private Path bytes(String name, int content) throws IOException {
    Path file = Path.of(URI.create(folder.toUri() + "in/" + name));
    Files.createDirectories(file.getParent());
    byte[] whole = new byte[SIZE];
    Arrays.fill(whole, (byte) content);
    Files.write(file, whole);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(1_000_000)));
  }

  private Cli.Run upload(Object... more) {
    Object[] all = new Object[more.length + 9];
    List<Object> words =
        List.of("upload", "file", folder.resolve("in"), "--recursive", "--parallel", 1);
    System.arraycopy(words.toArray(), 0, all, 0, words.size());
    System.arraycopy(new Object[] {"--max-retry-wait", "1ms", "-ojsonl"}, 0, all, words.size(), 3);
    System.arraycopy(more, 0, all, 9, more.length);
    return cli.run(all);
  }

  @Test
  void aNameThatDoesNotDecodeIsRefusedAndTheOthersAreSent() throws IOException {
    bytes(ANNA + ".mp4", 1);
    bytes(IVAN + ".mp4", 2);
    bytes("clip.mp4", 3);

    Cli.Run run = upload();

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err().lines().filter(line -> line.startsWith("error: ")))
        .hasSize(2)
        .allMatch(line -> line.contains("name that can't be decoded in the current locale"));
    assertThat(sandbox.state().videos()).extracting(EmulatorVideo::title).containsExactly("clip");
  }

  @Test
  void filesInFoldersThatTheLocaleCannotSpellAreNeverTakenForEachOther() throws IOException {
    bytes(ANNA + "/clip.mp4", 1);
    bytes(IVAN + "/clip.mp4", 2);
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.TUS_PATCH).then(FaultAction.dropAfterBytes(70_000)),
            FaultRule.on(Operation.TUS_HEAD).then(FaultAction.status(503))));
    Cli.Run broken = upload("--method", "tus", "--retries", 0, "--max-errors", 1);
    assertThat(broken.exit()).as(broken.err()).isEqualTo(5);
    sandbox.play(FaultScript.of());

    Cli.Run run = upload("--method", "tus");
    Cli.Run again = upload("--method", "tus");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(sandbox.state().videos())
        .extracting(EmulatorVideo::md5)
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .hasSize(2);
    assertThat(again.objects()).extracting(row -> row.text("state")).containsOnly("skipped");
    assertThat(sandbox.state().videos()).hasSize(2);
  }

  @Test
  void aListFindsWhatTheDiskSpellsInAnotherForm() throws IOException {
    String listed = "Йога ёлки/Чай.mp4";
    Path there = folder.resolve(Normalizer.normalize(listed, Normalizer.Form.NFD));
    Files.createDirectories(there.getParent());
    Files.write(there, new byte[SIZE]);
    Path csv = Cli.text(folder, "videos.csv", "file\n" + listed + "\n");

    Cli.Run dry = cli.run("import-csv", csv, "--dry-run");
    Cli.Run run = cli.run("import-csv", csv);
    Cli.Run again = cli.run("import-csv", csv, "-o", "jsonl");
    Cli.Run explained = cli.run("ledger", "explain", csv + ".ledger.db", listed);

    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).containsOnlyOnce("another Unicode form");
    assertThat(sandbox.state().videos()).extracting(EmulatorVideo::title).containsExactly("Чай");
    assertThat(again.objects().get(0).fields())
        .containsEntry("status", "skipped")
        .containsEntry("source", listed);
    assertThat(explained.out()).contains("skip: it is done");
  }

  @Test
  void aPathOfTheCommandLineIsFoundInTheOtherFormToo() throws IOException {
    Path there = folder.resolve(Normalizer.normalize("Йога.mp4", Normalizer.Form.NFD));
    Files.write(there, new byte[SIZE]);
    Path typed = folder.resolve("Йога.mp4");

    Cli.Run run = cli.run("upload", "file", typed, "-o", "json");
    Cli.Run again = cli.run("upload", "file", there, "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).containsOnlyOnce("another Unicode form");
    assertThat(run.json().text("source")).isEqualTo(typed.toString());
    assertThat(again.json().text("state")).isEqualTo("skipped");
  }

  @Test
  void everyResultOfAFileNamesIt() throws IOException {
    Path file = bytes("clip.mp4", 1);

    for (String format : List.of("json", "jsonl", "csv", "table")) {
      assertThat(cli.run("upload", "file", file, "-o", format).out()).contains(file.toString());
      Cli.Run url =
          cli.run("upload", "url", "https://example.com/a.mp4", "--title", "A", "-o", format);
      assertThat(url.out()).contains("https://example.com/a.mp4").contains("source");
      assertThat(upload("-o", format).out()).contains(file.toString());
    }
  }
}
