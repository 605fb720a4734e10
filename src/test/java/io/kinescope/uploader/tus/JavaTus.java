package io.kinescope.uploader.tus;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import me.desair.tus.server.TusFileUploadService;
import me.desair.tus.server.exception.TusException;
import me.desair.tus.server.exception.UploadAlreadyLockedException;
import me.desair.tus.server.upload.UploadId;
import me.desair.tus.server.upload.UploadIdFactory;
import me.desair.tus.server.upload.UploadLock;
import me.desair.tus.server.upload.UploadLockingService;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** {@code tus-java-server} on an embedded Jetty. */
final class JavaTus implements RealTus {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final Path folder;

  JavaTus(Path folder) throws Exception {
    this.folder = folder;
    silence("org.eclipse.jetty", "me.desair.tus");
    TusFileUploadService tus =
        new TusFileUploadService()
            .withUploadUri(ROOT)
            .withStoragePath(folder.toAbsolutePath().toString())
            .withUploadLockingService(new MemoryLocks());
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(new TusServlet(tus)), "/*");
    server.setHandler(context);
    server.start();
  }

  /** Both log every broken connection, at length; here there are thousands. */
  private static void silence(String... loggers) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (String logger : loggers) {
      context.getLogger(logger).setLevel(Level.OFF);
    }
  }

  /**
   * The server's own locks are files, and each is deleted after it was released: of two requests
   * that wait, one locks the deleted file and the other a new one. Then both write the upload's
   * record, which stays empty, and every later HEAD is answered with 500 (seen in one run of eight
   * with tus-java-server 1.0.0-3.0).
   */
  private static final class MemoryLocks implements UploadLockingService {
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    @Override
    public @Nullable UploadLock lockUploadByUri(String uri) throws TusException {
      if (uri.equals(ROOT)) {
        return null; // to create an upload locks none
      }
      if (!held.add(uri)) {
        throw new UploadAlreadyLockedException("The upload " + uri + " is already locked");
      }
      return new UploadLock() {
        @Override
        public String getUploadUri() {
          return uri;
        }

        @Override
        public void release() {
          close();
        }

        @Override
        public void close() {
          held.remove(uri);
        }
      };
    }

    @Override
    public void cleanupStaleLocks() {
      // nothing outlives the process
    }

    @Override
    public boolean isLocked(UploadId id) {
      return held.contains(ROOT + "/" + id);
    }

    @Override
    public void setIdFactory(UploadIdFactory idFactory) {
      // the lock is on the URI
    }
  }

  private static final class TusServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient TusFileUploadService tus;

    TusServlet(TusFileUploadService tus) {
      this.tus = tus;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      tus.process(request, response);
    }
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public Path stored(String path) {
    return folder
        .resolve("uploads")
        .resolve(path.substring(path.lastIndexOf('/') + 1))
        .resolve("data");
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
