package io.kinescope.uploader.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.tls.HeldCertificate;

/**
 * {@code node/receiver.mjs} as a process: takes uploads over http and over TLS, and throws their
 * bytes away. Its certificate is signed by an authority of its own.
 */
final class Receiver implements AutoCloseable {
  private static final Path SCRIPT = Path.of("src/bench/node/receiver.mjs");
  private static final Pattern ENDPOINT = Pattern.compile("\"endpoint\":\"([^\"]+)\"");

  /** Of the trust store, which nobody has to keep from anybody. */
  static final String PASSWORD = "password";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path authority;
  private final Path trustStore;
  private final String plain;
  private final String secure;

  /** Starts it; its certificates go to the folder. */
  Receiver(Path folder) throws IOException, GeneralSecurityException {
    HeldCertificate root =
        new HeldCertificate.Builder().certificateAuthority(0).commonName("bench").build();
    HeldCertificate server =
        new HeldCertificate.Builder().signedBy(root).addSubjectAlternativeName("127.0.0.1").build();
    this.authority = Files.writeString(folder.resolve("ca.pem"), root.certificatePem());
    Path key = Files.writeString(folder.resolve("server.key"), server.privateKeyPkcs8Pem());
    Path certificate = Files.writeString(folder.resolve("server.pem"), server.certificatePem());
    this.trustStore = folder.resolve("ca.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("bench", root.certificate());
    try (var out = Files.newOutputStream(trustStore)) {
      store.store(out, PASSWORD.toCharArray());
    }
    this.process =
        new ProcessBuilder("node", SCRIPT.toString(), key.toString(), certificate.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    this.plain = out.readLine();
    this.secure = out.readLine();
    if (plain == null || secure == null) {
      throw new IOException("the receiver did not start: is node on the PATH?");
    }
  }

  String url(boolean tls) {
    return tls ? secure : plain;
  }

  /** The authority's certificate as PEM. */
  Path authority() {
    return authority.toAbsolutePath();
  }

  /** The same for Java, PKCS #12. */
  Path trustStore() {
    return trustStore.toAbsolutePath();
  }

  /** A new upload link. */
  String link(boolean tls, long size) throws IOException, InterruptedException {
    HttpRequest init =
        HttpRequest.newBuilder(URI.create(plain + "/v2/init"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"filesize\":" + size + "}"))
            .build();
    String answer = http.send(init, HttpResponse.BodyHandlers.ofString()).body();
    Matcher endpoint = ENDPOINT.matcher(answer);
    if (!endpoint.find()) {
      throw new IOException("no link: " + answer);
    }
    return url(tls) + URI.create(endpoint.group(1)).getPath();
  }

  /** What lets the launcher and node talk to it. */
  Map<String, String> environment(boolean tls) {
    return Map.of(
        "KINESCOPE_API_URL",
        url(tls),
        "KINESCOPE_UPLOADER_URL",
        url(tls),
        "KINESCOPE_CA_CERT",
        authority().toString(),
        "NODE_EXTRA_CA_CERTS",
        authority().toString(),
        "KINESCOPE_API_TOKEN",
        "0f6c0f6c-0000-4000-8000-000000000001",
        "KINESCOPE_PARENT_ID",
        "7e5c2f1a-0000-4000-8000-000000000001");
  }

  /** What it used of the CPU so far, in seconds. */
  double cpuSeconds() throws IOException {
    return Launched.cpuSeconds(process);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
