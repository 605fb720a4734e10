package io.kinescope.uploader.emulator;

import io.kinescope.uploader.base.json.JsonObject;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/projects} and the folders below it. */
final class ProjectsHandler implements Handler {
  private static final int FOLDER_DEPTH = 4; // v1, projects, {id}, folders
  private static final Set<String> CATALOGS = Set.of("vod", "live");
  private static final Map<String, Comparator<Projects.Project>> PROJECT_ORDER =
      Map.of(
          "name", Comparator.comparing(Projects.Project::name),
          "created_at", Comparator.comparing(Projects.Project::createdAt));
  private static final Map<String, Comparator<Projects.Folder>> FOLDER_ORDER =
      Map.of(
          "name", Comparator.comparing(Projects.Folder::name),
          "created_at", Comparator.comparing(Projects.Folder::createdAt));

  private final Projects projects;
  private final Videos videos;
  private final Accounts accounts;

  ProjectsHandler(Projects projects, Videos videos, Accounts accounts) {
    this.projects = projects;
    this.videos = videos;
    this.accounts = accounts;
  }

  @Override
  public Answer handle(Call call) throws IOException {
    List<String> path = call.segments();
    boolean creates = call.method().equals("POST");
    accounts.demand(call.rawHeader("Authorization"), creates ? Right.EDIT : Right.READ);
    if (path.size() == 2 && call.method().equals("GET")) {
      return list(call);
    }
    if (path.size() == FOLDER_DEPTH && path.get(3).equals("folders")) {
      String projectId = path.get(2);
      if (projects.project(projectId) == null) {
        throw Errors.notFound("project");
      }
      if (creates) {
        return createFolder(projectId, call.json());
      }
      if (call.method().equals("GET")) {
        return Listing.page(
            call,
            projects.foldersOf(projectId),
            FOLDER_ORDER,
            "created_at.desc",
            ProjectsHandler::json);
      }
    }
    throw Errors.notFound("path");
  }

  private Answer list(Call call) {
    String catalog = call.query("catalog_type");
    if (catalog != null && !CATALOGS.contains(catalog)) {
      throw Errors.unexpectedValue("catalog_type");
    }
    List<Projects.Project> found =
        projects.all().stream()
            .filter(project -> catalog == null || project.catalog().equals(catalog))
            .toList();
    return Listing.page(call, found, PROJECT_ORDER, "created_at.desc", this::json);
  }

  private Answer createFolder(String projectId, JsonObject body) {
    Fields fields = new Fields(body);
    String name = fields.requiredText("name");
    String parentId = fields.text("parent_id");
    fields.refuseInvalid();
    if (parentId != null) {
      Projects.Place parent = projects.place(parentId);
      boolean folderOfProject =
          parent != null && parent.folderId() != null && parent.projectId().equals(projectId);
      if (!folderOfProject && !parentId.equals(projectId)) {
        throw Errors.notFound("parent_id");
      }
    }
    String inFolder = projectId.equals(parentId) ? null : parentId;
    return Answer.data(json(projects.folder(projectId, inFolder, name)));
  }

  private Map<String, @Nullable Object> json(Projects.Project project) {
    Map<String, @Nullable Object> json = Answer.object();
    json.put("id", project.id());
    json.put("name", project.name());
    json.put(
        "folders", projects.foldersOf(project.id()).stream().map(ProjectsHandler::json).toList());
    json.put("privacy_type", "anywhere");
    json.put("privacy_domains", List.of());
    json.put("encrypted", false);
    json.put("items_count", videos.countIn(project.id()));
    json.put("created_at", project.createdAt().toString());
    json.put("updated_at", null);
    return json;
  }

  private static Map<String, @Nullable Object> json(Projects.Folder folder) {
    Map<String, @Nullable Object> json = Answer.object();
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
