package io.kinescope.uploader.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.throttle.Throttle;
import io.kinescope.uploader.tus.CuttingProxy.Cut;
import io.kinescope.uploader.tus.CuttingProxy.Seen;
import io.kinescope.uploader.tus.CuttingProxy.Where;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of this room, against servers that nobody here wrote: whatever the line does, the
 * same bytes arrive, and none is sent twice that the server had kept. A thousand scripts of breaks,
 * each made from a seed that a failure names.
 */
@Tag("slow")
class TusFaultsTest {
  private static final int SIZE = 3 << 20;
  private static final int SCRIPTS_FOR_JAVA = 400;
  private static final int SCRIPTS_FOR_NODE = 600;
  private static final int WORKERS = 2;

  /** Longer than any head of the client's. */
  private static final int HEAD_BYTES = 140;

  private static final int ANSWER_BYTES = 120;

  /**
   * Waits of milliseconds: as long as a server may need to notice that a line is dead. Ten seconds
   * in all: on a busy machine one was not enough for the Java server.
   */
  private static final RetryPolicy IMPATIENT =
      new RetryPolicy(60, Duration.ofMillis(1), Duration.ofMillis(250));

  @TempDir Path folder;

  @Test
  void fourHundredScriptsOfBreaksAgainstTusJavaServer() throws Exception {
    try (RealTus server = new JavaTus(Files.createDirectory(folder.resolve("store")))) {
      runScripts(server, 0, SCRIPTS_FOR_JAVA);
    }
  }

  @Test
  void sixHundredScriptsOfBreaksAgainstTusNodeServer() throws Exception {
    try (RealTus server = new NodeTus(Files.createDirectory(folder.resolve("store")))) {
      runScripts(server, SCRIPTS_FOR_JAVA, SCRIPTS_FOR_NODE);
    }
  }

  private void runScripts(RealTus server, long firstSeed, int scripts) throws Exception {
    Path file = folder.resolve("film.mp4");
    Files.write(file, TusLab.bytes(SIZE, 42));
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try (Transport transport =
        TusLab.transport(IMPATIENT, Duration.ofSeconds(20), Sleeper.SYSTEM, null)) {
      HttpClient http = HttpClient.newHttpClient();
      List<Future<?>> runs = new ArrayList<>();
      for (long seed = firstSeed; seed < firstSeed + scripts; seed++) {
        Script script = Script.of(seed);
        runs.add(
            workers.submit(
                () -> {
                  script.run(server, http, transport, file);
                  return null;
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      workers.shutdownNow();
    }
  }

  /** What befalls one upload. */
  private record Script(long seed, long chunk, Map<Integer, Cut> cuts) {
    static Script of(long seed) {
      Random random = new Random(seed);
      long chunk = (96L << 10) + random.nextInt(288 << 10);
      int requests = (int) (SIZE / chunk) + 10;
      Map<Integer, Cut> cuts = new HashMap<>();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        cuts.put(random.nextInt(requests), cut(random, chunk));
      }
      return new Script(seed, chunk, cuts);
    }

    private static Cut cut(Random random, long chunk) {
      boolean reset = random.nextBoolean();
      return switch (random.nextInt(5)) {
        case 0 -> new Cut(Where.REQUEST_HEAD, random.nextInt(HEAD_BYTES), reset);
        case 1, 2 -> new Cut(Where.REQUEST_BODY, random.nextInt((int) chunk + 1), reset);
        case 3 -> new Cut(Where.ANSWER, 0, reset);
        default -> new Cut(Where.ANSWER, random.nextInt(ANSWER_BYTES), reset);
      };
    }

    void run(RealTus server, HttpClient http, Transport transport, Path file) throws Exception {
      String path = server.create(http, SIZE);
      try (CuttingProxy proxy = new CuttingProxy(server.port(), cuts);
          TusLab.Source source = TusLab.Source.open(file)) {
        HttpUrl link = HttpUrl.get("http://127.0.0.1:" + proxy.port() + path);
        TusTransfer.Complete outcome =
            new TusTransfer(transport, chunk, Throttle.NONE)
                .transfer(link, source, TransferListener.NONE);
        check(outcome, proxy.seen());
        assertThat(Files.mismatch(server.stored(path), file)).as("first other byte").isEqualTo(-1);
      } catch (Throwable e) {
        throw new AssertionError(this + " failed: " + e.getMessage(), e);
      }
      Files.delete(server.stored(path));
    }

    /**
     * By what the proxy saw on the wire: each chunk began where the server said last that it is, so
     * nothing that it had kept was sent again; all that was sent beyond the file's size is what it
     * had not kept of broken chunks. A server may go on writing what it has of a broken chunk after
     * it was asked, as the Java one does on a busy machine: then its next answer is a higher one,
     * also while the next chunk is broken in its turn.
     */
    private static void check(TusTransfer.Complete outcome, List<Seen> seen) throws IOException {
      long truth = 0;
      long arrived = 0;
      long lost = 0;
      Seen open = null; // a chunk of which the server has not yet said how much it kept
      long reach = 0; // no server has a byte that was never passed on to it
      for (Seen request : seen) {
        if (request.method().equals("PATCH")) {
          assertThat(request.offset()).as("%s after %s", request, seen).isEqualTo(truth);
          assertThat(open).as("asked before %s in %s", request, seen).isNull();
          arrived += request.arrived();
          open = request;
          reach = Math.max(reach, open.offset() + open.passedOn());
        }
        if (request.answerOffset() >= 0) {
          if (open != null) {
            long kept = request.answerOffset() - open.offset();
            assertThat(kept)
                .as("kept of %s in %s", open, seen)
                .isBetween(0L, reach - open.offset());
            lost += open.arrived() - kept;
            open = null;
          } else {
            assertThat(request.answerOffset())
                .as("%s in %s", request, seen)
                .isBetween(truth, Math.max(truth, reach));
            lost -= request.answerOffset() - truth;
          }
          truth = request.answerOffset();
        }
      }
      assertThat(truth).isEqualTo(SIZE);
      assertThat(arrived).as("bytes on the wire").isEqualTo(SIZE + lost);
      assertThat(outcome.bytesSent()).as("bytes sent").isGreaterThanOrEqualTo(arrived);
    }
  }
}
