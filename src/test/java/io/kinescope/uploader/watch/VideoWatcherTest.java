package io.kinescope.uploader.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.api.Kinescope;
import io.kinescope.uploader.api.VideoHeaders;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.emulator.Emulator;
import io.kinescope.uploader.emulator.EmulatorSettings;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.emulator.Visits;
import io.kinescope.uploader.http.HttpSettings;
import io.kinescope.uploader.http.Token;
import io.kinescope.uploader.http.Transport;
import io.kinescope.uploader.throttle.RateLimiter;
import io.kinescope.uploader.throttle.RateSpec;
import io.kinescope.uploader.throttle.RetryPolicy;
import io.kinescope.uploader.watch.VideoWatcher.Goal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Watching in a time that only moves when the watcher sleeps. */
class VideoWatcherTest {
  private static final String MISSING = "00000000-0000-4000-8000-000000000000";
  private static final String OTHER_TOKEN = "0b1a5e11-0000-4000-8000-000000000001";

  private final List<String> told = new CopyOnWriteArrayList<>();

  /** A watcher over an emulator. */
  private static final class Lab implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    final Emulator sandbox;
    final List<Duration> sleeps = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final Transport transport;
    final Kinescope kinescope;
    private volatile Instant now = START;

    Lab(EmulatorSettings settings, String token) {
      this.sandbox = Emulator.start(settings.clock(clock()));
      HttpSettings http =
          new HttpSettings(
              sandbox.apiUrl(),
              sandbox.uploaderUrl(),
              Token.of(token.isEmpty() ? sandbox.token() : token, "a test"),
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              null,
              null,
              "kinescope-test");
      this.transport =
          new Transport(
              http,
              new Transport.Pacing(
                  new RateLimiter(RateSpec.parse("none"), this::nanos, this::sleep),
                  new RetryPolicy(0, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                  this::sleep,
                  clock()));
      this.kinescope = Kinescope.over(transport);
    }

    static Lab taking(Duration processing) {
      return new Lab(settings().processingTime(processing), "");
    }

    static EmulatorSettings settings() {
      return EmulatorSettings.defaults().unlimited().processingTime(Duration.ZERO);
    }

    private long nanos() {
      return Duration.between(START, now).toNanos();
    }

    /** The watcher's thread alone sleeps. */
    private void sleep(Duration duration) {
      sleeps.add(duration);
      now = now.plus(duration);
    }

    private Clock clock() {
      return new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
    }

    VideoWatcher watcher(@Nullable Duration timeout) {
      return new VideoWatcher(kinescope.videos(), transport, this::nanos, timeout, warnings::add);
    }

    String make(String url) {
      return String.valueOf(
          kinescope
              .uploads()
              .fromUrl(
                  new VideoHeaders(sandbox.defaultParentId(), "Title", null, null, null, null, url))
              .id());
    }

    String make() {
      return make("https://example.com/a");
    }

    void faults(FaultRule... rules) {
      sandbox.play(FaultScript.of(rules));
    }

    long calls() {
      return sandbox.state().count(Operation.VIDEO_LIST, Operation.VIDEO_GET);
    }

    Duration slept() {
      return sleeps.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
      transport.close();
      sandbox.close();
    }
  }

  private void watch(VideoWatcher watcher, String id, Goal goal) {
    assertThat(watcher.add(id, goal, sight -> told.add(id + " " + say(sight)))).isTrue();
  }

  private static String say(Sight sight) {
    return sight instanceof Sight.Seen seen
        ? seen.video().status()
        : sight instanceof Sight.Gone ? "gone" : "unseen";
  }

  private static FaultAction status(String id, String status) {
    return FaultAction.answer(
        200,
        Map.of("Content-Type", "application/json"),
        "{\"data\":{\"id\":\"" + id + "\",\"status\":\"" + status + "\"}}");
  }

  @Test
  void nothingToWatchCostsNothing() {
    try (Lab lab = Lab.taking(Duration.ZERO);
        VideoWatcher watcher = lab.watcher(Duration.ZERO)) {
      watcher.uploadsEnded();
      assertThat(watcher.finish(0)).isNull();
      assertThat(lab.calls()).isZero();
    }
  }

