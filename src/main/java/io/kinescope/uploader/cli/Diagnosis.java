package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.VideosApi.Filter;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
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
final class Diagnosis {
  /** Kinescope's code for a token that is right, but not for this. */
  private static final int ACCESS_DENIED = 100103;

  private static final int SERVER_ERROR = 500;

  /** A clock this far off spoils TLS and the search for videos "made since". */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private static final PageQuery ONE = new PageQuery(1, 1, null);
  private static final Filter ANY = new Filter(null, null, null, List.of(), List.of());

  private final App session;
  private final GlobalOptions options;
  private final List<CheckResult> findings = new ArrayList<>();

  Diagnosis(App session) {
    this.session = session;
    this.options = session.invocation().options();
  }

  /** All that was found, in the order in which a person would look. */
  List<CheckResult> findings() {
    proxy();
    Transport transport = session.transport();
    Hosts hosts = transport.hosts();
    Attempt api = host("API host", hosts.apiUrl(), () -> Kinescope.reach(transport, hosts.api()));
    host("upload host", hosts.uploaderUrl(), () -> Kinescope.reach(transport, hosts.uploader()));
    Instant date = api instanceof Attempt.Answered answered ? answered.answer().date() : null;
    if (date != null) {
      clock(date);
    }
    if (!session.hasToken()) {
      findings.add(CheckResult.failed("token", Tokens.missing()));
    } else if (api instanceof Attempt.Broken) {
      findings.add(CheckResult.warning("token", "not tried: the API host does not answer", null));
    } else {
      tokenAndRights();
    }
    return findings;
  }

  private void proxy() {
    URI proxy = options.proxy;
    findings.add(
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
    findings.add(reached(check, url, attempt, took));
    return attempt;
  }

  private static CheckResult reached(String check, String url, Attempt attempt, Duration took) {
    if (attempt instanceof Attempt.Broken broken) {
      String advice = "check the network, the proxy and --ca-cert; is the name right?";
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
    findings.add(
        off.abs().compareTo(CLOCK_TOLERANCE) > 0
            ? CheckResult.warning(
                "clock", "this machine's is " + text + " the service's", "set it by NTP")
            : CheckResult.ok(
                "clock", "as the service's, to within " + Durations.format(off.abs())));
  }

  private void tokenAndRights() {
    UploaderException projects =
        tried(() -> session.kinescope().projects().list(ONE, null, item -> false));
    if (projects != null && projects.kind() == ErrorKind.AUTH && !denied(projects)) {
      findings.add(CheckResult.failed("token", projects));
      return;
    }
    findings.add(
        projects == null || denied(projects)
            ? CheckResult.ok(
                "token", "accepted; whether it may upload can't be tried without making a video")
            : CheckResult.failed("token", projects));
    UploaderException videos =
        tried(() -> session.kinescope().videos().list(ONE, ANY, item -> false));
    right(
        "right to read projects", projects, "without it 'projects' and 'folders' can't list, only");
    right(
        "right to read videos",
        videos,
        "without it links, --wait and the search for lost answers are not to be had");
    parent(projects == null);
  }

  private void right(String check, @Nullable UploaderException e, String without) {
    if (e == null) {
      findings.add(CheckResult.ok(check, "the token has it"));
    } else if (denied(e)) {
      findings.add(CheckResult.warning(check, "the token does not have it", without));
    } else {
      findings.add(CheckResult.failed(check, e));
    }
  }

  private void parent(boolean readable) {
    String parent = session.parent();
    if (parent == null) {
      findings.add(
          CheckResult.warning(
              "parent", "none is set", "give --parent ID or set KINESCOPE_PARENT_ID to upload"));
    } else if (!readable) {
      findings.add(
          CheckResult.warning("parent", "can't be looked up without reading projects", null));
    } else {
      lookUp(parent);
    }
  }

  private void lookUp(String parent) {
    try {
      String what = new ParentSearch(session.kinescope()).find(parent);
      findings.add(
          what == null
              ? CheckResult.failed(
                  "parent",
                  ErrorKind.PARENT_MISSING,
                  parent + " is no project or folder that this token can see",
                  "'kinescope projects' and 'kinescope folders' list ids")
              : CheckResult.ok("parent", what));
    } catch (UploaderException e) {
      findings.add(CheckResult.failed("parent", e));
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
