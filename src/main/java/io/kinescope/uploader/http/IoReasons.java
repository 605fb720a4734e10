package io.kinescope.uploader.http;

import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.text.Redaction;
import io.kinescope.uploader.base.text.SafeText;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says in plain words why an exchange broke. */
final class IoReasons {
  private static final int MAX_CHARACTERS = 200;

  private IoReasons() {}

  static String describe(IOException e) {
    if (e instanceof StalledException) {
      return "no data moved for the idle timeout";
    }
    if (e instanceof UnknownHostException) {
      return "could not resolve the host name";
    }
    if (e instanceof SocketTimeoutException) {
      return "timed out";
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return "could not connect: " + message(e.getCause() instanceof IOException why ? why : e);
    }
    if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
      return "TLS failed: " + message(e);
    }
    if (e instanceof ProtocolException && message(e).contains("(407)")) {
      return "HTTP 407 (from a proxy or gateway?)"; // OkHttp's own check
    }
    if (hasCause(e, EOFException.class)) {
      return "the server closed the connection without an answer";
    }
    return message(e);
  }

  /**
   * Whether it is a lasting fault of the set-up, which no repeat can mend. A line that breaks in
   * the middle of a handshake comes as a failed handshake too, and is none.
   */
  static boolean permanent(IOException e) {
    boolean broken = hasCause(e, EOFException.class) || hasCause(e, SocketException.class);
    return e instanceof SSLPeerUnverifiedException
        || (e instanceof SSLHandshakeException && !broken)
        || (e instanceof ProxyRules.ProxyException proxy && proxy.lasting);
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause).anyMatch(type::isInstance);
  }

  private static String message(IOException e) {
    return SafeText.clean(Redaction.text(IoWords.of(e)), MAX_CHARACTERS);
  }

  static final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    StalledException(IOException cause) {
      super("stalled", cause);
    }
  }
}
