package io.kinescope.uploader.tus;

import static io.kinescope.uploader.tus.FakeTus.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.throttle.Sleeper;
import io.kinescope.uploader.throttle.Throttle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mockwebserver3.MockResponse;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of 1000 bytes in chunks of 400, against a server that does what the test says. */
class TusTransferTest {
  private static final int RETRIES = 3;
  private static final byte[] BYTES = TusLab.bytes(1000, 1);

  @TempDir Path folder;
  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private final List<String> told = new ArrayList<>();
  private @Nullable Long chunkSize = 400L;
  private Throttle throttle = Throttle.NONE;
  private FakeTus tus;
  private Transport transport;
  private Path file;

  private final TransferListener listener =
      new TransferListener() {
        @Override
        public void started(long total, long offset) {
          told.add("started " + offset + "/" + total);
        }

        @Override
        public void acknowledged(long offset) {
          told.add("acknowledged " + offset);
        }

        @Override
        public void retrying() {
          told.add("retrying");
        }
      };

  @BeforeEach
  void open() throws IOException {
    tus = new FakeTus(BYTES.length);
    transport = TusLab.transport(RETRIES, waits::add);
    file = Files.write(folder.resolve("film.mp4"), BYTES);
  }

  @AfterEach
  void close() {
    transport.close();
    tus.close();
  }

  private TusTransfer.Complete send() {
    try (TusLab.Source source = TusLab.Source.open(file)) {
      return send(source);
    }
  }

  private TusTransfer.Complete send(TusSource source) {
    return new TusTransfer(transport, chunkSize, throttle).transfer(tus.link(), source, listener);
  }

  private UploaderException failure() {
    UploaderException error = catchThrowableOfType(UploaderException.class, this::send);
    assertThat(error).as("the transfer should have failed").isNotNull();
    assertThat(error).hasMessageNotContaining("secret-link");
    return error;
  }

  @Test
  void aFileArrivesInChunksWithOneHeadAndOneOptions() {
    TusTransfer.Complete outcome = send();

    assertThat(tus.kept()).isEqualTo(BYTES);
    assertThat(tus.log())
        .containsExactly("HEAD", "OPTIONS", "PATCH 0+400", "PATCH 400+400", "PATCH 800+200");
    assertThat(outcome).isEqualTo(new TusTransfer.Complete(1000, 0));
    assertThat(told)
        .containsExactly(
            "started 0/1000", "acknowledged 400", "acknowledged 800", "acknowledged 1000");
    assertThat(waits).isEmpty();
  }

  @Test
  void theRequestsAreThoseOfTus() {
    send();

    Headers patch = tus.requests().get(3).getHeaders();
    assertThat(patch.get("Tus-Resumable")).isEqualTo("1.0.0");
    assertThat(patch.get("Upload-Offset")).isEqualTo("400");
    assertThat(patch.get("Content-Type")).isEqualTo("application/offset+octet-stream");
    assertThat(patch.get("Content-Length")).isEqualTo("400");
    assertThat(tus.requests().get(0).getHeaders().get("Tus-Resumable")).isEqualTo("1.0.0");
    assertThat(tus.requests())
        .allSatisfy(r -> assertThat(r.getHeaders().get("Authorization")).isNull());
  }

  @Test
  void optionsGoesOncePerHostAndNotPerFile() {
    TusTransfer transfer = new TusTransfer(transport, chunkSize, throttle);
    for (int i = 0; i < 3; i++) {
      tus.keeps(new byte[0]);
      try (TusLab.Source source = TusLab.Source.open(file)) {
        transfer.transfer(tus.link(), source, listener);
      }
    }
    assertThat(tus.log().stream().filter("OPTIONS"::equals)).hasSize(1);
  }

  @Test
  void aServerThatDoesNotKnowOptionsIsNoObstacle() {
    tus.options(FakeTus.status(405).build());

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
  }

  @Test
  void aFileLargerThanTheServerTakesIsRefusedBeforeTheFirstByte() {
    tus.options(FakeTus.status(204).addHeader("Tus-Max-Size", 999).build());

    UploaderException error = failure();

    assertThat(error.kind()).isEqualTo(ErrorKind.REFUSED);
    assertThat(error).hasMessageContaining("1000").hasMessageContaining("999");
    assertThat(tus.log()).containsExactly("HEAD", "OPTIONS");
  }

