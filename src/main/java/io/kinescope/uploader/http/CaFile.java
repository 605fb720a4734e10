package io.kinescope.uploader.http;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.text.SafeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificates of {@code --ca-cert}. */
public final class CaFile {
  private static final int MAX_CHARACTERS = 200;

  private CaFile() {}

  /** All of them; throws USAGE if it can't be read, or has none. */
  public static List<X509Certificate> read(Path file) {
    try {
      byte[] pem = Files.readAllBytes(file);
      if (new String(pem, StandardCharsets.UTF_8).startsWith("\uFEFF")) {
        throw new CertificateException("it begins with a byte order mark (BOM): remove it");
      }
      ByteArrayInputStream in = new ByteArrayInputStream(pem);
      var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new CertificateException("it has no certificate");
      }
      return certificates.stream().map(X509Certificate.class::cast).toList();
    } catch (IOException | CertificateException e) {
      String shown = SafeText.clean(IoWords.of(e), MAX_CHARACTERS);
      throw UploaderException.withHint(
          ErrorKind.USAGE,
          "could not read --ca-cert " + file + ": " + shown,
          "give a file of certificates in PEM form",
          e);
    }
  }
}