  @Test
  void thePausesGrowUpToTheLongest() {
    try (Lab lab = Lab.taking(Duration.ofMinutes(10));
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      watcher.uploadsEnded();
      watch(watcher, id, Goal.READY);
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactly(id + " done");
      assertThat(lab.sleeps).isSorted();
      assertThat(lab.sleeps.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(2));
      assertThat(lab.sleeps.get(lab.sleeps.size() - 1)).isEqualTo(Duration.ofSeconds(30));
      assertThat(lab.calls()).isLessThan(35);
    }
  }

  @Test
  void theTimeOutIsKeptToTheSecond() {
    try (Lab lab = Lab.taking(Duration.ofMinutes(1));
        VideoWatcher watcher = lab.watcher(Duration.ofSeconds(10))) {
      String id = lab.make();
      watcher.uploadsEnded();
      watch(watcher, id, Goal.READY);
      UploaderException trouble = Objects.requireNonNull(watcher.finish(2));
      assertThat(trouble.kind()).isEqualTo(ErrorKind.WAIT_TIMEOUT);
      assertThat(trouble).hasMessage("3 videos were not ready in time");
      assertThat(told).containsExactly(id + " unseen");
      assertThat(lab.slept()).isEqualTo(Duration.ofSeconds(10));
    }
  }

  @Test
  void whenTheTimeIsUpTheVideoIsLookedAtOnceMore() {
    try (Lab lab = Lab.taking(Duration.ofSeconds(10));
        VideoWatcher watcher = lab.watcher(Duration.ofSeconds(10))) {
      String id = lab.make();
      watcher.uploadsEnded();
      watch(watcher, id, Goal.READY);
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactly(id + " done");
    }
  }

  /** The time limit begins when the uploads have ended. */
  @Test
  void whileUploadsRunThePaceIsSlowAndNoTimeIsUp() throws Exception {
    try (Lab lab = Lab.taking(Duration.ofMinutes(5));
        VideoWatcher watcher = lab.watcher(Duration.ofSeconds(1))) {
      String id = lab.make();
      CountDownLatch done = new CountDownLatch(1);
      assertThat(watcher.add(id, Goal.READY, sight -> done.countDown())).isTrue();
      done.await();
      assertThat(lab.sleeps).allMatch(time -> time.compareTo(Duration.ofSeconds(3)) >= 0);
      watcher.uploadsEnded();
      assertThat(watcher.finish(0)).isNull();
    }
  }

