package io.kinescope.uploader.api;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.NearestName;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeText;
import io.kinescope.uploader.http.ApiRequest;
import io.kinescope.uploader.http.ApiRequest.Idempotency;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.http.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** {@code /v1/projects} and {@code /v1/projects/{project_id}/folders}. */
public record ProjectsApi(Transport transport) {
  /**
   * Lists projects.
   *
   * @param catalog {@code vod} or {@code live}, or null for both
   */
  public void list(PageQuery query, @Nullable String catalog, Predicate<JsonObject> receiver) {
    HttpUrl.Builder url = url();
    if (catalog != null) {
      url.addQueryParameter("catalog_type", catalog);
    }
    query.read(transport, "list projects", url.build(), receiver);
  }

  /**
   * Lists the folders of a project.
   *
   * @throws UploaderException whose hint tells the ids that may have been meant if the service
   *     knows no such project
   */
  public void folders(String projectId, PageQuery query, Predicate<JsonObject> receiver) {
    inProject(
        projectId,
        () -> {
          query.read(transport, "list folders", foldersUrl(projectId), receiver);
          return projectId;
        });
  }

  /**
   * Makes a folder.
   *
   * @param parentId the folder that it goes into, or null for the project's top level
   */
  public JsonObject createFolder(String projectId, String name, @Nullable String parentId) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    InitRequest.putIfSet(fields, "parent_id", parentId);
    HttpUrl url = foldersUrl(projectId);
    ApiRequest request =
        ApiRequest.json("create the folder", "POST", url, fields, Idempotency.CREATE);
    return inFolder(projectId, parentId, () -> transport.call(request).data(request));
  }

  /** A call below a project: where there is none with this id, the error tells what was meant. */
  private <T> T inProject(String projectId, Supplier<T> call) {
    try {
      return call.get();
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.NOT_FOUND && !isNoId(e)) {
        throw e;
      }
      String meant = null;
      try {
        List<ParentName> all = new ArrayList<>();
        list(PageQuery.ALL, null, project -> all.add(ParentName.of("project", project)));
        boolean there = all.stream().anyMatch(project -> project.id.equals(projectId));
        meant = there ? null : ParentName.meant(projectId, all);
      } catch (UploaderException noRight) {
        throw e;
      }
      throw meant == null ? e : e.saying(String.valueOf(e.getMessage())).hint(meant).build();
    }
  }

  /**
   * What has this id, in words: {@code project "Lectures"}.
   *
   * @throws UploaderException as {@link #place}
   */
  public String whatIs(String id) {
    return place(id).text();
  }

  /**
   * What has this id, in one call for a project and a few more for a folder, whose path names its
   * project, too.
   *
   * @throws UploaderException of kind PARENT_MISSING if nothing has; its hint tells what may have
   *     been meant. Any other kind: it could not be found out
   */
  public ParentPlace place(String id) {
    boolean isId = IdPath.isId(id);
    try {
      JsonObject project = isId ? at(IdPath.add(url(), id), "project") : null;
      if (project != null) {
        return new ParentPlace(ParentName.of("project", project).text(), id, null);
      }
    } catch (UploaderException e) {
      isId = !isNoId(e);
      if (isId) {
        throw e;
      }
    }
    List<JsonObject> projects = new ArrayList<>();
    list(PageQuery.ALL, null, projects::add);
    List<ParentName> all = new ArrayList<>();
    for (JsonObject one : projects) {
      ParentName project = ParentName.of("project", one);
      all.add(project);
      if (project.id.equals(id)) {
        return new ParentPlace(project.text(), id, null);
      }
      for (JsonObject below : one.objects("folders")) {
        ParentName folder = ParentName.of("folder", below);
        all.add(folder);
        if (folder.id.equals(id)) {
          return new ParentPlace(folder.text(), project.id, id);
        }
      }
    }
    // A project tells of its folders, but nobody promises that it tells of all.
    for (JsonObject one : isId ? projects : List.<JsonObject>of()) {
      String in = String.valueOf(one.text("id"));
      JsonObject folder = at(IdPath.add(foldersUrl(in).newBuilder(), id), "folder");
      if (folder != null) {
        return new ParentPlace(ParentName.of("folder", folder).text(), in, id);
      }
    }
    throw UploaderException.withHint(
        ErrorKind.PARENT_MISSING,
        "'" + id + "' is not a project or folder that this token can see",
        ParentName.meant(id, all));
  }

  /** The same below a folder of the project; null for none. */
  private <T> T inFolder(String projectId, @Nullable String folderId, Supplier<T> call) {
    try {
      return inProject(projectId, call);
    } catch (UploaderException e) {
      boolean noSuch = e.kind() == ErrorKind.NOT_FOUND || isNoId(e);
      if (folderId == null || !noSuch || e.hint() != null) {
        throw e;
      }
      List<ParentName> all = new ArrayList<>();
      try {
        folders(projectId, PageQuery.ALL, one -> all.add(ParentName.of("folder", one)));
      } catch (UploaderException noRight) {
        throw e;
      }
      String meant = ParentName.meant(folderId, all);
      throw e.saying(String.valueOf(e.getMessage())).hint(meant).build();
    }
  }

  /** What is there, in one attempt; null if nothing is. */
  private @Nullable JsonObject at(HttpUrl.Builder url, String kind) {
    ApiRequest request = ApiRequest.get("look up the " + kind, url.build());
    try {
      return transport.callOnce(request).data(request);
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  /** A folder of a project. */
  public JsonObject folder(String projectId, String folderId) {
    HttpUrl url = folderUrl(projectId, folderId);
    ApiRequest request = ApiRequest.get("get the folder " + folderId, url);
    return inFolder(projectId, folderId, () -> transport.call(request).data(request));
  }

  /**
   * Gives a folder another name.
   *
   * @param folder as it is: what a PUT does with a parent that it does not name is not documented
   */
  public JsonObject renameFolder(String projectId, JsonObject folder, String name) {
    String id = String.valueOf(folder.text("id"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    InitRequest.putIfSet(fields, "parent_id", folder.text("parent_id"));
    HttpUrl url = folderUrl(projectId, id);
    transport.call(
        ApiRequest.json("rename the folder " + id, "PUT", url, fields, Idempotency.SAFE));
    return folder(projectId, id);
  }

  /**
   * Deletes a folder; done as well if it is gone already. What becomes of videos in it is not
   * documented: see that there are none.
   */
  public void deleteFolder(String projectId, String folderId) {
    transport.delete("delete the folder " + folderId, folderUrl(projectId, folderId));
  }

  /** Whether the service says that an id in the call is none. */
  static boolean isNoId(UploaderException e) {
    return e.kind() == ErrorKind.REFUSED && Objects.equals(e.code(), Verdict.NO_UUID);
  }

  /** A project or folder that a video may go to. */
  private record ParentName(String kind, String name, String id) {
    static ParentName of(String kind, JsonObject item) {
      return new ParentName(
          kind, String.valueOf(item.text("name")), String.valueOf(item.text("id")));
    }

    String text() {
      return kind + " \"" + name + "\"";
    }

    /** What to do about a parent that is none: those of this name, or of one like it. */
    static String meant(String name, List<ParentName> all) {
      List<ParentName> same = all.stream().filter(one -> one.name.equalsIgnoreCase(name)).toList();
      if (same.isEmpty()) {
        String text = name.toLowerCase(Locale.ROOT);
        same =
            all.stream().filter(one -> one.name.toLowerCase(Locale.ROOT).contains(text)).toList();
      }
      if (same.isEmpty()) {
        String near =
            NearestName.of(name, all.stream().map(ParentName::name).toList()).orElse(null);
        same = all.stream().filter(one -> one.name.equals(near)).toList();
      }
      return same.isEmpty()
          ? "'kinescope projects' and 'kinescope folders PROJECT_ID' list ids"
          : "use its id: "
              + SafeText.list(same.stream().map(one -> one.id + " for " + one.text()).toList());
    }
  }

  private HttpUrl.Builder url() {
    return transport.hosts().api().newBuilder().addPathSegments("v1/projects");
  }

  private HttpUrl folderUrl(String projectId, String folderId) {
    return IdPath.add(foldersUrl(projectId).newBuilder(), folderId).build();
  }

  private HttpUrl foldersUrl(String projectId) {
    return IdPath.add(url(), projectId).addPathSegment("folders").build();
  }
}
