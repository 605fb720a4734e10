package io.kinescope.uploader.diagnose;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.VideosApi.Filter;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.Hosts;
import io.kinescope.uploader.http.Transport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at all that an upload depends on; makes nothing. */
public final class Diagnosis {
  /** Kinescope's code for a token that is right, but not for this. */
  private static final int ACCESS_DENIED = 100103;

  private static final int SERVER_ERROR = 500;

  /** A clock this far off spoils TLS and the search for videos "made since". */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private static final PageQuery ONE = new PageQuery(1, 1, null);
  private static final Filter ANY = new Filter(null, null, null, List.of(), List.of());

  private final Transport transport;
  private final Kinescope kinescope;
  private final @Nullable UploaderException noToken;
  private final @Nullable URI proxy;
  private final @Nullable String parent;
  private final List<CheckResult> results = new ArrayList<>();

  /**
   * What is looked at.
   *
   * @param noToken the error of a call that needs a token; null if there is one
   */
  public Diagnosis(
      Transport transport,
      @Nullable UploaderException noToken,
      @Nullable URI proxy,
      @Nullable String parent) {
    this.transport = transport;
    this.kinescope = Kinescope.over(transport);
    this.noToken = noToken;
    this.proxy = proxy;
    this.parent = parent;
  }

  /** All that was found, in the order in which a person would look. */
  public List<CheckResult> results() {
    proxy();
    Hosts hosts = transport.hosts();
    Attempt api = host("API host", hosts.apiUrl(), () -> Kinescope.reach(transport, hosts.api()));
    host("upload host", hosts.uploaderUrl(), () -> Kinescope.reach(transport, hosts.uploader()));
    Instant date = api instanceof Attempt.Answered answered ? answered.answer().date() : null;
    if (date != null) {
      clock(date);
    }
    if (noToken != null) {
      results.add(CheckResult.failed("token", noToken));
    } else if (api instanceof Attempt.Broken) {
      results.add(CheckResult.warning("token", "not checked: the API host does not answer", null));
    } else {
      tokenAndRights();
    }
    return results;
  }

  private void proxy() {
    results.add(
        CheckResult.ok(
            "proxy",
            proxy == null
                ? "none"
                : Redaction.url(proxy.toString()) + ", for https but not for NO_PROXY's hosts"));
  }

  private Attempt host(String check, String url, Supplier<Attempt> asked) {
    long start = System.nanoTime();
    Attempt attempt = asked.get();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    results.add(reached(check, url, attempt, took));
    return attempt;
  }

  private static CheckResult reached(String check, String url, Attempt attempt, Duration took) {
    if (attempt instanceof Attempt.Broken broken) {
      String advice = "check the name, the network, the proxy and --ca-cert";
      return CheckResult.failed(check, ErrorKind.TRANSIENT, url + ": " + broken.reason(), advice);
    }
    int status = ((Attempt.Answered) attempt).answer().status();
    if (status >= SERVER_ERROR) {
      return CheckResult.warning(
          check,
          url + " answers with HTTP " + status,
          "the service or a proxy has trouble; try again later");
    }
    String tls = url.startsWith("https:") ? ", certificate trusted" : "";
    return CheckResult.ok(check, url + " answers in " + Durations.format(took) + tls);
  }

  private void clock(Instant theirs) {
    Duration off = Duration.between(theirs, Instant.now()); // their seconds are cut off
    String text = Durations.format(off.abs()) + (off.isNegative() ? " behind" : " ahead of");
    results.add(
        off.abs().compareTo(CLOCK_TOLERANCE) > 0
            ? CheckResult.warning(
                "clock", "this machine's is " + text + " the service's", "synchronize it with NTP")
            : CheckResult.ok(
                "clock", "as the service's, to within " + Durations.format(off.abs())));
  }

  private void tokenAndRights() {
    UploaderException projects = tried(() -> kinescope.projects().list(ONE, null, item -> false));
    if (projects != null && projects.kind() == ErrorKind.AUTH && !denied(projects)) {
      String message = String.valueOf(projects.getMessage());
      String advice = "create a new token in Kinescope and set KINESCOPE_API_TOKEN to it";
      results.add(CheckResult.failed("token", projects.saying(message).hint(advice).build()));
      return;
    }
    results.add(
        projects == null || denied(projects)
            ? CheckResult.ok(
                "token", "accepted; whether it may upload can't be tried without making a video")
            : CheckResult.failed("token", projects));
    UploaderException videos = tried(() -> kinescope.videos().list(ONE, ANY, item -> false));
    right(
        "right to read projects",
        projects,
        "without it, 'projects' and 'folders' can't list; uploading works");
    right(
        "right to read videos",
        videos,
        "without it, links, --wait and recovery of lost uploads are unavailable");
    parent(projects == null);
  }

  private void right(String check, @Nullable UploaderException e, String without) {
    if (e == null) {
      results.add(CheckResult.ok(check, "the token has it"));
    } else if (denied(e)) {
      results.add(CheckResult.warning(check, "the token does not have it", without));
    } else {
      results.add(CheckResult.failed(check, e));
    }
  }

  private void parent(boolean readable) {
    if (parent == null) {
      results.add(
          CheckResult.warning(
              "parent", "none is set", "use --parent ID or set KINESCOPE_PARENT_ID to upload"));
    } else if (!readable) {
      results.add(
          CheckResult.warning("parent", "can't be looked up without reading projects", null));
    } else {
      lookUp(parent);
    }
  }

  private void lookUp(String parent) {
    try {
      String what = whatIs(parent);
      results.add(
          what == null
              ? CheckResult.failed(
                  "parent",
                  ErrorKind.PARENT_MISSING,
                  parent + " is no project or folder that this token can see",
                  "'kinescope projects' and 'kinescope folders' list ids")
              : CheckResult.ok("parent", what));
    } catch (UploaderException e) {
      results.add(CheckResult.failed("parent", e));
    }
  }

  /** The project or folder with this id; null if there is none. No call asks for one. */
  private @Nullable String whatIs(String id) {
    List<String> found = new ArrayList<>();
    List<String> projects = new ArrayList<>();
    kinescope
        .projects()
        .list(
            PageQuery.ALL,
            null,
            project -> {
              projects.add(String.valueOf(project.text("id")));
              note(found, "project", project, id);
              project.objects("folders").forEach(folder -> note(found, "folder", folder, id));
              return found.isEmpty();
            });
    // A project tells of its folders, but nobody promises that it tells of all.
    for (String project : projects) {
      if (found.isEmpty()) {
        kinescope
            .projects()
            .folders(
                project,
                PageQuery.ALL,
                folder -> {
                  note(found, "folder", folder, id);
                  return found.isEmpty();
                });
      }
    }
    return found.isEmpty() ? null : found.get(0);
  }

  private static void note(List<String> found, String kind, JsonObject item, String id) {
    if (id.equals(item.text("id"))) {
      found.add(kind + " \"" + item.text("name") + "\"");
    }
  }

  private static @Nullable UploaderException tried(Runnable call) {
    try {
      call.run();
      return null;
    } catch (UploaderException e) {
      if (e.kind() == ErrorKind.INTERRUPTED) {
        throw e;
      }
      return e;
    }
  }

  private static boolean denied(UploaderException e) {
    return e.code() != null && e.code() == ACCESS_DENIED;
  }
}
