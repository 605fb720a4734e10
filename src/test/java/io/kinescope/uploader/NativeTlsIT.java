package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program sends files by native TLS, without unpacking anything. */
class NativeTlsIT {
  private static final String PASSWORD = "changeit";

  @TempDir private Path work;

  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private final HeldCertificate held =
      new HeldCertificate.Builder()
          .addSubjectAlternativeName("127.0.0.1")
          .signedBy(authority)
          .build();
  private final MockWebServer server = new MockWebServer();
  private Path log;

  @BeforeEach
  void start() throws IOException {
    log = work.resolve("log");
    server.useHttps(
        new HandshakeCertificates.Builder().heldCertificate(held).build().sslSocketFactory());
    server.start(InetAddress.getLoopbackAddress(), 0);
    server.enqueue(new MockResponse.Builder().body("{\"data\":{}}").build());
    Files.write(work.resolve("film.mp4"), new byte[100_000]);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itTrustsWhatTheSystemTrustsAndNeedsNoTemporaryFolder() throws Exception {
    Path store = work.resolve("system.p12");
    KeyStore system = KeyStore.getInstance("PKCS12");
    system.load(null, null);
    system.setCertificateEntry("ca", authority.certificate());
    try (OutputStream out = Files.newOutputStream(store)) {
      system.store(out, PASSWORD.toCharArray());
    }
    String options =
        "-Djava.io.tmpdir=/nonexistent -Djavax.net.ssl.trustStore="
            + store
            + " -Djavax.net.ssl.trustStorePassword="
            + PASSWORD;

    Launcher.Run run = send(options);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(server.takeRequest().getBodySize()).isEqualTo(100_000);
    assertThat(log).content().doesNotContain("JDK's own TLS");
  }

  @Test
  void whereTheNativeLibraryDoesNotLoadTheJdksOwnSendsAndTheLogSaysSo() throws Exception {
    Path ca = Files.writeString(work.resolve("ca.pem"), authority.certificatePem());

    Launcher.Run run = send("-Djava.library.path=/nonexistent", "--ca-cert", ca.toString());

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(server.takeRequest().getBodySize()).isEqualTo(100_000);
    assertThat(log).content().contains("the JDK's own TLS sends the bytes, which is slower");
  }

  @Test
  void aServerThatTheSystemDoesNotTrustGetsNothing() {
    Launcher.Run run = send("-Dnone");

    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("TLS failed");
    assertThat(server.getRequestCount()).isZero();
  }

  private Launcher.Run send(String options, String... more) {
    String link = "https://127.0.0.1:" + server.getPort() + "/upload/x";
    String[] arguments = {
      "upload", "send", "film.mp4", link, "--method", "post", "--log-file", log.toString(), "-v"
    };
    return Launcher.packaged(work)
        .with("KINESCOPE_JAVA_OPTS", options)
        .run(Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new));
  }
}
