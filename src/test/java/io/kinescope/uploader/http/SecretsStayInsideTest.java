package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All ways to fail, on every route; then all that was said is searched for the secrets. */
@Tag("slow")
@Timeout(60)
class SecretsStayInsideTest {
  private static final String LINK_SECRET = "11112222-3333-5ecret-link";
  private static final Duration PATIENT = Duration.ofSeconds(5);
  private static final String SIGNATURE = "5ecret-signature";

  @Test
  void noFailureShowsTheTokenOrALink() throws IOException {
    List<String> said = new ArrayList<>();
    for (int status : new int[] {307, 302, 400, 401, 403, 404, 408, 410, 422, 429, 500, 503}) {
      said.addAll(run(c -> c.write(WireServer.json(status + " No", quoting(c.lastRequest())))));
    }
    said.addAll(run(c -> c.write(WireServer.json("200 OK", "not json " + Lab.SECRET))));
    said.addAll(run(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")));
    said.addAll(run(c -> c.write("garbage /v2/upload/" + LINK_SECRET + "\r\n\r\n")));
    said.addAll(run(c -> {}));
    said.addAll(run(WireServer.Connection::waitForTheEnd, Duration.ofMillis(50)));
    said.addAll(unreachable());

    assertThat(said).hasSizeGreaterThan(100);
    assertThat(said)
        .filteredOn(
            text ->
                text.contains(Lab.SECRET) || text.contains(LINK_SECRET) || text.contains(SIGNATURE))
        .isEmpty();
  }

  /** An error that quotes the whole request, headers and all. */
  private static String quoting(String request) {
    Map<String, Object> error =
        Map.of(
            "code",
            400301,
            "message",
            "token " + Lab.SECRET + ", an old link /v2/upload/" + LINK_SECRET,
            "detail",
            request,
            "invalid_params",
            List.of(Lab.SECRET));
    return Json.write(Map.of("error", error));
  }

  /** The same calls to a server that reads the request and then does this. */
  private static List<String> run(WireServer.Script then) {
    return run(then, PATIENT);
  }

  private static List<String> run(WireServer.Script then, Duration idle) {
    WireServer.Script script =
        connection -> {
          connection.readRequest();
          then.run(connection);
        };
    try (WireServer server = new WireServer(script)) {
      return callAll(server.url("/"), idle);
    }
  }

  private static List<String> unreachable() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    return callAll(HttpUrl.get("http://127.0.0.1:" + port + "/"), PATIENT);
  }

  private static List<String> callAll(HttpUrl base, Duration idle) {
    List<String> said = new ArrayList<>();
    for (ApiRequest.Route route : ApiRequest.Route.values()) {
      for (ApiRequest.Idempotency repeat : ApiRequest.Idempotency.values()) {
        for (String path : new String[] {"/v2/upload/", "/files/"}) {
          String target =
              route == ApiRequest.Route.LINK ? path + LINK_SECRET + "?s=" + SIGNATURE : "/v1/x";
          HttpUrl url = HttpUrl.get(base.resolve(target).toString());
          ApiRequest exchange =
              new ApiRequest("do it", "POST", url, Headers.EMPTY, Lab.jsonBody(), repeat, route);
          try (Lab lab = Lab.of(Lab.settings(base, idle))) {
            said.add(exchange.toString());
            said.add(outcome(lab, exchange));
            said.addAll(lab.logged());
          }
        }
      }
    }
    return said;
  }

  private static String outcome(Lab lab, ApiRequest exchange) {
    try {
      return lab.transport().call(exchange).toString();
    } catch (UploaderException e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      return trace + " " + e.hint() + " " + e.requestId();
    }
  }
}
