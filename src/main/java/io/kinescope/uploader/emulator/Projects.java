package io.kinescope.uploader.emulator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /v1/projects} and the folders below it. */
final class Projects {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{36}|\\w{22}");
  private static final Set<String> CATALOGS = Set.of("vod", "live");
  private static final Map<String, Comparator<Project>> PROJECT_ORDER =
      Map.of(
          "name", Comparator.comparing(Project::name),
          "created_at", Comparator.comparing(Project::createdAt));
  private static final Map<String, Comparator<Folder>> FOLDER_ORDER =
      Map.of(
          "name", Comparator.comparing(Folder::name),
          "created_at", Comparator.comparing(Folder::createdAt));

  private final List<Project> projects = new CopyOnWriteArrayList<>();
  private final List<Folder> folders = new CopyOnWriteArrayList<>();
  private final VideoStore videos;

  private record Project(String id, String name, String catalog, Instant createdAt) {}

  private record Folder(
      String id, String projectId, @Nullable String parentId, String name, Instant createdAt) {}

  /** Where a video lives: in a project, and there perhaps in a folder. */
  record ParentPlace(String projectId, @Nullable String folderId) {}

  Projects(VideoStore videos) {
    this.videos = videos;
    String school = project("Онлайн-школа", "vod", 30);
    String demos = project("Product demos", "vod", 20);
    project("Прямые эфиры", "live", 10);
    Folder lectures = folder(school, null, "Лекции");
    folder(school, lectures.id(), "Введение");
    folder(school, null, "Вебинары");
    folder(demos, null, "Releases");
  }

  String firstId() {
    return projects.get(0).id();
  }

  /** The place with this id, which may be a project's or a folder's; refused if there is none. */
  ParentPlace place(String id) {
    if (isProject(checkedId(id))) {
      return new ParentPlace(id, null);
    }
    return folders.stream()
        .filter(folder -> folder.id().equals(id))
        .map(folder -> new ParentPlace(folder.projectId(), id))
        .findFirst()
        .orElseThrow(() -> Problem.NOT_FOUND.with("parent_id"));
  }

  private boolean isProject(String id) {
    return projects.stream().anyMatch(project -> project.id().equals(id));
  }

  Reply list(Call call) {
    String catalog = call.query("catalog_type");
    if (catalog != null && !CATALOGS.contains(catalog)) {
      throw Problem.UNEXPECTED_VALUE.with("catalog_type");
    }
    List<Project> found =
        projects.stream()
            .filter(project -> catalog == null || project.catalog().equals(catalog))
            .toList();
    return ListPage.of(call, found, PROJECT_ORDER, this::json);
  }

  Reply get(Call call) {
    String id = checkedId(call.lastSegment());
    return Reply.data(
        projects.stream()
            .filter(project -> project.id().equals(id))
            .map(this::json)
            .findFirst()
            .orElseThrow(() -> Problem.NOT_FOUND.with("project")));
  }

  Reply getFolder(Call call) {
    return Reply.data(json(folder(call)));
  }

  /** Refuses what can be no id, as the service does. */
  private static String checkedId(String id) {
    if (!ID.matcher(id).matches()) {
      throw Problem.NO_UUID.with(id);
    }
    return id;
  }

  Reply listFolders(Call call) {
    return ListPage.of(call, foldersOf(projectId(call)), FOLDER_ORDER, Projects::json);
  }

  Reply createFolder(Call call) throws IOException {
    String projectId = projectId(call);
    Fields fields = new Fields(call.json());
    String name = fields.required("name");
    String parentId = fields.text("parent_id");
    fields.refuseInvalid();
    ParentPlace place = place(parentId == null ? projectId : parentId);
    if (!place.projectId().equals(projectId)) {
      throw Problem.NOT_FOUND.with("parent_id");
    }
    return Reply.data(json(folder(projectId, place.folderId(), name)));
  }

  /** Replaces name and parent, as PUT does; what the service does without a parent is unknown. */
  Reply putFolder(Call call) throws IOException {
    Folder old = folder(call);
    Fields fields = new Fields(call.json());
    String name = fields.required("name");
    String parentId = fields.text("parent_id");
    fields.refuseInvalid();
    Folder renamed = new Folder(old.id(), old.projectId(), parentId, name, old.createdAt());
    folders.set(folders.indexOf(old), renamed);
    return Reply.data(json(renamed));
  }

  /** What becomes of the videos in it is not documented; here they stay as they are. */
  Reply deleteFolder(Call call) {
    folders.remove(folder(call));
    return Reply.data(Map.of("success", true));
  }

  Reply moveVideo(Call call) throws IOException {
    HostedVideo video = videos.find(call.path.split("/", -1)[3], "video");
    Fields fields = new Fields(call.json());
    String projectId = fields.required("project_id");
    String folderId = fields.text("folder_id");
    fields.refuseInvalid();
    ParentPlace to = place(folderId == null ? projectId : folderId);
    if (!to.projectId().equals(projectId)) {
      throw Problem.NOT_FOUND.with("folder_id");
    }
    video.place = to;
    return videos.reply(video);
  }

  private Folder folder(Call call) {
    String id = checkedId(call.lastSegment());
    return foldersOf(projectId(call)).stream()
        .filter(folder -> folder.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Problem.NOT_FOUND.with("folder"));
  }

  private String projectId(Call call) {
    String id = call.path.split("/", -1)[3]; // "", v1, projects, {id}
    if (!isProject(id)) {
      throw Problem.NOT_FOUND.with("project");
    }
    return id;
  }

  private String project(String name, String catalog, int daysAgo) {
    String id = UUID.randomUUID().toString();
    Instant createdAt = videos.now().minus(Duration.ofDays(daysAgo));
    projects.add(new Project(id, name, catalog, createdAt));
    return id;
  }

  private Folder folder(String projectId, @Nullable String parentId, String name) {
    String id = UUID.randomUUID().toString();
    Folder folder = new Folder(id, projectId, parentId, name, videos.now());
    folders.add(folder);
    return folder;
  }

  private List<Folder> foldersOf(String projectId) {
    return folders.stream().filter(folder -> folder.projectId().equals(projectId)).toList();
  }

  private Map<String, @Nullable Object> json(Project project) {
    Map<String, @Nullable Object> json = Reply.object();
    json.put("id", project.id());
    json.put("name", project.name());
    json.put("folders", foldersOf(project.id()).stream().map(Projects::json).toList());
    json.put("privacy_type", "anywhere");
    json.put("privacy_domains", List.of());
    json.put("encrypted", false);
    json.put("items_count", videos.countIn(project.id()));
    json.put("created_at", project.createdAt().toString());
    json.put("updated_at", null);
    return json;
  }

  private static Map<String, @Nullable Object> json(Folder folder) {
    Map<String, @Nullable Object> json = Reply.object();
    json.put("id", folder.id());
    json.put("name", folder.name());
    json.put("project_id", folder.projectId());
    if (folder.parentId() != null) {
      json.put("parent_id", folder.parentId());
    }
    json.put("created_at", folder.createdAt().toString());
    json.put("updated_at", null);
    return json;
  }
}
