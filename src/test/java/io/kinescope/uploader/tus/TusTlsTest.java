package io.kinescope.uploader.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.throttle.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.Handshake;
import okhttp3.TlsVersion;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same upload over TLS. */
class TusTlsTest {
  @TempDir Path folder;

  @Test
  void bytesGoOverHttp11AndTls13AlsoWhereTheServerOffersHttp2() throws IOException {
    HeldCertificate held =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    Path ca = Files.writeString(folder.resolve("ca.pem"), held.certificatePem());
    byte[] bytes = TusLab.bytes(300_000, 3);
    Path file = Files.write(folder.resolve("film.mp4"), bytes);
    HandshakeCertificates certificates =
        new HandshakeCertificates.Builder().heldCertificate(held).build();
    RetryPolicy policy = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(10));

    try (FakeTus tus = new FakeTus(bytes.length, certificates.sslSocketFactory());
        Transport transport = TusLab.transport(policy, Duration.ofSeconds(20), Sleeper.SYSTEM, ca);
        TusLab.Source source = TusLab.Source.open(file)) {
      tus.nextPatches(tus.keepsAndDrops(1234));

      new TusTransfer(transport, 100_000L, Throttle.NONE)
          .transfer(tus.link(), source, TransferListener.NONE);

      assertThat(tus.kept()).isEqualTo(bytes);
      assertThat(tus.requests())
          .isNotEmpty()
          .allSatisfy(
              request -> {
                Handshake handshake = request.getHandshake();
                assertThat(request.getRequestLine()).endsWith("HTTP/1.1");
                assertThat(handshake).isNotNull();
                assertThat(handshake == null ? null : handshake.tlsVersion())
                    .isEqualTo(TlsVersion.TLS_1_3);
              });
    }
  }
}
