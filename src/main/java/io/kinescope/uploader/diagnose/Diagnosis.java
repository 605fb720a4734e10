package io.kinescope.uploader.diagnose;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.PageQuery;
import io.kinescope.uploader.api.VideosApi.Filter;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.json.JsonObject;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.http.Attempt;
import io.kinescope.uploader.http.CaFile;
import io.kinescope.uploader.http.Hosts;
import io.kinescope.uploader.http.ProxyRules;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RateSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at all that an upload depends on; makes nothing. */
public final class Diagnosis {
  /** Kinescope's code for a token that is right, but not for this. */
  private static final int ACCESS_DENIED = 100103;

  private static final int SERVER_ERROR = 500;

  /** A clock this far off spoils TLS and the search for videos "made since". */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  /** With less, there is no room for a ledger's first rows and their write-ahead log. */
  private static final long NO_ROOM_BYTES = 1L << 20;

  /** With less, a run of some thousand rows may fill the disk. */
  private static final long LITTLE_BYTES = 100L << 20;

  /** The published limit (documented): {@link RateSpec#PUBLISHED}. */
  private static final double PUBLISHED_PER_MINUTE = 300;

  private static final int A_LIST = 1000;

  private static final PageQuery ONE = new PageQuery(1, 1, null);
  private static final Filter ANY = new Filter(null, null, null, List.of(), List.of());

  private final Transport transport;
  private final Kinescope kinescope;
  private final @Nullable UploaderException noToken;
  private final @Nullable ProxyRules proxy;
  private final @Nullable String parent;
  private final Place place;
  private final List<JsonObject> lines = new ArrayList<>();
  private final List<ErrorKind> failures = new ArrayList<>();

  /** With the error of a call that needs a token as {@code noToken}; null if there is one. */
  public Diagnosis(
      Transport transport,
      @Nullable UploaderException noToken,
      @Nullable ProxyRules proxy,
      @Nullable String parent,
      Place place) {
    this.transport = transport;
    this.kinescope = Kinescope.over(transport);
    this.noToken = noToken;
    this.proxy = proxy;
    this.parent = parent;
    this.place = place;
  }

  /**
   * All that was found, in the order in which a person would look, with the fields {@code status}
   * ({@code ok}, {@code warning} or {@code failed}), {@code check}, {@code result} and {@code
   * advice} (null if there is nothing to do).
   */
  public List<JsonObject> lines() {
    local();
    ok("proxy", proxy == null ? "none" : proxy + ", for https except to NO_PROXY hosts");
    certificates();
    Hosts hosts = transport.hosts();
    Attempt api = host("API host", hosts.apiUrl(), () -> Kinescope.reach(transport, hosts.api()));
    host("upload host", hosts.uploaderUrl(), () -> Kinescope.reach(transport, hosts.uploader()));
    Instant date = api instanceof Attempt.Answered answered ? answered.answer().date() : null;
    if (date != null) {
      clock(date);
    }
    if (noToken != null) {
      failed("token", noToken);
    } else if (!(api instanceof Attempt.Answered)) {
      warning("token", "not checked: the API host does not answer", null);
    } else {
      tokenAndRights();
    }
    return lines;
  }

  /** The kinds of what failed, once the lines are known. */
  public List<ErrorKind> failures() {
    return failures;
  }

  /** What is on this machine: a full disk ends a night as surely as a refused token. */
  private void local() {
    try {
      ok("ledger", place.ledgerCheck().get());
    } catch (UploaderException e) {
      failed("ledger", e);
    }
    Path ledger = place.ledger();
    if (ledger != null) {
      disk(ledger);
    }
    rate();
  }

  private void disk(Path ledger) {
    Path folder = ledger.toAbsolutePath().getParent();
    try {
      long free = folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
      String found = Sizes.format(free) + " free in " + folder;
      String advice = "make room: the ledger takes about 1 kB a row, the results as much";
      if (free < NO_ROOM_BYTES) {
        failed("disk", UploaderException.withHint(ErrorKind.LOCAL_IO, found, advice));
      } else if (free < LITTLE_BYTES) {
        warning("disk", found, advice);
      } else {
        ok("disk", found);
      }
    } catch (IOException e) {
      warning("disk", "the free space of " + folder + " is unknown: " + IoWords.of(e), null);
    }
  }

  private void rate() {
    double perMinute =
        place.rate().limits().stream()
            .mapToDouble(limit -> limit.calls() * 60.0 / limit.period().toSeconds())
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    if (perMinute > PUBLISHED_PER_MINUTE) {
      warning(
          "rate",
          place.rate() + " is more than Kinescope allows",
          "use --rate " + RateSpec.PUBLISHED + ", or others of the account have to wait");
    } else {
      long minutes = Math.round(Math.ceil(A_LIST / perMinute));
      ok("rate", place.rate() + "; " + A_LIST + " URLs take about " + minutes + " minutes");
    }
  }

  private void certificates() {
    Path file = place.caCert();
    if (file == null) {
      ok("certificates", "those of Java");
      return;
    }
    try {
      List<X509Certificate> all = CaFile.read(file);
      Instant now = Instant.now();
      long ended = all.stream().filter(one -> one.getNotAfter().toInstant().isBefore(now)).count();
      String found = "those of Java, and " + all.size() + " of " + file;
      if (ended > 0) {
        warning("certificates", found + ", of which " + ended + " have expired", "renew the file");
      } else {
        ok("certificates", found);
      }
    } catch (UploaderException e) {
      failed("certificates", e);
    }
  }

