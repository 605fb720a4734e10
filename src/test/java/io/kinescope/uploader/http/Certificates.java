package io.kinescope.uploader.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A self-signed certificate, as a server's identity and as a PEM file. */
final class Certificates {
  private final HeldCertificate held;

  /** For the address of all servers of the tests. */
  Certificates() {
    this("127.0.0.1");
  }

  Certificates(String name) {
    this.held =
        new HeldCertificate.Builder().commonName(name).addSubjectAlternativeName(name).build();
  }

  SSLSocketFactory serverSockets() {
    return new HandshakeCertificates.Builder().heldCertificate(held).build().sslSocketFactory();
  }

  Path pem(Path folder) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), held.certificatePem());
  }
}
