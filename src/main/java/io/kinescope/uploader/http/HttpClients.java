package io.kinescope.uploader.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.tls.HandshakeCertificates;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The OkHttp clients, all on one dispatcher and one pool, each made when first needed: the one for
 * plain http (to loopback) knows no TLS and so never loads the system's trust store, which costs 90
 * ms.
 */
final class HttpClients implements AutoCloseable {
  /** Idle connections kept for a while: one for each worker that one process may run, and some. */
  private static final int POOLED = 128;

  /** The cap on waits is far below. */
  private static final int A_YEAR_SECONDS = 31_536_000;

  private static final int DIGITS_THAT_MATTER = 9;

  private final HttpSettings settings;
  private final Dispatcher dispatcher = new Dispatcher();
  private final ConnectionPool pool = new ConnectionPool(POOLED, 2, TimeUnit.MINUTES);
  private volatile boolean stopped;
  private @Nullable OkHttpClient plain;
  private @Nullable OkHttpClient secure;
  private @Nullable OkHttpClient secureBytes;
  private @Nullable HandshakeCertificates trust; // reading the system's costs a start 100 ms

  HttpClients(HttpSettings settings) {
    this.settings = settings;
  }

  synchronized OkHttpClient client(boolean https, boolean bytes) {
    if (!https) {
      if (plain == null) {
        plain =
            base()
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .protocols(List.of(Protocol.HTTP_1_1))
                .proxy(Proxy.NO_PROXY) // not the JVM's own either: it is this very machine
                .build();
      }
      return plain;
    }
    if (bytes) {
      secureBytes = secureBytes == null ? secure(true) : secureBytes;
      return secureBytes;
    }
    secure = secure == null ? secure(false) : secure;
    return secure;
  }

  private OkHttpClient.Builder base() {
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .connectionPool(pool)
        .socketFactory(new UploadSocketFactory())
        .connectTimeout(settings.connectTimeout())
        .readTimeout(settings.idleTimeout())
        .writeTimeout(Duration.ZERO)
        // Redirects are followed by Transport, which knows where the token may go.
        .followRedirects(false)
        .followSslRedirects(false)
        .addNetworkInterceptor(this::refuseWhenStopped)
        .addNetworkInterceptor(HttpClients::hideRetryAfter)
        .addNetworkInterceptor(HttpClients::leaveOldConnection)
        .eventListener(CallTrace.LISTENER);
  }

  private OkHttpClient secure(boolean bytes) {
    OkHttpClient.Builder builder = base().connectionSpecs(List.of(ConnectionSpec.MODERN_TLS));
    ProxyRules rules = settings.proxy();
    if (rules != null) {
      builder.proxySelector(rules).proxyAuthenticator(rules.authenticator());
    }
    if (trust == null) {
      trust = trust(settings.caCert());
    }
    SSLSocketFactory sockets = null;
    if (bytes) {
      // HTTP/1.1 is 1.3 to 2.3 times faster than HTTP/2 for uploads (measured).
      builder.protocols(List.of(Protocol.HTTP_1_1));
      sockets = NativeTls.socketFactory(trust.trustManager());
    }
    return builder
        .sslSocketFactory(
            sockets == null ? trust.sslSocketFactory() : sockets, trust.trustManager())
        .build();
  }

  /** The system's certificates and those of the file. */
  private static HandshakeCertificates trust(@Nullable Path file) {
    HandshakeCertificates.Builder builder =
        new HandshakeCertificates.Builder().addPlatformTrustedCertificates();
    if (file != null) {
      CaFile.read(file).forEach(builder::addTrustedCertificate);
    }
    return builder.build();
  }

  /**
   * OkHttp repeats any request by itself on a 503 with {@code Retry-After: 0}, body and all, and
   * throws NumberFormatException at a number beyond int. Repeats have one owner here, so it must
   * see neither: a number becomes one from 1 to the longest that matters.
   */
  private static Response hideRetryAfter(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    String value = response.header("Retry-After");
    if (value == null || !value.strip().matches("\\d+")) {
      return response;
    }
    boolean huge = value.strip().length() > DIGITS_THAT_MATTER;
    int tame = huge ? A_YEAR_SECONDS : Math.max(1, Integer.parseInt(value.strip()));
    return response.newBuilder().header("Retry-After", Integer.toString(tame)).build();
  }

  /**
   * Who answers in HTTP/1.0 (old proxies) closes the connection, unless it says otherwise (RFC
   * 9112, 9.3). OkHttp would send the next request on it, and a create call that breaks there is in
   * doubt.
   */
  private static Response leaveOldConnection(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    Connection connection = chain.connection();
    if (response.protocol() != Protocol.HTTP_1_0
        || connection == null
        || "keep-alive".equalsIgnoreCase(response.header("Connection"))) {
      return response;
    }
    ResponseBody body = response.body();
    Source closing =
        new ForwardingSource(body.source()) {
          @Override
          public void close() throws IOException {
            connection.socket().close();
            super.close();
          }
        };
    return response
        .newBuilder()
        .body(ResponseBody.create(Okio.buffer(closing), body.contentType(), body.contentLength()))
        .build();
  }

  /** Closes the gap between {@link #cancelAll} and a call that was about to register itself. */
  private Response refuseWhenStopped(Interceptor.Chain chain) throws IOException {
    if (stopped) {
      throw new IOException("stopped");
    }
    return chain.proceed(chain.request());
  }

  /** Ends all exchanges that are under way, as failures. */
  void cancelAll() {
    stopped = true;
    dispatcher.cancelAll();
  }

  @Override
  public void close() {
    dispatcher.cancelAll();
    pool.evictAll();
  }

  /**
   * Sockets whose output gathers 64 KiB before each system call and that send small packets at once
   * ({@code TCP_NODELAY}): Okio writes in pieces of 8 KiB, and OkHttp leaves Nagle's algorithm on;
   * together that halves the speed (measured).
   */
  private static final class UploadSocketFactory extends SocketFactory {
    private static final int GATHER_BYTES = 64 * 1024;

    @Override
    public Socket createSocket() throws IOException {
      Socket socket = new GatheringSocket();
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      throw onlyUnconnected();
    }

    private static IOException onlyUnconnected() {
      return new IOException("OkHttp connects the sockets itself");
    }

    private static final class GatheringSocket extends Socket {
      private @Nullable OutputStream gathering;

      @Override
      public synchronized OutputStream getOutputStream() throws IOException {
        if (gathering == null) {
          gathering = new BufferedOutputStream(super.getOutputStream(), GATHER_BYTES);
        }
        return gathering;
      }
    }
  }
}
