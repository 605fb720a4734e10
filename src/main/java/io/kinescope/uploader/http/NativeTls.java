package io.kinescope.uploader.http;

import io.kinescope.uploader.base.log.Logging;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS in native code (Conscrypt, which is BoringSSL) for the connections that carry bytes: the
 * JDK's own takes some four times curl's CPU for them (measured). Who is trusted stays the JDK's
 * decision, and whether the name fits OkHttp's.
 */
final class NativeTls {
  private NativeTls() {}

  /**
   * A factory of client sockets that trust what {@code trust} trusts; null where the native library
   * does not load (another platform, musl, a start without the launcher): the JDK's own TLS does
   * the same work at a higher cost then, and the log says why.
   */
  static @Nullable SSLSocketFactory socketFactory(X509TrustManager trust) {
    try {
      Conscrypt.checkAvailability();
      // By hand, never as the JVM's provider: all but these connections keep the JDK's.
      Provider provider = Conscrypt.newProviderBuilder().provideTrustManager(false).build();
      SSLContext context = SSLContext.getInstance("TLS", provider);
      context.init(null, new TrustManager[] {new Named(trust)}, null);
      return context.getSocketFactory();
    } catch (LinkageError | GeneralSecurityException e) {
      if (Logging.isOn()) {
        Logger log = LoggerFactory.getLogger(NativeTls.class);
        log.info("the JDK's own TLS sends the bytes, which is slower: {}", e.toString());
      }
      return null;
    }
  }

  /**
   * The JDK's trust under the name that it knows: TLS 1.3 has no key exchange in its cipher suites,
   * which BoringSSL calls GENERIC and the JDK UNKNOWN, and it refuses a name that it does not know.
   */
  private static final class Named extends X509ExtendedTrustManager {
    private final X509TrustManager trust;

    Named(X509TrustManager trust) {
      this.trust = trust;
    }

    private static String name(String authType) {
      return authType.equals("GENERIC") ? "UNKNOWN" : authType;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      trust.checkServerTrusted(chain, name(authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      if (trust instanceof X509ExtendedTrustManager extended) {
        extended.checkServerTrusted(chain, name(authType), socket);
      } else {
        checkServerTrusted(chain, authType);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      if (trust instanceof X509ExtendedTrustManager extended) {
        extended.checkServerTrusted(chain, name(authType), engine);
      } else {
        checkServerTrusted(chain, authType);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      trust.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return trust.getAcceptedIssuers();
    }
  }
}
