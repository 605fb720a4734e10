package io.kinescope.uploader.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Projects and folders. */
final class Projects {
  private final List<Project> projects = new CopyOnWriteArrayList<>();
  private final List<Folder> folders = new CopyOnWriteArrayList<>();
  private final Clock clock;

  record Project(String id, String name, String catalog, Instant createdAt) {}

  record Folder(
      String id, String projectId, @Nullable String parentId, String name, Instant createdAt) {}

  /** Where a video lives: in a project, and there perhaps in a folder. */
  record Place(String projectId, @Nullable String folderId) {}

  /** Three projects to start with. */
  Projects(Clock clock) {
    this.clock = clock;
    Instant now = clock.instant();
    Project school = project("Онлайн-школа", "vod", now.minus(Duration.ofDays(30)));
    Project demos = project("Product demos", "vod", now.minus(Duration.ofDays(20)));
    project("Прямые эфиры", "live", now.minus(Duration.ofDays(10)));
    Folder lectures = folder(school.id(), null, "Лекции");
    folder(school.id(), lectures.id(), "Введение");
    folder(school.id(), null, "Вебинары");
    folder(demos.id(), null, "Releases");
  }

  List<Project> all() {
    return projects;
  }

  @Nullable Project project(String id) {
    for (Project project : projects) {
      if (project.id().equals(id)) {
        return project;
      }
    }
    return null;
  }

  List<Folder> foldersOf(String projectId) {
    return folders.stream().filter(folder -> folder.projectId().equals(projectId)).toList();
  }

  Folder folder(String projectId, @Nullable String parentId, String name) {
    Folder folder = new Folder(Ids.uuid(), projectId, parentId, name, clock.instant());
    folders.add(folder);
    return folder;
  }

  /** The place with this id, which may be a project's or a folder's; null if there is none. */
  @Nullable Place place(String id) {
    if (project(id) != null) {
      return new Place(id, null);
    }
    for (Folder folder : folders) {
      if (folder.id().equals(id)) {
        return new Place(folder.projectId(), id);
      }
    }
    return null;
  }

  private Project project(String name, String catalog, Instant createdAt) {
    Project project = new Project(Ids.uuid(), name, catalog, createdAt);
    projects.add(project);
    return project;
  }
}
