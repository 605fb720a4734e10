package io.kinescope.uploader.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {

  @Test
  void projectsComeWithTheirFoldersInTheDocumentedEnvelope() throws Exception {
    try (Account account = new Account()) {
      Wire.Reply reply = account.get("/v1/projects");
      assertThat(reply.header("X-Request-ID")).isNotEmpty();
      List<JsonObject> projects = reply.json().objects("data");
      assertThat(projects).hasSize(3);
      assertThat(texts(projects, "name")).contains("Онлайн-школа");
      JsonObject first =
          projects.stream()
              .filter(p -> account.sandbox.defaultParentId().equals(p.text("id")))
              .findFirst()
              .orElseThrow();
      assertThat(texts(first.objects("folders"), "name")).contains("Лекции", "Вебинары");
      JsonObject meta = Objects.requireNonNull(reply.json().object("meta"));
      JsonObject pagination = Objects.requireNonNull(meta.object("pagination"));
      assertThat(pagination.number("page")).isEqualTo(1);
      assertThat(pagination.number("per_page")).isEqualTo(10);
      assertThat(pagination.number("total")).isEqualTo(3);
      assertThat(Objects.requireNonNull(meta.object("order")).text("created_at")).isEqualTo("desc");
    }
  }

  @Test
  void listsHavePagesAndOrder() throws Exception {
    try (Account account = new Account()) {
      assertThat(names(account, "/v1/projects?order=name"))
          .containsExactly("Product demos", "Онлайн-школа", "Прямые эфиры");
      assertThat(names(account, "/v1/projects?order=name.desc&per_page=2&page=2"))
          .containsExactly("Product demos");
      assertThat(names(account, "/v1/projects?per_page=2&page=3")).isEmpty();
      assertThat(names(account, "/v1/projects?catalog_type=live")).containsExactly("Прямые эфиры");
      assertThat(account.get("/v1/projects?per_page=1000").body()).contains("\"per_page\":100");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/projects?order=privacy_type.desc, 400, 400216",
    "/v1/videos?order=md5, 400, 400216",
    "/v1/projects?order=name.up, 400, 400400",
    "/v1/projects?page=0, 400, 400400",
    "/v1/projects?per_page=x, 400, 400400",
    "/v1/projects?catalog_type=x, 400, 400400",
    "/v1/projects/x/folders, 404, 404404",
    "/v1/videos/x, 404, 404404",
    "/v1/nothing, 404, 404404",
  })
  void wrongQuestionsHaveTheirCodes(String path, int status, long code) throws Exception {
    try (Account account = new Account()) {
      Wire.Reply reply = account.get(path);
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.code()).isEqualTo(code);
      assertThat(reply.header("X-Request-ID")).isNotEmpty();
    }
  }

  @Test
  void foldersAreListedAndMadeAndNested() throws Exception {
    try (Account account = new Account()) {
      String path = "/v1/projects/" + account.sandbox.defaultParentId() + "/folders";
      JsonObject made = account.api("POST", path, "{\"name\":\"Осень\"}").data();
      JsonObject nested =
          account
              .api("POST", path, "{\"name\":\"Октябрь\",\"parent_id\":\"" + made.text("id") + "\"}")
              .data();
      assertThat(nested.text("parent_id")).isEqualTo(made.text("id"));
      assertThat(names(account, path + "?order=name"))
          .containsExactly("Введение", "Вебинары", "Лекции", "Октябрь", "Осень");
      assertThat(account.api("POST", path, "{}").code()).isEqualTo(402402);
      assertThat(account.api("POST", path, "{\"name\":\"x\",\"parent_id\":\"x\"}").code())
          .isEqualTo(400301);
      account.sandbox.play(FaultScript.of());
      Map<String, Object> init = account.video("in a folder");
      init.put("parent_id", nested.text("id"));
      account.init(init);
      assertThat(account.only().folderId()).isEqualTo(nested.text("id"));
      assertThat(account.only().projectId()).isEqualTo(account.sandbox.defaultParentId());
    }
  }

  @Test
  void videosAreFiltered() throws Exception {
    try (Account account = new Account()) {
      String first = account.link("Лекция один", 5).videoId();
      account.clock.advance(Duration.ofSeconds(1));
      String second = account.link("Webinar", 5).videoId();
      account.single(Map.of("X-Video-Title", "c", "X-Video-Description", "о лекции"), new byte[1]);
      account.clock.advance(Account.PROCESSING);
      assertThat(titles(account, "")).containsExactly("c", "Webinar", "Лекция один");
      assertThat(titles(account, "?order=created_at.asc"))
          .containsExactly("Лекция один", "Webinar", "c");
      assertThat(titles(account, "?q=%D0%BB%D0%B5%D0%BA%D1%86%D0%B8"))
          .containsExactly("c", "Лекция один");
      assertThat(titles(account, "?status%5B%5D=done")).containsExactly("c");
      assertThat(titles(account, "?status[]=done&status[]=pending")).hasSize(3);
      assertThat(titles(account, "?video_ids[]=" + first + "&video_ids[]=" + second)).hasSize(2);
      assertThat(titles(account, "?project_id=" + account.sandbox.defaultParentId())).hasSize(3);
      assertThat(titles(account, "?project_id=x")).isEmpty();
      assertThat(titles(account, "?folder_id=x")).isEmpty();
      assertThat(titles(account, "?without_folder=true")).hasSize(3);
    }
  }

  @Test
  void aHundredVideosAreAskedForAtOnce() throws Exception {
    try (Account account = new Account()) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 101; i++) {
        ids.add(Objects.requireNonNull(account.url("https://example.com/a").data().text("id")));
      }
      String query = "&video_ids[]=" + String.join("&video_ids[]=", ids.subList(1, 101));
      Wire.Reply reply = account.get("/v1/videos?per_page=100" + query);
      assertThat(reply.json().objects("data"))
          .extracting(video -> video.text("id"))
          .containsExactlyInAnyOrderElementsOf(ids.subList(1, 101));
    }
  }

  @Test
  void theListCanLagBehind() throws Exception {
    EmulatorSettings settings =
        EmulatorSettings.defaults().unlimited().listLag(Duration.ofSeconds(5));
    try (Account account = new Account(settings)) {
      String id = account.link("new", 5).videoId();
      assertThat(titles(account, "")).isEmpty();
      assertThat(account.get("/v1/videos/" + id).status()).isEqualTo(200);
      account.clock.advance(Duration.ofSeconds(5));
      assertThat(titles(account, "")).containsExactly("new");
    }
  }

  @Test
  void aPatchChangesOnlyWhatItIsGiven() throws Exception {
    try (Account account = new Account()) {
      String path = "/v1/videos/" + account.link("old", 5).videoId();
      account.api("PATCH", path, "{\"description\":\"d\"}");
      assertThat(account.api("PATCH", path, "{\"title\":\"Новое\"}").data().text("description"))
          .isEqualTo("d");
      assertThat(account.only().title()).isEqualTo("Новое");
      assertThat(account.api("PATCH", path, "{\"title\":\"\"}").code()).isEqualTo(402402);
      assertThat(account.api("PATCH", path, "{\"title\":\"" + "x".repeat(141) + "\"}").code())
          .isEqualTo(402402);
      assertThat(account.api("DELETE", path, "").status()).isEqualTo(200);
      assertThat(account.get(path).code()).isEqualTo(404404);
    }
  }

  @Test
  void tokensAreCheckedAsObserved() throws Exception {
    String uploadOnly = "0b0e0f6e-7a3e-4c1b-9b5a-0c3c1f7f0a01";
    String noEdit = "0b0e0f6e-7a3e-4c1b-9b5a-0c3c1f7f0a02";
    EmulatorSettings settings =
        EmulatorSettings.defaults()
            .unlimited()
            .extraToken(uploadOnly, Right.UPLOAD_ONLY)
            .extraToken(noEdit, Set.of(Right.READ, Right.UPLOAD));
    try (Account account = new Account(settings)) {
      URI videos = URI.create(account.sandbox.apiUrl() + "/v1/videos");
      Wire.Reply none = Wire.send("GET", videos, Map.of(), "");
      assertThat(none.status()).isEqualTo(400);
      assertThat(none.code()).isEqualTo(100101);
      String noUuid = "Bearer nonsense";
      assertThat(Wire.send("GET", videos, Map.of("Authorization", noUuid), "").code())
          .isEqualTo(400301);
      String nobodys = "Bearer " + UUID.randomUUID();
      for (String wrong : List.of(nobodys, "Basic abc", account.sandbox.token())) {
        Wire.Reply reply = Wire.send("GET", videos, Map.of("Authorization", wrong), "");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo(100102);
      }
      Wire.Reply denied = as(uploadOnly, "GET", videos);
      assertThat(denied.status()).isEqualTo(403);
      assertThat(denied.code()).isEqualTo(100103);
      URI upload = URI.create(account.sandbox.uploaderUrl() + "/v2/init");
      assertThat(as(uploadOnly, "POST", upload).code()).isEqualTo(1);
      URI video = URI.create(videos + "/" + account.link("a", 1).videoId());
      assertThat(as(noEdit, "GET", video).status()).isEqualTo(200);
      assertThat(as(noEdit, "PATCH", video).code()).isEqualTo(100103);
    }
  }

  @Test
  void everyHostSaysThatItIsAnEmulator() throws Exception {
    try (Account account = new Account()) {
      for (URI host :
          List.of(
              account.sandbox.apiUrl(),
              account.sandbox.uploaderUrl(),
              account.sandbox.endpointUrl())) {
        assertThat(Wire.send("GET", host, Map.of(), "").body()).contains("It is not Kinescope");
      }
    }
  }

  private static Wire.Reply as(String token, String method, URI uri) throws IOException {
    return Wire.send(method, uri, Map.of("Authorization", "Bearer " + token), "");
  }

  private static List<String> names(Account account, String path) throws IOException {
    return texts(account.get(path).json().objects("data"), "name");
  }

  private static List<String> titles(Account account, String query) throws IOException {
    return texts(account.get("/v1/videos" + query).json().objects("data"), "title");
  }

  private static List<String> texts(List<JsonObject> objects, String field) {
    return objects.stream().map(object -> String.valueOf(object.text(field))).toList();
  }
}
