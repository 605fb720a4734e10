package io.kinescope.uploader.http;

import io.kinescope.uploader.base.log.Logging;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
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
      context.init(null, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (LinkageError | GeneralSecurityException e) {
      if (Logging.isOn()) {
        Logger log = LoggerFactory.getLogger(NativeTls.class);
        log.info("the JDK's own TLS sends the bytes, which is slower: {}", e.toString());
      }
      return null;
    }
  }
}
