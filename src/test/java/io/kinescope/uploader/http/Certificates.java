package io.kinescope.uploader.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLServerSocket;
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
    return identity().sslSocketFactory();
  }

  /** A socket on loopback that speaks TLS, for what a web server would not do. */
  SSLServerSocket listen() throws IOException {
    return (SSLServerSocket)
        identity()
            .sslContext()
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private HandshakeCertificates identity() {
    return new HandshakeCertificates.Builder().heldCertificate(held).build();
  }

  Path pem(Path folder) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), held.certificatePem());
  }
}
