package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.SafeText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ids of projects and folders for completion, with their names. Somebody waits at a prompt: what
 * takes long, or fails, is nothing.
 */
enum ParentIds {
  PROJECT,
  FOLDER,
  PARENT;

  /** Prints {@code ID<tab>NAME} of those whose id begins so, or whose name has the word in it. */
  void print(UploaderCommand root, String word, Duration patience, PrintWriter out) {
    if (root.options.hasTokenCommand()) {
      return; // which may ask for a password in the middle of a line
    }
    List<String> found = new ArrayList<>();
    Thread asking = new Thread(() -> find(root, word, found), "completion");
    asking.setDaemon(true);
    asking.start();
    try {
      asking.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!asking.isAlive()) {
      found.forEach(line -> out.print(line + "\n"));
    }
  }

  private void find(UploaderCommand root, String word, List<String> found) {
    try (App app = App.open(root, true, null)) {
      if (app.hasToken()) {
        app.kinescope()
            .projects()
            .list(
                PageQuery.ALL,
                null,
                project -> {
                  if (this != FOLDER) {
                    add(project, "", word, found);
                  }
                  if (this != PROJECT) {
                    String in = project.text("name") + " / ";
                    project.objects("folders").forEach(one -> add(one, in, word, found));
                  }
                  return true;
                });
      }
    } catch (RuntimeException e) {
      found.clear(); // nobody asked for an error
    }
  }

  private static void add(JsonObject item, String in, String word, List<String> found) {
    String id = SafeText.clean(String.valueOf(item.text("id")));
    String name = SafeText.clean(in + item.text("name"));
    String sought = word.toLowerCase(Locale.ROOT);
    if (id.startsWith(word) || name.toLowerCase(Locale.ROOT).contains(sought)) {
      found.add(id + "\t" + name);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
