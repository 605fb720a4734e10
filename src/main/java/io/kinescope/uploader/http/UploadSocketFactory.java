package io.kinescope.uploader.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets whose output gathers 64 KiB before each system call and that send small packets at once
 * ({@code TCP_NODELAY}): Okio writes in pieces of 8 KiB, and OkHttp leaves Nagle's algorithm on;
 * together that halves the speed (measured).
 */
final class UploadSocketFactory extends SocketFactory {
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
