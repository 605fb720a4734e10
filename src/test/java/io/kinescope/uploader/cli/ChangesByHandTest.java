package io.kinescope.uploader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cleaning up by hand: what changes folders and videos, and {@code api}. */
class ChangesByHandTest {
  @TempDir Path folder;

  private final Emulator sandbox =
      Emulator.start(EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO));
  private final Cli cli = Cli.at(sandbox).with("XDG_STATE_HOME", "/dev/null/none");
  private final String project = sandbox.defaultParentId();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private String video(String title) {
    return video(title, project);
  }

  private String video(String title, String parent) {
    String url = "https://example.com/" + title + ".mp4";
    return cli.run("upload", "url", url, "--title", title, "-o", "id", "-q", "--parent", parent)
        .out()
        .strip();
  }

  private String folder(String name) {
    return cli.run("folders", "create", project, name, "-o", "id").out().strip();
  }

  private String field(String id, String name) {
    return String.valueOf(cli.run("videos", "get", id, "-o", "json").json().text(name));
  }

  private long changes() {
    return sandbox
        .state()
        .count(
            Operation.VIDEO_DELETE,
            Operation.VIDEO_PATCH,
            Operation.VIDEO_MOVE,
            Operation.FOLDER_PUT,
            Operation.FOLDER_DELETE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "videos edit VIDEO --title New",
        "videos move VIDEO --to FOLDER",
        "videos delete VIDEO",
        "folders rename PROJECT FOLDER New",
        "folders delete PROJECT FOLDER",
      })
  void nothingIsChangedUnlessSomebodyAgrees(String line) {
    String[] args =
        line.replace("VIDEO", video("Old"))
            .replace("FOLDER", folder("F"))
            .replace("PROJECT", project)
            .split(" ");

    Cli.Run nobody = cli.run((Object[]) args);
    assertThat(nobody.exit()).isEqualTo(2);
    assertThat(nobody.out()).isEmpty();
    assertThat(nobody.err()).contains("not a terminal").contains("add --yes");

    String[] dry =
        List.of(String.join(" ", args), "--dry-run").stream()
            .flatMap(part -> List.of(part.split(" ")).stream())
            .toArray(String[]::new);
    Cli.Run dryRun = cli.run((Object[]) dry);
    assertThat(dryRun.exit()).as(dryRun.err()).isZero();
    assertThat(dryRun.out()).isNotEmpty();
    assertThat(dryRun.err()).startsWith("dry run, nothing was changed; it would ");

    for (String answer : List.of("n\n", "\n", "", "yesterday\n")) {
      Cli.Run refused = cli.answering(answer).run((Object[]) args);
      assertThat(refused.exit()).isEqualTo(3);
      assertThat(refused.err()).contains("? ").contains("[y/N] ").contains("nothing was changed");
    }
    assertThat(changes()).isZero();

    Cli.Run agreed = cli.answering("Yes\n").run((Object[]) args);
    assertThat(agreed.exit()).as(agreed.err()).isZero();
    assertThat(changes()).isEqualTo(1);
  }

  @Test
  void aVideoIsEdited() {
    String id = video("Old");

    Cli.Run run = cli.run("videos", "edit", id, "--title", "Neu №1", "--yes", "-o", "json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.json().text("title")).isEqualTo("Neu №1");
    cli.run("videos", "edit", id, "--description", "D", "--yes");
    assertThat(field(id, "description")).isEqualTo("D");
    assertThat(cli.run("videos", "edit", id, "--yes").err()).contains("use --title or");
    assertThat(cli.run("videos", "edit", id, "--yes", "--title", "x".repeat(141)).exit())
        .isEqualTo(2);
    assertThat(cli.run("videos", "edit", "nowhere", "--yes", "--title", "x").exit()).isEqualTo(3);
  }

  @Test
  void videosMoveToAFolderAndBack() {
    String a = video("A");
    String b = video("B");
    String there = folder("There");

    Cli.Run run = cli.run("videos", "move", a, b, "--to", there, "--yes", "-o", "jsonl");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.objects()).extracting(v -> v.text("folder_id")).containsExactly(there, there);
    assertThat(cli.run("videos", "move", a, "--to", project, "--yes").exit()).isZero();
    assertThat(field(a, "folder_id")).isEqualTo("null");
    Cli.Run byName = cli.run("videos", "move", a, "--to", "There", "--yes");
    assertThat(byName.exit()).isEqualTo(3);
    assertThat(byName.err()).contains("use its id: " + there);
  }

  @Test
  void aMoveThatTheServiceAcceptsAndDoesNotMakeIsAnError() {
    String a = video("A");
    String there = folder("There");
    try (RawServer server =
        new RawServer(
            line ->
                line.contains("/projects")
                    ? "{\"data\":{\"id\":\"" + there + "\",\"name\":\"P\"}}"
                    : "{\"data\":{\"id\":\"" + a + "\",\"project_id\":\"other\"}}")) {
      Cli.Run run =
          Cli.at(server.url(), server.url())
              .with("KINESCOPE_API_TOKEN", sandbox.token())
              .run("videos", "move", a, "--to", there, "--yes");

      assertThat(run.exit()).as(run.err()).isEqualTo(3);
      assertThat(run.err()).contains("accepted to move the video").contains("but it is not in");
    }
  }

  @Test
  void withOneVideoThatIsNotThereNoneIsDeleted() {
    String a = video("A");

    assertThat(cli.run("videos", "delete", a, "nowhere", "--yes").exit()).isEqualTo(3);
    assertThat(field(a, "title")).isEqualTo("A");
    Cli.Run run = cli.run("videos", "delete", a, video("B"), a, "--yes", "-o", "csv");
    assertThat(run.lines()).hasSize(3);
    assertThat(cli.run("videos", "list", "-o", "id").out()).isEmpty();
  }

  @Test
  void allVideosThatAreNotThereAreNamedBeforeAnyIsChanged() {
    String a = video("A");

    Cli.Run run = cli.run("videos", "move", "no-1", a, "no-2", "--to", folder("F"), "--yes");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("no-1", "no-2", "nothing was changed");
    assertThat(changes()).isZero();
  }

  @Test
  void aVideoThatTheServiceRefusesToChangeKeepsNoOtherFromItsTurn() {
    String there = folder("There");
    List<String> ids = List.of(video("A"), video("B"), video("C"));
    sandbox.play(
        FaultScript.of(FaultRule.on(Operation.VIDEO_MOVE).nth(2).then(FaultAction.status(422))));

    Cli.Run run =
        cli.run("videos", "move", ids.get(0), ids.get(1), ids.get(2), "--to", there, "--yes");

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("could not move the video " + ids.get(1));
    assertThat(cli.run("videos", "list", "--folder", there, "-o", "id").lines())
        .containsExactlyInAnyOrder(ids.get(0), ids.get(2));
  }

  @Test
  void aFolderWhoseDeletionLostItsAnswerIsDeleted() {
    String id = folder("F");
    sandbox.play(
        FaultScript.of(
            FaultRule.on(Operation.FOLDER_DELETE).nth(1).then(FaultAction.loseAnswer())));

    Cli.Run run = cli.run("folders", "delete", project, id, "--yes");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(cli.run("folders", project, "-o", "id").lines()).doesNotContain(id);
  }

  /** With it, the call would be one about all videos, or about the project of a folder. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "videos delete ID --yes",
        "videos get ID",
        "videos edit ID --title x --yes",
        "videos wait ID",
        "folders ID",
        "folders delete PROJECT ID --yes",
        "folders rename PROJECT ID x --yes",
        "folders create ID x"
      })
  void whatCanBeNoIdIsNotSent(String line) {
    for (String id : List.of("", ".", "..")) {
      List<String> args = new ArrayList<>(List.of(line.replace("PROJECT", project).split(" ")));
      args.replaceAll(arg -> arg.equals("ID") ? id : arg);

      Cli.Run run = cli.run(args.toArray());

      assertThat(run.exit()).as("%s: %s", args, run.err()).isIn(2, 3);
      assertThat(run.err()).contains("'" + id + "' is not").doesNotContain("HTTP");
    }
  }

  @Test
  void aFoldersNameOffersItsId() {
    String id = folder("Архив");

    for (String line :
        List.of("delete P Архив --yes", "rename P Архив x --yes", "create P x --in Архив")) {
      Cli.Run run = cli.run((Object[]) ("folders " + line.replace("P", project)).split(" "));

      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("use its id: " + id + " for folder \"Архив\"");
    }
  }

  @Test
  void aStopRequestEndsTheQuestion() {
    String id = video("A");

    Cli.Run run = cli.interrupting().run("videos", "delete", id);

    assertThat(run.exit()).isEqualTo(130);
    assertThat(run.err()).endsWith("[y/N] \nerror: stopped\n");
    assertThat(changes()).isZero();
  }

  @Test
  void aFolderKeepsItsPlaceWhenItIsRenamed() {
    String outer = folder("Outer");
    String inner =
        cli.run("folders", "create", project, "In", "--in", outer, "-o", "id").out().strip();

    JsonObject renamed =
        cli.run("folders", "rename", project, inner, "Inner", "--yes", "-o", "json").json();

    assertThat(renamed.text("name")).isEqualTo("Inner");
    assertThat(renamed.text("parent_id")).isEqualTo(outer);
  }

  @Test
  void aFolderIsDeletedOnlyWhenItIsEmpty() {
    String outer = folder("Outer");
    String inner =
        cli.run("folders", "create", project, "In", "--in", outer, "-o", "id").out().strip();
    String id = video("V", inner);

    assertThat(cli.run("folders", "delete", project, outer, "--yes").err())
        .contains("has folders in it, such as \"In\"");
    assertThat(cli.run("folders", "delete", project, inner, "--yes").err())
        .contains("has videos in it, such as \"V\"");
    cli.run("videos", "delete", id, "--yes");
    assertThat(cli.run("folders", "delete", project, inner, "--yes").exit()).isZero();
    assertThat(cli.run("folders", "delete", project, outer, "--yes").exit()).isZero();
    assertThat(cli.run("folders", "delete", project, outer, "--yes").exit()).isEqualTo(3);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the browser is a shell script")
  void aVideoIsOpenedInTheBrowser() throws IOException {
    String id = video("A");
    Path browser =
        Cli.text(folder, "browser", "#!/bin/sh\nprintf %s \"$*\" >" + folder + "/seen\n");
    assertThat(browser.toFile().setExecutable(true)).isTrue();
    Cli own = cli.with("BROWSER", browser.toString());

    Cli.Run dry = own.run("videos", "open", id, "--dry-run");
    assertThat(folder.resolve("seen")).doesNotExist();
    Cli.Run run = own.run("videos", "open", id);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(dry.out()).startsWith("https://");
    assertThat(Files.readString(folder.resolve("seen"))).isEqualTo(run.out().strip());
    Cli.Run none = cli.with("BROWSER", folder + "/none").run("videos", "open", id);
    assertThat(none.exit()).isEqualTo(11);
    assertThat(none.err()).contains("open the link yourself");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the browser is a shell script")
  void theBrowsersOfTheVariableAreTriedInTurnAndSeeNoToken() throws IOException {
    String id = video("A");
    String script =
        "#!/bin/sh\nprintf '%s|' \"$@\" ${KINESCOPE_API_TOKEN-none} >" + folder + "/seen\n";
    Path browser = Cli.text(folder, "my browser", script);
    assertThat(browser.toFile().setExecutable(true)).isTrue();

    Cli.Run run =
        cli.with("BROWSER", folder + "/none:'" + browser + "' --new %s -x")
            .run("videos", "open", id);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Files.readString(folder.resolve("seen")))
        .isEqualTo("--new|" + run.out().strip() + "|-x|none|");
  }

  @Test
  void anyCallOfTheApiCanBeMade() {
    String id = video("A");
    Path body = Cli.text(folder, "body.json", "{\"title\":\"B\"}");

    assertThat(cli.run("api", "GET", "/v1/projects?per_page=1").json().objects("data")).hasSize(1);
    assertThat(cli.run("api", "get", "v1/videos", "-f", "q=nothing").out()).contains("\"data\":[]");
    assertThat(cli.run("api", "PATCH", "/v1/videos/" + id, "--input", body).exit()).isZero();
    assertThat(field(id, "title")).isEqualTo("B");
    cli.reading("{\"title\":\"C\"}").run("api", "PATCH", "/v1/videos/" + id, "--input", "-");
    assertThat(field(id, "title")).isEqualTo("C");
    cli.run("api", "PATCH", "/v1/videos/" + id, "-f", "title=D = E", "--field", "description=x");
    assertThat(field(id, "title")).isEqualTo("D = E");
    String made =
        Objects.requireNonNull(
                cli.run("api", "POST", "/v1/projects/" + project + "/folders", "-f", "name=F")
                    .json()
                    .object("data"))
            .text("id");
    assertThat(cli.run("folders", project, "-o", "id").lines()).contains(made);
    assertThat(cli.run("api", "DELETE", "/v1/videos/" + id).exit()).isZero();
    Cli.Run gone = cli.run("api", "GET", "/v1/videos/" + id);
    assertThat(gone.exit()).isEqualTo(3);
    assertThat(gone.err()).contains("could not call GET /v1/videos/" + id + ": no such entity");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, https://example.com/v1/projects",
    "GET, //example.com/v1/projects",
    "GET, 'HTTPS:example.com'",
    "GET, 'user@host:1/x'",
    "HEAD, /v1/projects",
    "GET, ''",
    "GET, /v1/projects --input body.json",
  })
  void noCallGoesToAnotherHost(String method, String path) {
    Path body = Cli.text(folder, "body.json", "{}");
    Object[] words =
        ("api " + method + " " + path.replace("body.json", body.toString())).split(" ", -1);
    Cli.Run run = cli.run(words);

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(sandbox.state().totalRequests()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"GET, 302", "GET, 308", "POST, 307", "DELETE, 308"})
  void aRedirectToAnotherHostIsNotFollowed(String method, int status) {
    try (RawServer other = new RawServer(line -> "{}");
        RawServer api = RawServer.redirecting(status, other.url() + "/stolen")) {
      Cli.Run run =
          Cli.at(api.url(), other.url())
              .with("KINESCOPE_API_TOKEN", sandbox.token())
              .run("api", method, "/v1/projects");

      assertThat(run.exit()).as(run.err()).isEqualTo(5);
      assertThat(run.err()).contains("redirected (HTTP " + status);
      assertThat(other.requests("")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/\\example.com/x",
        "\\/example.com",
        "/@example.com/",
        "/../../x",
        "/%2F%2Fexample.com"
      })
  void whatOnlyLooksLikeAHostStaysAPath(String path) {
    assertThat(cli.run("api", "GET", path).exit()).isIn(2, 3);
  }
}