  private @Nullable Attempt host(String check, String url, Supplier<Attempt> asked) {
    long start = System.nanoTime();
    Attempt attempt;
    try {
      attempt = asked.get();
    } catch (UploaderException e) {
      if (e.kind() != ErrorKind.USAGE) {
        throw e;
      }
      warning(check, "not asked: could not read --ca-cert", null);
      return null;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (attempt instanceof Attempt.Answered answered) {
      int status = answered.answer().status();
      if (status >= SERVER_ERROR) {
        String advice = "try again later: the service or a proxy has trouble";
        warning(check, url + " answers with HTTP " + status, advice);
      } else {
        String tls = url.startsWith("https:") ? ", certificate trusted" : "";
        ok(check, url + " answers in " + Durations.format(took) + tls);
      }
    } else {
      String message = url + ": " + ((Attempt.Broken) attempt).reason();
      String advice = "check the name, the network, the proxy and --ca-cert";
      failed(check, UploaderException.withHint(ErrorKind.TRANSIENT, message, advice));
    }
    return attempt;
  }

  private void clock(Instant theirs) {
    Duration off = Duration.between(theirs, Instant.now()); // their seconds are cut off
    String text = Durations.format(off.abs());
    if (off.abs().compareTo(CLOCK_TOLERANCE) > 0) {
      String way = off.isNegative() ? " behind" : " ahead of";
      String found = "this machine's clock is " + text + way + " the service's";
      warning("clock", found, "synchronize it with NTP");
    } else {
      ok("clock", "within " + text + " of the service's");
    }
  }

  private void tokenAndRights() {
    UploaderException projects = tried(() -> kinescope.projects().list(ONE, null, item -> false));
    if (projects == null || denied(projects)) {
      ok("token", "accepted");
    } else if (projects.kind() == ErrorKind.AUTH) {
      String message = String.valueOf(projects.getMessage());
      String hint = projects.hint();
      boolean asksToCheck = hint == null || hint.contains("'kinescope check'"); // this very command
      String advice = "create a new token in Kinescope and set KINESCOPE_API_TOKEN to it";
      failed("token", projects.saying(message).hint(asksToCheck ? advice : hint).build());
      return;
    } else {
      failed("token", projects);
    }
    upload();
    UploaderException videos = tried(() -> kinescope.videos().list(ONE, ANY, item -> false));
    right(
        "right to read projects",
        projects,
        "without it, 'projects' and 'folders' can't list; uploading works");
    right(
        "right to read videos",
        videos,
        "without it, links, --wait and recovery of lost uploads are unavailable");
    right(
        "right to change videos",
        tried(kinescope.videos()::requireRightToChange),
        "without it, --update-metadata and texts that HTTP headers can't carry are refused");
    parent(projects == null);
  }

  /** By a call that can't make anything, as it does not say what. */
  private void upload() {
    String[] made = {null};
    UploaderException e = tried(() -> made[0] = kinescope.uploads().askForNothing());
    if (made[0] != null) {
      String advice = "delete it in Kinescope; and please report that";
      warning("right to upload", "the token has it, but video " + made[0] + " was made", advice);
    } else if (e == null || e.kind() == ErrorKind.REFUSED || e.kind() == ErrorKind.NOT_FOUND) {
      ok("right to upload", "the token has it; if only for some projects, the first upload tells");
    } else if (e.kind() == ErrorKind.TRANSIENT || e.kind() == ErrorKind.UNKNOWN_OUTCOME) {
      warning("right to upload", "not known: " + e.getMessage(), "try again later");
    } else if (denied(e)) {
      String message = "the token does not have it: " + e.getMessage();
      failed("right to upload", e.saying(message).hint("create a token that may upload").build());
    } else {
      failed("right to upload", e);
    }
  }

  private void right(String check, @Nullable UploaderException e, String without) {
    if (e == null) {
      ok(check, "the token has it");
    } else if (denied(e)) {
      warning(check, "the token does not have it", without);
    } else {
      failed(check, e);
    }
  }

  private void parent(boolean readable) {
    if (parent == null) {
      warning("parent", "none is set", "use --parent ID or set KINESCOPE_PARENT_ID to upload");
    } else if (!readable) {
      warning("parent", "not checked: the token may not read projects", null);
    } else {
      try {
        ok("parent", kinescope.projects().whatIs(parent));
      } catch (UploaderException e) {
        failed("parent", e);
      }
    }
  }

  private void ok(String check, String result) {
    line("ok", check, result, null);
  }

  private void warning(String check, String result, @Nullable String advice) {
    line("warning", check, result, advice);
  }

  private void failed(String check, UploaderException e) {
    String id = e.requestId() == null ? "" : " [X-Request-ID: " + e.requestId() + "]";
    line("failed", check, e.getMessage() + id, e.hint());
    // The parent is the run's own, which then ends as one that was called wrongly.
    failures.add(e.kind() == ErrorKind.PARENT_MISSING ? ErrorKind.USAGE : e.kind());
  }

  private void line(String status, String check, String result, @Nullable String advice) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("status", status);
    fields.put("check", check);
    fields.put("result", result);
    fields.put("advice", advice);
    lines.add(new JsonObject(fields));
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
