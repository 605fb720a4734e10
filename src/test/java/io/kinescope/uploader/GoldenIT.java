package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kinescope.uploader.base.json.Json;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.EmulatorState;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program goes on with ledgers that released versions wrote; see the README beside
 * them. The service of these tests has what theirs had: videos, and links with some bytes.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class GoldenIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String OLD_FOLDER = "/tmp/kinescope-golden";
  private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678901234Z");
  private static final int BIG = 300_000;
  private static final int ARRIVED = 100_000;

  @TempDir Path temporary;
  private final HttpClient http = HttpClient.newHttpClient();
  private DoorsLab lab;

  @BeforeEach
  void open() throws IOException {
    lab = new DoorsLab(temporary, EmulatorSettings.defaults());
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void whatUploadFileBeganIsResumedAndWhatItEndedIsSkipped() throws Exception {
    Path ledger = lab.uploads();
    Files.createDirectories(Objects.requireNonNull(ledger.getParent()));
    Files.copy(GOLDEN.resolve("uploads.db"), ledger);
    for (String name :
        List.of(
            "open",
            "finished",
            "by-link",
            "replacing",
            "retitling",
            "attached",
            "intent",
            "failed")) {
      zeros(name + ".mp4", BIG);
    }
    zeros("changed.mp4", 3);
    Files.write(lab.work.resolve("changed.mp4"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(lab.work.resolve("changed.mp4"), FileTime.from(MODIFIED));
    Map<String, String> ids = adapt(ledger);
    String old = id(ids, ledger, "replacing");
    String orphan =
        Objects.requireNonNull(
            init(Map.of(
                    "type",
                    "video",
                    "parent_id",
                    lab.service.defaultParentId(),
                    "title",
                    "intent",
                    "filesize",
                    BIG))
                .text("id"));
    long creates = lab.creates();

    assertResumed(
        id(ids, ledger, "open"),
        upload(
            "open",
            "--method",
            "tus",
            "--title",
            "Ночь | день, subtitle=нет, filename=x]",
            "--description",
            "a|b, subtitle=c",
            "--subtitle",
            "д",
            "--filename",
            "сырьё, master.mov",
            "--preview",
            "0.5,5,720p",
            "--client-ip",
            "198.51.100.7"));
    assertResumed(old, upload("replacing", "--replace", old, "--method", "tus"));
    assertResumed(
        old, upload("retitling", "--replace", old, "--title", "Новое имя", "--method", "tus"));
    assertResumed(old, upload("attached", "--attach-to", old, "--method", "tus"));
    assertSkipped(id(ids, ledger, "finished"), upload("finished", "--method", "tus"));
    assertSkipped(
        id(ids, ledger, "by-link"),
        upload("by-link", "--method", "link", "--description", "две\nстроки"));
    assertThat(lab.creates()).isEqualTo(creates);
    assertThat(lab.service.state().attachments())
        .extracting(EmulatorState.Attachment::videoId, EmulatorState.Attachment::bytesReceived)
        .containsExactly(tuple(old, (long) BIG));

    JsonObject failed = DoorsLab.json(upload("failed", "--method", "link"));
    assertThat(failed.fields())
        .containsEntry("state", "uploaded")
        .containsEntry("video_id", id(ids, ledger, "failed"));
    Launcher.Run changed = upload("changed", "--method", "tus");
    assertThat(DoorsLab.json(changed).fields()).containsEntry("state", "skipped");
    assertThat(lab.creates()).isEqualTo(creates);

    Launcher.Run intent = upload("intent", "--method", "tus");
    assertThat(DoorsLab.json(intent).fields()).containsEntry("state", "uploaded");
    assertThat(intent.err()).contains("video " + orphan + " is an orphan");
    assertThat(lab.creates()).isEqualTo(creates + 1);
    assertSkipped(String.valueOf(DoorsLab.json(intent).text("video_id")), upload("intent"));
  }

  @Test
  void anImportIsContinued() throws Exception {
    Path ledger = lab.work.resolve("videos.csv.ledger.db");
    for (String name : List.of("videos.csv", "videos.csv.ledger.db")) {
      Files.copy(GOLDEN.resolve(name), lab.work.resolve(name));
    }
    zeros("link.mp4", BIG);
    zeros("doubled.mp4", BIG);
    zeros("single.mp4", 1000);
    zeros("killed.mp4", 1000);
    zeros("tus.mp4", 17_000_000);
    zeros("linked.mp4", 17_000_000);
    adapt(ledger);
    String made = url("Unknown", "https://example.com/unknown.mp4");
    long creates = lab.creates();

    Launcher.Run run = lab.run("import-csv", "videos.csv", "-o", "jsonl");

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    Map<String, String> states = new TreeMap<>();
    for (JsonObject row : DoorsLab.rows(run)) {
      if ("row".equals(row.text("type"))) {
        JsonObject error = row.object("error");
        states.put(
            String.valueOf(row.text("key")).replaceAll("\\|.*", ""),
            row.text("status") + (error == null ? "" : " " + error.text("kind")));
      }
    }
    assertThat(states)
        .containsOnly(
            Map.entry("url:https://example.com/done.mp4", "skipped"),
            Map.entry("id:broken", "failed video-failed"),
            Map.entry("file:single.mp4", "skipped"),
            Map.entry("id:link", "skipped"),
            Map.entry("id:tus", "skipped"),
            Map.entry("url:https://example.com/lost.mp4", "skipped"),
            Map.entry("id:unknown", "adopted"),
            Map.entry("id:refused", "failed refused"),
            Map.entry("id:later", "uploaded"),
            Map.entry("id:doubled", "skipped"),
            Map.entry("id:killed", "uploaded"),
            Map.entry("file:killed.mp4", "uploaded"),
            Map.entry("file:linked.mp4", "uploaded"));
    assertThat(run.out()).contains(made);
    JsonObject sum = DoorsLab.rows(run).get(DoorsLab.rows(run).size() - 1);
    assertThat(sum.fields())
        .containsEntry("bytes_resumed", ARRIVED)
        .containsEntry("bytes_sent", 17_000_000 - ARRIVED + 1000);
    assertThat(lab.creates()).isEqualTo(creates + 3);
    assertThat(lab.service.state().count(Operation.INIT)).isEqualTo(1);
    assertThat(lab.service.state().titled("Половина"))
        .extracting(EmulatorVideo::bytesReceived)
        .containsExactly(17_000_000L);

    Launcher.Run again = lab.run("import-csv", "videos.csv", "-o", "json");
    assertThat(again.exit()).as(again.err()).isEqualTo(3);
    assertThat(DoorsLab.json(again).fields())
        .containsEntry("skipped", 11)
        .containsEntry("failed", 2);
    assertThat(lab.creates()).isEqualTo(creates + 3);
  }

  private Launcher.Run upload(String name, String... options) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("upload", "file", lab.work.resolve(name + ".mp4").toString()));
    line.addAll(List.of(options));
    line.addAll(List.of("-o", "json"));
    return lab.succeed(line.toArray(String[]::new));
  }

  private static void assertResumed(String video, Launcher.Run run) {
    assertThat(DoorsLab.json(run).fields())
        .as(run.err())
        .containsEntry("state", "uploaded")
        .containsEntry("video_id", video)
        .containsEntry("bytes_resumed", ARRIVED)
        .containsEntry("bytes_sent", BIG - ARRIVED);
  }

  private static void assertSkipped(String video, Launcher.Run run) {
    assertThat(DoorsLab.json(run).fields())
        .as(run.err())
        .containsEntry("state", "skipped")
        .containsEntry("video_id", video);
  }

  private void zeros(String name, int size) throws IOException {
    Path file = Files.write(lab.work.resolve(name), new byte[size]);
    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
  }

  /** What the golden file calls this video, as it is here. */
  private static String id(Map<String, String> ids, Path ledger, String name) throws SQLException {
    List<Map<String, @Nullable String>> found =
        rows(
            ledger,
            "SELECT video_id FROM entry WHERE source LIKE '%/" + name + ".mp4' ORDER BY id DESC");
    String now = found.get(0).get("video_id");
    assertThat(ids).containsValue(now);
    return Objects.requireNonNull(now);
  }

  /**
   * Makes in this test's service what the ledger knows, and writes the new names over the old ones:
   * folder, service, parent, videos, links.
   *
   * @return new video ids by old ones
   */
  private Map<String, String> adapt(Path ledger) throws Exception {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, String> ids = new HashMap<>();
    names.put(OLD_FOLDER, lab.work.toString());
    String oldParent =
        String.valueOf(
            rows(ledger, "SELECT parent FROM entry WHERE parent IS NOT NULL").get(0).get("parent"));
    names.put(oldParent, lab.service.defaultParentId());
    String key = String.valueOf(rows(ledger, "SELECT row_key FROM entry").get(0).get("row_key"));
    List<Map<String, @Nullable String>> service =
        rows(ledger, "SELECT value FROM meta WHERE name = 'service'");
    names.put(
        service.isEmpty()
            ? key.substring(0, key.indexOf('|'))
            : String.valueOf(service.get(0).get("value")),
        lab.service.apiUrl() + "/");
    for (Map<String, @Nullable String> entry :
        rows(
            ledger,
            "SELECT row_key, state, video_id, endpoint, size, title FROM entry WHERE endpoint IS NOT NULL"
                + " ORDER BY row_key LIKE '%videoId=%'")) {
      link(entry, names, ids);
    }
    for (Map<String, @Nullable String> video : rows(ledger, "SELECT video_id FROM video")) {
      String old = String.valueOf(video.get("video_id"));
      if (!ids.containsKey(old)) {
        ids.put(old, url("of the golden ledger", "https://example.com/" + old + ".mp4"));
      }
    }
    names.putAll(ids);
    for (Map.Entry<String, String> name : names.entrySet()) {
      for (String column :
          List.of(
              "entry.row_key",
              "entry.source",
              "entry.parent",
              "entry.video_id",
              "entry.endpoint",
              "video.video_id",
              "meta.value")) {
        String table = column.substring(0, column.indexOf('.'));
        String field = column.substring(column.indexOf('.') + 1);
        DoorsLab.sql(
            ledger,
            "UPDATE " + table + " SET " + field + " = replace(" + field + ", ?, ?)",
            name.getKey(),
            name.getValue());
      }
    }
    // The list is of just now, and so are the calls whose outcome is looked for in it.
    DoorsLab.sql(
        ledger, "UPDATE entry SET intent_at = ?", Instant.now().minusSeconds(60).toEpochMilli());
    return ids;
  }

  /** A link as the entry has it; where Tus was under way, with the first bytes sent. */
  private void link(
      Map<String, @Nullable String> entry, Map<String, String> names, Map<String, String> ids)
      throws Exception {
    String key = String.valueOf(entry.get("row_key"));
    String old = String.valueOf(entry.get("video_id"));
    Map<String, Object> fields = new LinkedHashMap<>();
    boolean replace = key.contains("|Replace[");
    if (replace || key.contains("|Attach[")) {
      if (!ids.containsKey(old)) {
        ids.put(old, url("of the golden ledger", "https://example.com/" + old + ".mp4"));
      }
      fields.put("type", replace ? "replace" : "attachment");
      fields.put("video_id", Objects.requireNonNull(ids.get(old)));
    } else {
      fields.put("type", "video");
      fields.put("parent_id", lab.service.defaultParentId());
      fields.put("title", String.valueOf(entry.get("title")));
    }
    fields.put("filesize", Long.valueOf(String.valueOf(entry.get("size"))));
    JsonObject made = init(fields);
    ids.putIfAbsent(old, Objects.requireNonNull(made.text("id")));
    String endpoint = Objects.requireNonNull(made.text("endpoint"));
    names.put(String.valueOf(entry.get("endpoint")), endpoint);
    if (!"linked".equals(entry.get("state"))) {
      return;
    }
    HttpRequest patch =
        HttpRequest.newBuilder(URI.create(endpoint))
            .method("PATCH", BodyPublishers.ofByteArray(new byte[ARRIVED]))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Offset", "0")
            .header("Content-Type", "application/offset+octet-stream")
            .build();
    assertThat(http.send(patch, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
  }

  private JsonObject init(Map<String, ?> fields) throws Exception {
    return data(
        HttpRequest.newBuilder(URI.create(lab.service.uploaderUrl() + "/v2/init"))
            .POST(BodyPublishers.ofString(Json.write(fields)))
            .header("Content-Type", "application/json"));
  }

  private String url(String title, String url) throws Exception {
    return Objects.requireNonNull(
        data(HttpRequest.newBuilder(URI.create(lab.service.uploaderUrl() + "/v2/video"))
                .POST(BodyPublishers.noBody())
                .header("X-Parent-ID", lab.service.defaultParentId())
                .header("X-Video-Title", title)
                .header("X-Video-URL", url))
            .text("id"));
  }

  private JsonObject data(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        http.send(
            request.header("Authorization", "Bearer " + lab.service.token()).build(),
            BodyHandlers.ofString());
    JsonObject json = Objects.requireNonNull(Json.parseObject(response.body()), response.body());
    return Objects.requireNonNull(json.object("data"), response.body());
  }

  private static List<Map<String, @Nullable String>> rows(Path ledger, String sql)
      throws SQLException {
    List<Map<String, @Nullable String>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        Map<String, @Nullable String> row = new HashMap<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.put(found.getMetaData().getColumnName(i), found.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
