package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parent or token that is wrong for all items is told once, with its own exit code. */
class WrongParentTest {
  private static final String LIMITED = "0b1a5e11-0000-4000-8000-000000000001";
  private static final String NOBODYS = "11111111-2222-4333-8444-555555555555";

  @TempDir private Path folder;

  private static EmulatorSettings settings() {
    return ImportLab.quick().extraToken(LIMITED, Right.UPLOAD_ONLY);
  }

  private static void assertToldOnce(Cli.Run run, ImportLab lab, int rows) {
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(ImportLab.states(run)).isEqualTo("deferred=" + rows);
    assertThat(run.err().lines().filter(line -> line.startsWith("error: ")))
        .singleElement()
        .asString()
        .contains("--parent", "; " + rows + " items were not tried");
    assertThat(lab.sandbox.state().videos()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7e5c2f1a", NOBODYS, "Lab project"})
  void ofManyRowsNoneIsSentAndNoneIsMarked(String parent) {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      Path csv = lab.csv(ImportLab.rows(40));

      Cli.Run run = lab.run(csv, "--parent", parent, "-o", "json");

      assertToldOnce(run, lab, 40);
      assertThat(lab.sandbox.state().count(Operation.URL)).isZero();
      assertThat(run.err()).contains("'" + parent + "' is not a project or folder");
      assertThat(path("videos.csv.failed.csv")).doesNotExist();
      assertThat(lab.cli().run("ledger", "show", csv + ".ledger.db", "-o", "jsonl").out())
          .doesNotContain("\"key\"");

      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=40");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Product demos", "product DEMOS", "demos", "Product dmos"})
  void aNameListsTheIdsThatItMayMean(String name) {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      Cli.Run run = lab.run(lab.csv(ImportLab.rows(3)), "--parent", name, "-o", "json");

      assertToldOnce(run, lab, 3);
      assertThat(run.err())
          .contains(
              "; use its id: "
                  + idOf(lab.cli(), "Product demos")
                  + " for project \"Product demos\"");
    }
  }

  private static String idOf(Cli cli, String name) {
    return cli.run("projects", "-o", "jsonl").objects().stream()
        .filter(project -> name.equals(project.text("name")))
        .map(project -> Objects.requireNonNull(project.text("id")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProjectCostsOneCallAndAFolderFew() {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      String project = lab.sandbox.defaultParentId();
      String inner = lab.cli().run("folders", "create", project, "Deep", "-o", "id").out().strip();
      Path csv = lab.csv(ImportLab.rows(3));

      lab.run(csv, "-o", "json");
      assertThat(lab.sandbox.state().count(Operation.PROJECT_GET)).isEqualTo(1);
      assertThat(lab.sandbox.state().count(Operation.PROJECT_LIST)).isZero();

      Cli.Run into = lab.run(csv, "--parent", inner, "-o", "json");
      assertThat(ImportLab.states(into)).isEqualTo("uploaded=3");
      assertThat(lab.sandbox.state().count(Operation.PROJECT_GET, Operation.PROJECT_LIST))
          .isEqualTo(3);
    }
  }

  @Test
  void aRunThatSendsNothingAsksNothing() {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      Path csv = lab.csv(ImportLab.rows(3));
      lab.run(csv, "--wait");
      long before = lab.sandbox.state().totalRequests();

      lab.run(csv);
      lab.run(csv, "--dry-run");
      lab.run(csv, "--parent", NOBODYS, "--limit", 0);

      assertThat(lab.sandbox.state().totalRequests()).isEqualTo(before);
    }
  }

  @Test
  void rowsWithTheirOwnParentNeedNoneAndFailAlone() {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      String project = lab.sandbox.defaultParentId();
      String csv =
          "url,title,parent_id\nhttps://example.com/1.mp4,One,wrong\nhttps://example.com/2.mp4,Two,"
              + project
              + "\n";

      Cli.Run run = lab.run(lab.csv(csv), "--parent", "nowhere", "-o", "json");

      assertThat(run.exit()).isEqualTo(3);
      assertThat(ImportLab.states(run)).isEqualTo("uploaded=1 failed=1");
      assertThat(lab.sandbox.state().count(Operation.PROJECT_GET)).isZero();
    }
  }

  /** Where nobody may read, the first refused row decides, whoever else was under way. */
  @ParameterizedTest
  @ValueSource(strings = {"7e5c2f1a", NOBODYS})
  void withoutTheRightToReadTheFirstRefusedRowDecides(String parent) {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      Path csv = lab.csv(ImportLab.rows(40));
      Cli limited = lab.cli().with("KINESCOPE_API_TOKEN", LIMITED);

      Cli.Run run = ImportLab.run(limited, csv, "--parent", parent, "-o", "json");

      assertToldOnce(run, lab, 40);
      assertThat(lab.sandbox.state().count(Operation.URL)).isBetween(1L, 4L);
      assertThat(ImportLab.states(ImportLab.run(limited, csv, "-o", "json")))
          .isEqualTo("uploaded=40");
    }
  }

  @Test
  void oneFileAsksOnlyWhenItWasRefused() {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      Path file = Cli.file(folder, "a.mp4", 10);

      Cli.Run run = lab.cli().run("upload", "file", file, "--parent", "Product demos");

      assertThat(run.exit()).as(run.err()).isEqualTo(2);
      assertThat(run.err())
          .contains("--parent 'Product demos' is not a project or folder", "; use its id: ");
      assertThat(run.out()).isEmpty();
      assertThat(lab.cli().run("upload", "file", file).exit()).isZero();
      assertThat(lab.sandbox.state().count(Operation.PROJECT_GET)).isEqualTo(1);
    }
  }

  /** A token that is cut is refused as "invalid uuid format", which no row is to blame for. */
  @Test
  void aTokenThatIsCutStopsTheRunAndTheRightOneSendsAllRows() {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      Path csv = lab.csv(ImportLab.rows(40));

      Cli.Run run =
          ImportLab.run(
              lab.cli().with("KINESCOPE_API_TOKEN", "0b1a5e11"),
              csv,
              "--parallel",
              1,
              "-o",
              "json");

      assertThat(run.exit()).as(run.err()).isEqualTo(4);
      assertThat(ImportLab.states(run)).isEqualTo("deferred=40");
      assertThat(path("videos.csv.failed.csv")).doesNotExist();
      assertThat(run.err()).containsOnlyOnce("error: ").contains("X-Request-ID");
      assertThat(run.err()).contains("is not a UUID").doesNotContain("--parent");
      assertThat(ImportLab.states(lab.run(csv, "-o", "json"))).isEqualTo("uploaded=40");
    }
  }

  @Test
  void invalidRowsBesideAWrongParentLeaveItTheReason() {
    try (ImportLab lab = ImportLab.in(folder, settings())) {
      Path csv = lab.csv(ImportLab.rows(2) + "ftp://example.com/3.mp4,Three\n");

      Cli.Run run = lab.run(csv, "--parent", NOBODYS, "-o", "json");

      assertThat(run.exit()).isEqualTo(2);
      assertThat(ImportLab.states(run)).isEqualTo("invalid=1 deferred=2");
    }
  }

  private Path path(String name) {
    return folder.resolve(name);
  }
}