  @Test
  void manyVideosAreAskedForAHundredAtATime() {
    try (Lab lab = Lab.taking(Duration.ofSeconds(3));
        VideoWatcher watcher = lab.watcher(null)) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 230; i++) {
        ids.add(lab.make());
      }
      watcher.uploadsEnded();
      synchronized (watcher) { // the first look is at all of them
        ids.forEach(id -> watch(watcher, id, Goal.READY));
      }
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).doesNotHaveDuplicates().hasSize(230);
      assertThat(lab.sandbox.state().count(Operation.VIDEO_GET)).isZero();
      assertThat(lab.sandbox.state().count(Operation.VIDEO_LIST)).isEqualTo(3 * 3);
    }
  }

  @ParameterizedTest
  @CsvSource({"error, true", "aborted, true", "suspended, false", "sleeping, false", "'', false"})
  void onlyDoneIsReadyAndOnlyErrorAndAbortedAreFailures(String status, boolean ends) {
    try (Lab lab = Lab.taking(Duration.ZERO);
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      lab.faults(FaultRule.on(Operation.VIDEO_GET).first(5).then(status(id, status)));
      watcher.uploadsEnded();
      watch(watcher, id, Goal.READY);
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactly(id + " " + (ends ? status : "done"));
      assertThat(lab.calls()).isEqualTo(ends ? 1 : 6);
    }
  }

  /** A video has a short id, too, and the answer need not have the one that was asked for. */
  @Test
  void anAnswerUnderAnotherIdEndsTheWaitAsWell() {
    try (Lab lab = Lab.taking(Duration.ofHours(1));
        VideoWatcher watcher = lab.watcher(Duration.ofMinutes(1))) {
      String id = lab.make();
      lab.faults(FaultRule.on(Operation.VIDEO_GET).then(status("another", "done")));
      watcher.uploadsEnded();
      watch(watcher, id, Goal.READY);
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactly(id + " done");
    }
  }

  /** A list tells of several: each is matched by both of its ids, in any case. */
  @Test
  void aListMaySpellTheIdsOtherwise() {
    try (Lab lab = Lab.taking(Duration.ofHours(1));
        VideoWatcher watcher = lab.watcher(Duration.ofMinutes(1))) {
      String id = lab.make();
      String list =
          "{\"data\":[{\"id\":\"another\",\"short_id\":\"SHORT\",\"status\":\"error\"},{\"id\":\""
              + id.toUpperCase(Locale.ROOT)
              + "\",\"status\":\"done\"}]}";
      lab.faults(
          FaultRule.on(Operation.VIDEO_LIST)
              .then(FaultAction.answer(200, Map.of("Content-Type", "application/json"), list)));
      watcher.uploadsEnded();
      synchronized (watcher) {
        watch(watcher, id, Goal.READY);
        watch(watcher, "SHORT", Goal.READY);
      }
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactlyInAnyOrder(id + " done", "SHORT error");
      assertThat(lab.calls()).isEqualTo(1);
    }
  }

  /** Several files may be attached to one video. */
  @Test
  void twoItemsOnOneVideoAreBothTold() {
    try (Lab lab = Lab.taking(Duration.ofSeconds(5));
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      watcher.uploadsEnded();
      synchronized (watcher) {
        watch(watcher, id, Goal.LINKS);
        watch(watcher, id, Goal.READY);
        watch(watcher, id, Goal.READY);
      }
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).hasSize(3).endsWith(id + " done", id + " done");
      assertThat(told.get(0)).isEqualTo(id + " pending");
      assertThat(lab.calls()).isEqualTo(4); // at 0, 1, 3 and 7 seconds
    }
  }

  @Test
  void oneThatDoesNotExistIsGoneWhileOthersAreStillWaitedFor() {
    try (Lab lab = Lab.taking(Duration.ofMinutes(10));
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      watcher.uploadsEnded();
      synchronized (watcher) {
        watch(watcher, id, Goal.READY);
        watch(watcher, MISSING, Goal.READY);
      }
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactly(MISSING + " gone", id + " done");
      assertThat(lab.sandbox.state().count(Operation.VIDEO_LIST)).isEqualTo(5);
    }
  }

  /** The list lags behind, or goes on to lack them: their own addresses do not. */
  @ParameterizedTest
  @CsvSource({"LINKS, 3", "READY, 5"})
  void videosThatTheListLacksAreAskedForByThemselves(Goal goal, int lists) {
    try (Lab lab = new Lab(Lab.settings().listLag(Duration.ofDays(1)), "");
        VideoWatcher watcher = lab.watcher(null)) {
      List<String> ids = List.of(lab.make(), lab.make());
      watcher.uploadsEnded();
      synchronized (watcher) {
        ids.forEach(id -> watch(watcher, id, goal));
      }
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactlyElementsOf(ids.stream().map(id -> id + " done").toList());
      assertThat(lab.sandbox.state().count(Operation.VIDEO_LIST)).isEqualTo(lists);
      assertThat(lab.sandbox.state().count(Operation.VIDEO_GET)).isEqualTo(2);
    }
  }

  @Test
  void aTokenThatMayNotReadIsWarnedOfOnceAndEveryItemEndsWithoutLinks() throws Exception {
    try (Lab lab = new Lab(Lab.settings().extraToken(OTHER_TOKEN, Right.UPLOAD_ONLY), OTHER_TOKEN);
        VideoWatcher watcher = lab.watcher(null)) {
      CountDownLatch first = new CountDownLatch(1);
      assertThat(watcher.add("first", Goal.LINKS, sight -> first.countDown())).isTrue();
      first.await();
      for (int i = 0; i < 300; i++) {
        watch(watcher, "v" + i, Goal.LINKS);
      }
      watcher.uploadsEnded();
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).hasSize(300).allMatch(one -> one.endsWith(" unseen"));
      assertThat(lab.warnings).singleElement().asString().contains("links");
      assertThat(lab.calls()).isEqualTo(1);
    }
  }

  /** Large files are few, and each takes its time. */
  @Test
  void aFinishedVideoIsToldAfterSomeSecondsWhileOthersAreSent() throws Exception {
    try (Lab lab = Lab.taking(Duration.ZERO);
        VideoWatcher watcher = lab.watcher(null)) {
      CountDownLatch first = new CountDownLatch(1);
      CountDownLatch second = new CountDownLatch(1);
      assertThat(watcher.add(lab.make(), Goal.LINKS, sight -> first.countDown())).isTrue();
      first.await();
      assertThat(watcher.add(lab.make(), Goal.LINKS, sight -> second.countDown())).isTrue();
      int tries = 0;
      do {
        lab.now = lab.now.plus(Duration.ofSeconds(20));
        assertThat(watcher.add(lab.make(), Goal.LINKS, sight -> {})).isTrue(); // wakes it
      } while (!second.await(1, TimeUnit.SECONDS) && ++tries < 5);
      assertThat(second.getCount()).isZero();
    }
  }

  @Test
  void whoWaitsWithSuchATokenIsToldWhy() {
    try (Lab lab = new Lab(Lab.settings().extraToken(OTHER_TOKEN, Right.UPLOAD_ONLY), OTHER_TOKEN);
        VideoWatcher watcher = lab.watcher(null)) {
      watcher.uploadsEnded();
      watch(watcher, "v", Goal.READY);
      assertThat(Objects.requireNonNull(watcher.finish(0)).kind()).isEqualTo(ErrorKind.AUTH);
      assertThat(told).containsExactly("v unseen");
    }
  }

  /** Only those of that moment end without links. */
  @Test
  void aServiceOutOfReachMakesNobodyBlind() throws Exception {
    try (Lab lab = Lab.taking(Duration.ZERO);
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      lab.faults(FaultRule.on(Operation.VIDEO_GET).first(1).then(FaultAction.status(500)));
      CountDownLatch first = new CountDownLatch(1);
      assertThat(
              watcher.add(
                  "first",
                  Goal.LINKS,
                  sight -> {
                    told.add(say(sight));
                    first.countDown();
                  }))
          .isTrue();
      first.await();
      watcher.uploadsEnded();
      watch(watcher, id, Goal.LINKS);
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).containsExactly("unseen", id + " done");
      assertThat(lab.warnings).hasSize(1);
    }
  }

  /** Who waits for links waits for room as well; who waits for the end may have to come again. */
  @Test
  void noMoreThanSoManyAreWatchedAtOnce() throws Exception {
    try (Lab lab = Lab.taking(Duration.ZERO);
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      CountDownLatch full = new CountDownLatch(1);
      lab.faults(
          FaultRule.on(Operation.VIDEO_GET)
              .first(1)
              .then(Visits.before(() -> awaited(full), FaultAction.delay(Duration.ZERO))));
      for (int i = 0; i < VideoWatcher.MAX_WATCHED; i++) {
        watch(watcher, id, Goal.READY);
      }
      assertThat(watcher.add(id, Goal.READY, sight -> told.add("too many"))).isFalse();
      Thread links = new Thread(() -> watch(watcher, id, Goal.LINKS));
      Thread room =
          new Thread(() -> watcher.addWhenRoom(id, sight -> told.add(id + " " + say(sight))));
      for (Thread waiting : List.of(links, room)) {
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
      }
      assertThat(told).isEmpty();
      full.countDown();
      links.join();
      room.join();
      watcher.uploadsEnded();
      assertThat(watcher.finish(0)).isNull();
      assertThat(told).hasSize(VideoWatcher.MAX_WATCHED + 2).containsOnly(id + " done");
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aStopEndsTheWait() {
    try (Lab lab = Lab.taking(Duration.ofHours(1));
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      lab.faults(
          FaultRule.on(Operation.VIDEO_GET)
              .nth(3)
              .then(Visits.before(lab.transport::stop, FaultAction.delay(Duration.ZERO))));
      watcher.uploadsEnded();
      watch(watcher, id, Goal.READY);
      UploaderException trouble = Objects.requireNonNull(watcher.finish(0));
      assertThat(trouble.kind()).isEqualTo(ErrorKind.INTERRUPTED);
      assertThat(told).containsExactly(id + " unseen");
    }
  }

  /** Whoever waits here is interrupted: nobody may be told twice, or not at all. */
  @Test
  void anInterruptedWaiterEndsAndStaysInterrupted() {
    try (Lab lab = Lab.taking(Duration.ofHours(1));
        VideoWatcher watcher = lab.watcher(null)) {
      String id = lab.make();
      CountDownLatch never = new CountDownLatch(1);
      lab.faults(
          FaultRule.on(Operation.VIDEO_GET)
              .then(Visits.before(() -> awaited(never), FaultAction.delay(Duration.ZERO))));
      watcher.uploadsEnded();
      watch(watcher, id, Goal.READY);
      Thread.currentThread().interrupt();
      UploaderException trouble = Objects.requireNonNull(watcher.finish(0));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(trouble.kind()).isEqualTo(ErrorKind.INTERRUPTED);
      assertThat(told).containsExactly(id + " unseen");
      never.countDown();
    }
  }
}