  @Test
  void whatTheServerHasIsNotSentAgain() {
    tus.keeps(java.util.Arrays.copyOf(BYTES, 700));

    TusTransfer.Complete outcome = send();

    assertThat(tus.kept()).isEqualTo(BYTES);
    assertThat(outcome).isEqualTo(new TusTransfer.Complete(300, 700));
    assertThat(told).first().isEqualTo("started 700/1000");
  }

  @Test
  void aFileThatIsThereIsLeftThere() {
    tus.keeps(BYTES);

    assertThat(send()).isEqualTo(new TusTransfer.Complete(0, 1000));
    assertThat(tus.log()).containsExactly("HEAD");
  }

  @Test
  void afterABreakTheServersNumberCounts() {
    tus.nextPatches(tus.keepsAndDrops(123));

    TusTransfer.Complete outcome = send();

    assertThat(tus.kept()).isEqualTo(BYTES);
    assertThat(tus.log())
        .containsExactly(
            "HEAD",
            "OPTIONS",
            "PATCH 0+400",
            "HEAD",
            "PATCH 123+400",
            "PATCH 523+400",
            "PATCH 923+77");
    assertThat(outcome.bytesSent()).isEqualTo(1000 + 400 - 123);
    assertThat(told).contains("retrying", "acknowledged 123");
  }

  @Test
  void aLastPatchThatIsKeptAndNeverAnsweredIsDoneWhenHeadSaysSo() {
    transport.close();
    transport =
        TusLab.transport(
            new RetryPolicy(RETRIES, Duration.ofMillis(1), Duration.ofMillis(1)),
            Duration.ofMillis(200),
            waits::add,
            null);
    chunkSize = 1000L;
    tus.nextPatches(tus.keepsAndIsSilent());

    assertThat(send().bytesSent()).isEqualTo(1000);
    assertThat(tus.log()).containsExactly("HEAD", "OPTIONS", "PATCH 0+1000", "HEAD");
  }

  @Test
  void withoutRetriesHeadIsStillAskedWhatCameOfIt() {
    transport.close();
    transport = TusLab.transport(0, waits::add);
    chunkSize = 1000L;
    tus.nextPatches(tus.keepsAndDrops(1000));

    send();

    assertThat(tus.log()).endsWith("PATCH 0+1000", "HEAD");
  }

  @Test
  void attemptsCountFromZeroWheneverTheOffsetGrew() {
    tus.eachPatch(tus.keepsAndDrops(10)); // a hundred breaks in a row, three retries

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
  }

