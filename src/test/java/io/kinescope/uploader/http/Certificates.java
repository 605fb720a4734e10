package io.kinescope.uploader.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * A server's identity, and the PEM file of the authority that signed it: what is signed by another
 * is checked more closely than what is trusted by itself.
 */
final class Certificates {
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("The tests' CA").build();
  private final HeldCertificate held;

  /** For the address of all servers of the tests. */
  Certificates() {
    this("127.0.0.1");
  }

  Certificates(String name) {
    this.held =
        new HeldCertificate.Builder()
            .commonName(name)
            .addSubjectAlternativeName(name)
            .signedBy(authority)
            .build();
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
    return Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
  }
}
