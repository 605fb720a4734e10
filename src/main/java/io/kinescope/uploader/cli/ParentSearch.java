package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.base.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the project or folder with an id: there is no call that asks for one. */
final class ParentSearch {
  private final Kinescope kinescope;
  private @Nullable String found;

  ParentSearch(Kinescope kinescope) {
    this.kinescope = kinescope;
  }

  /** What has this id, in words; null if nothing has. */
  @Nullable String find(String id) {
    List<JsonObject> projects = new ArrayList<>();
    kinescope
        .projects()
        .list(
            PageQuery.ALL,
            null,
            project -> {
              projects.add(project);
              return !matches(project, "project", id)
                  && project.objects("folders").stream()
                      .noneMatch(folder -> matches(folder, "folder", id));
            });
    // A project tells of its folders, but nobody promises that it tells of all.
    for (JsonObject project : projects) {
      String projectId = project.text("id");
      if (found == null && projectId != null) {
        kinescope
            .projects()
            .folders(projectId, PageQuery.ALL, folder -> !matches(folder, "folder", id));
      }
    }
    return found;
  }

  private boolean matches(JsonObject item, String kind, String id) {
    if (!id.equals(item.text("id"))) {
      return false;
    }
    found = kind + " \"" + item.text("name") + "\"";
    return true;
  }
}