  @Test
  void withoutProgressItEndsAtTheRetriesWithGrowingWaits() {
    tus.eachPatch(says(500));

    UploaderException error = failure();

    assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(error).hasMessageContaining("HTTP 500");
    assertThat(error.hint()).contains("run the same command again");
    assertThat(tus.log().stream().filter(l -> l.startsWith("PATCH"))).hasSize(RETRIES + 1);
    assertThat(waits).hasSize(RETRIES + 1);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i))
          .isBetween(Duration.ofMillis(250L << i), Duration.ofMillis(500L << i));
    }
  }

  @Test
  void aLoopOf409Ends() {
    tus.eachPatch(says(409));

    assertThat(failure().kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(tus.log().stream().filter("HEAD"::equals)).hasSize(RETRIES + 2);
  }

  @Test
  void aHeadThatNeverTellsEnds() {
    tus.nextHeads(says(200), says(503), says(423), says(200, "Upload-Offset: x"));

    assertThat(failure().kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(tus.log()).containsOnly("HEAD").hasSize(RETRIES + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 423, 425, 429, 460, 500, 502, 503, 504})
  void whatMayPassPasses(int status) {
    tus.nextPatches(says(status), says(status)).nextHeads(says(200, "Upload-Offset: 0"));

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
  }

  @Test
  void aLockThatIsHeldForFiveSecondsIsWaitedFor() {
    transport.close();
    transport = TusLab.transport(5, waits::add);
    tus.eachPatch(
        request -> {
          Duration waited = waits.stream().reduce(Duration.ZERO, Duration::plus);
          return waited.compareTo(Duration.ofSeconds(5)) < 0
              ? FakeTus.status(423).build()
              : tus.keepsAndSays(
                      Integer.MAX_VALUE,
                      204,
                      "Upload-Offset: " + (tus.kept().length + request.getBodySize()))
                  .apply(request);
        });

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
  }

  @Test
  void retryAfterIsHonoured() {
    tus.nextPatches(says(429, "Retry-After: 17"));

    send();

    assertThat(waits).containsExactly(Duration.ofSeconds(17));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upload-Offset: x", "Upload-Offset:", "X-Other: 1", "Upload-Offset: 399"})
  void aSuccessWithoutTheRightOffsetIsADoubtThatHeadClears(String header) {
    tus.nextPatches(tus.keepsAndSays(400, 204, header));

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
    assertThat(tus.log()).containsSubsequence("PATCH 0+400", "HEAD", "PATCH 400+400");
  }

  @Test
  void aPatchMayBeAnsweredWith200() {
    tus.nextPatches(tus.keepsAndSays(400, 200, "Upload-Offset: 400"));

    send();

    assertThat(told).doesNotContain("retrying");
    assertThat(tus.kept()).isEqualTo(BYTES);
  }

  @Test
  void anOffsetBeyondTheSizeIsNeverASuccess() {
    tus.nextPatches(says(204, "Upload-Offset: 1001"));
    assertThat(failure().kind()).isEqualTo(ErrorKind.REFUSED);

    tus.nextHeads(says(200, "Upload-Offset: 1001"));
    assertThat(failure().kind()).isEqualTo(ErrorKind.REFUSED);
  }

  @Test
  void anOffsetThatFallsIsBelieved() {
    tus.nextPatches(
        tus.keepsAndSays(400, 204, "Upload-Offset: 400"),
        request -> {
          tus.keeps(java.util.Arrays.copyOf(BYTES, 100));
          return FakeTus.status(500).build();
        });

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
    assertThat(tus.log()).containsSubsequence("PATCH 400+400", "HEAD", "PATCH 100+400");
    assertThat(told).contains("acknowledged 100");
  }

  @Test
  void aServerThatForgetsAgainAndAgainMakesAnEnd() {
    FakeTus.Twist forgets =
        request -> {
          String offset = String.valueOf(request.getHeaders().get("Upload-Offset"));
          if (offset.equals("0")) {
            return tus.keepsAndSays(400, 204, "Upload-Offset: 400").apply(request);
          }
          tus.keeps(new byte[0]);
          return FakeTus.status(500).build();
        };
    tus.eachPatch(forgets);

    assertThat(failure().kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(tus.log().stream().filter("PATCH 0+400"::equals)).hasSize(RETRIES + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void aHeadSaysWhetherTheLinkIsGone(int status) {
    tus.nextPatches(tus.keepsAndSays(400, 204, "Upload-Offset: 400"), says(status))
        .nextHeads(says(200, "Upload-Offset: 0"), says(status));

    assertThat(failure().kind()).isEqualTo(ErrorKind.LINK_GONE);
    assertThat(tus.log())
        .containsExactly("HEAD", "OPTIONS", "PATCH 0+400", "PATCH 400+400", "HEAD");
  }

  /** A page is not the server's word: the link may be as good as ever. */
  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void aPageInPlaceOfAHeadMayPass(int status) {
    tus.nextHeads(says(status, "Content-Type: text/html"));

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
  }

  /** A firewall lets HEAD through and answers PATCH itself: once, or always. */
  @ParameterizedTest
  @ValueSource(ints = {302, 307, 400, 401, 403, 404, 405, 410, 421, 451})
  void whatAFirewallAnswersToAPatchIsADoubt(int status) {
    tus.nextPatches(says(status, "Content-Type: text/html", "Location: http://192.0.2.1/login"));

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);

    tus.keeps(new byte[0]).eachPatch(says(status));
    UploaderException error = failure();
    assertThat(error.kind()).isEqualTo(ErrorKind.TRANSIENT);
    assertThat(tus.log().stream().filter("PATCH 0+400"::equals)).hasSize(2 + RETRIES + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 412, 415})
  void whatTheServerItselfRefusesIsNotRepeated(int status) {
    tus.eachPatch(says(status, "Tus-Resumable: 1.0.0"));

    assertThat(failure().kind()).isEqualTo(ErrorKind.REFUSED);
    assertThat(tus.log()).containsExactly("HEAD", "OPTIONS", "PATCH 0+400");
  }

  /** A server that was not told the size keeps bytes for ever and never has a file. */
  @ParameterizedTest
  @ValueSource(ints = {0, 700, 1000})
  void theSizeIsDeclaredWhereTheLinkDoesNotKnowIt(int kept) {
    tus.keeps(java.util.Arrays.copyOf(BYTES, kept)).defersLength();

    TusTransfer.Complete outcome = send();

    assertThat(outcome).isEqualTo(new TusTransfer.Complete(1000 - kept, kept));
    assertThat(tus.kept()).isEqualTo(BYTES);
    assertThat(tus.declared()).isEqualTo(1000);
    assertThat(
            tus.requests().stream()
                .filter(request -> request.getHeaders().get("Upload-Length") != null))
        .hasSize(1);
  }

  @Test
  void aSizeThatWasDeclaredInABrokenPatchIsDeclaredAgainIfItWasNotTaken() {
    tus.defersLength().nextPatches(tus.keepsAndDrops(10), tus.keepsAndDrops(10));

    send();

    assertThat(tus.kept()).isEqualTo(BYTES);
    assertThat(tus.declared()).isEqualTo(1000);
  }

  @Test
  void aServerThatDoesNotTakeTheSizeIsNoSuccess() {
    tus.defersLength().eachPatch(tus.keepsAndSays(400, 204, "Upload-Offset: 400"));

    UploaderException error = failure();

    assertThat(error.kind()).isEqualTo(ErrorKind.REFUSED);
    assertThat(error.hint()).contains("--filesize");
  }

  @Test
  void aChunkThatIsTooLargeIsHalvedUntilItGoes() throws IOException {
    byte[] large = TusLab.bytes(5 << 20, 2);
    Files.write(file, large);
    tus.close();
    tus = new FakeTus(large.length);
    long most = 600 << 10;
    tus.eachPatch(
        request -> {
          if (request.getBodySize() > most) {
            return FakeTus.status(413).build();
          }
          return tus.keepsAndSays(
                  Integer.MAX_VALUE,
                  204,
                  "Upload-Offset: " + (tus.kept().length + request.getBodySize()))
              .apply(request);
        });
    chunkSize = null;

    send();

    assertThat(tus.kept()).isEqualTo(large);
    assertThat(waits).isEmpty();
    assertThat(tus.log().subList(2, 9))
        .containsExactly(
            "PATCH 0+5242880",
            "HEAD",
            "PATCH 0+2621440",
            "HEAD",
            "PATCH 0+1310720",
            "HEAD",
            "PATCH 0+655360");
  }

  /** What one file has taught, the run's other files need not learn again. */
  @Test
  void theSizeThatPassesIsRememberedForTheNextFile() throws IOException {
    Files.write(file, TusLab.bytes(100_000, 3));
    long most = 30_000;
    tus.close();
    tus = new FakeTus(100_000);
    tus.eachPatch(
        request ->
            request.getBodySize() > most
                ? FakeTus.status(413).build()
                : tus.keepsAndSays(
                        Integer.MAX_VALUE,
                        204,
                        "Upload-Offset: " + (tus.kept().length + request.getBodySize()))
                    .apply(request));
    TusTransfer transfer = new TusTransfer(transport, null, throttle);
    for (int i = 0; i < 2; i++) {
      tus.keeps(new byte[0]);
      try (TusLab.Source source = TusLab.Source.open(file)) {
        transfer.transfer(tus.link(), source, listener);
      }
      assertThat(tus.kept()).hasSize(100_000);
    }
    assertThat(tus.log().stream().filter(line -> line.matches("PATCH 0\\+.*")))
        .containsExactly("PATCH 0+100000", "PATCH 0+50000", "PATCH 0+25000", "PATCH 0+25000");
  }

  @Test
  void aServerThatTakesNoChunkAtAllIsAnError() {
    tus.eachPatch(says(413, "Tus-Resumable: 1.0.0"));
    assertThat(failure().kind()).isEqualTo(ErrorKind.REFUSED);

    tus.eachPatch(says(413));
    assertThat(failure().kind()).isEqualTo(ErrorKind.TRANSIENT);
  }

  @Test
  void aFileThatChangedBeforeTheNextChunkStopsTheTransfer() {
    tus.nextPatches(
        request -> {
          touch();
          return tus.keepsAndSays(400, 204, "Upload-Offset: 400").apply(request);
        });

    assertThat(failure().kind()).isEqualTo(ErrorKind.SOURCE_CHANGED);
    assertThat(tus.log()).containsExactly("HEAD", "OPTIONS", "PATCH 0+400");
  }

  @Test
  void aFileThatChangedInTheLastChunkIsNoSuccess() {
    chunkSize = 1000L;
    tus.nextPatches(
        request -> {
          touch();
          return tus.keepsAndSays(1000, 204, "Upload-Offset: 1000").apply(request);
        });

    assertThat(failure().kind()).isEqualTo(ErrorKind.SOURCE_CHANGED);
  }

  @Test
  void aFileThatGrewStopsTheTransfer() {
    tus.nextPatches(
        request -> {
          write(new byte[1]);
          return tus.keepsAndSays(400, 204, "Upload-Offset: 400").apply(request);
        });

    assertThat(failure().kind()).isEqualTo(ErrorKind.SOURCE_CHANGED);
  }

  @Test
  void aFileThatShrinksInTheMiddleOfAChunkStopsTheTransfer() throws IOException {
    try (TusLab.Source source = TusLab.Source.open(file)) {
      Files.write(file, new byte[500]);

      UploaderException error =
          catchThrowableOfType(
              UploaderException.class, () -> send(new Blind(source.channel(), source.size())));

      assertThat(error.kind()).isEqualTo(ErrorKind.SOURCE_CHANGED);
    }
  }

  /** A folder can be opened and never be read. */
  @Test
  void aDiskThatCannotBeReadStopsTheTransferAtOnce() throws IOException {
    try (FileChannel unreadable = FileChannel.open(folder)) {
      UploaderException error =
          catchThrowableOfType(
              UploaderException.class, () -> send(new Blind(unreadable, BYTES.length)));

      assertThat(error.kind()).isEqualTo(ErrorKind.LOCAL_IO);
      assertThat(error).hasMessageContaining("could not read the file");
      assertThat(tus.log().stream().filter("HEAD"::equals)).hasSize(1);
      assertThat(waits).isEmpty();
    }
  }

  /** Sees no change in the file. */
  private record Blind(FileChannel channel, long size) implements TusSource {
    @Override
    public void checkUnchanged() {}
  }

  @Test
  void anInterruptedThreadStopsAtOnceAndSaysSo() throws InterruptedException {
    chunkSize = 1000L;
    Thread me = Thread.currentThread();
    tus.nextPatches(
        request -> {
          me.interrupt();
          return tus.keepsAndIsSilent().apply(request);
        });
    long start = System.nanoTime();

    assertThat(failure().kind()).isEqualTo(ErrorKind.INTERRUPTED);

    assertThat(Thread.interrupted()).as("the interrupt is kept for the caller").isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aTransportThatIsStoppedEndsAnExchangeAtOnce() {
    tus.nextPatches(
        request -> {
          MockResponse silence = tus.keepsAndIsSilent().apply(request);
          transport.stop();
          return silence;
        });

    assertThat(failure().kind()).isEqualTo(ErrorKind.INTERRUPTED);
  }

  @Test
  void aTransportThatIsStoppedEndsAWaitAtOnce() {
    transport.close();
    Transport[] itself = new Transport[1];
    Sleeper longSleep =
        wait -> {
          new Thread(itself[0]::stop).start();
          Sleeper.SYSTEM.sleep(Duration.ofMinutes(10));
        };
    transport = TusLab.transport(RETRIES, longSleep);
    itself[0] = transport;
    tus.nextPatches(says(503));

    assertThat(failure().kind()).isEqualTo(ErrorKind.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aThrottleSlowerThanTheIdleTimeOutIsNoStall() {
    transport.close();
    transport =
        TusLab.transport(
            new RetryPolicy(0, Duration.ofMillis(1), Duration.ofMillis(1)),
            Duration.ofMillis(400),
            waits::add,
            null);
    throttle =
        new Throttle() {
          @Override
          public void acquire(int bytes) throws InterruptedException {
            Sleeper.SYSTEM.sleep(Duration.ofMillis(100));
          }

          @Override
          public int pieceSize(int most) {
            return 100;
          }
        };
    chunkSize = 1000L; // ten pieces: a second, with an idle time-out of 0.4

    send();

    assertThat(told).doesNotContain("retrying");
    assertThat(tus.kept()).isEqualTo(BYTES);
  }

  private void touch() {
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void write(byte[] more) {
    try {
      Files.write(file, more, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
