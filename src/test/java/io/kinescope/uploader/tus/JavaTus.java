package io.kinescope.uploader.tus;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import me.desair.tus.server.TusFileUploadService;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
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
            .withStoragePath(folder.toAbsolutePath().toString());
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
