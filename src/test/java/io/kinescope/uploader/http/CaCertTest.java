package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CaCertTest {
  private static final Certificates CERTIFICATES = new Certificates();

  @TempDir Path folder;

  @Test
  void theTrustOfTheSystemRemains() throws Exception {
    HttpUrl base = HttpUrl.get("https://api.kinescope.io/");
    try (HttpClients clients = new HttpClients(trusting(base, CERTIFICATES.pem(folder)).build())) {
      X509TrustManager manager = clients.client(true, false).x509TrustManager();
      assertThat(manager).isNotNull();
      List<X509Certificate> system = systemCertificates();
      assertThat(system).isNotEmpty();
      assertThat(manager.getAcceptedIssuers()).containsAll(system).hasSize(system.size() + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a certificate",
        "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n",
      })
  void whatIsNoCertificateIsAClearError(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.pem"), text);
    assertUsageError(file, "could not read");
  }

  @Test
  void aByteOrderMarkBeforeTheCertificateIsNamed() throws IOException {
    String pem = Files.readString(CERTIFICATES.pem(folder));
    assertUsageError(
        Files.writeString(folder.resolve("bom.pem"), "\uFEFF" + pem), "byte order mark");
  }

  @Test
  void aMissingFileIsCalledMissing() {
    assertUsageError(folder.resolve("gone.pem"), "no such file");
  }

  private static void assertUsageError(Path file, String said) {
    HttpUrl base = HttpUrl.get("https://127.0.0.1:1/");
    try (Lab lab = Lab.of(trusting(base, file))) {
      UploaderException e = failure(lab, base);
      assertThat(e.kind()).isEqualTo(ErrorKind.USAGE);
      assertThat(e.getMessage()).contains("--ca-cert", file.toString(), said);
      assertThat(e.getMessage()).doesNotContain("\n");
      assertThat(e.hint()).contains("PEM");
    }
  }

  private static Lab.Setup trusting(HttpUrl base, Path pem) {
    return Lab.settings(base, Duration.ofSeconds(5)).trusting(pem);
  }

  private static UploaderException failure(Lab lab, HttpUrl url) {
    return catchThrowableOfType(
        UploaderException.class, () -> lab.transport().call(ApiRequest.get("list", url)));
  }

  private static List<X509Certificate> systemCertificates() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    List<X509Certificate> found = new ArrayList<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        found.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return found;
  }
}
