package io.kinescope.uploader.base.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.progress.ProgressSnapshot.TransferSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressBoardTest {
  private final AtomicLong nanos = new AtomicLong();
  private final ProgressBoard board = new ProgressBoard(nanos::get);

  @Test
  void whatIsSentIsInFlightUntilTheServerKeepsIt() {
    ProgressBoard.FileProgress transfer = board.transfer("a.mp4");
    transfer.started(1000, 0);
    transfer.sent(300);
    transfer.acknowledged(200);
    transfer.sent(100);

    TransferSnapshot one = board.snapshot().active().get(0);

    assertThat(one.bytes().acknowledged()).isEqualTo(200);
    assertThat(one.bytes().inFlight()).isEqualTo(100);
    assertThat(one.bytes().sent()).isEqualTo(400);
    assertThat(board.snapshot().bytes().sent()).isEqualTo(400);
  }

  @Test
  void afterAFailureNothingIsInFlight() {
    ProgressBoard.FileProgress transfer = board.transfer("a.mp4");
    transfer.started(1000, 0);
    transfer.sent(300);
    transfer.retrying();

    TransferSnapshot one = board.snapshot().active().get(0);

    assertThat(one.bytes().inFlight()).isZero();
    assertThat(one.bytes().retries()).isEqualTo(1);
  }

  @Test
  void onlyTheFirstStartCountsAsResumed() {
    ProgressBoard.FileProgress transfer = board.transfer("a.mp4");
    transfer.started(1000, 400);
    transfer.sent(600);
    transfer.started(1000, 700);

    ProgressSnapshot snapshot = board.snapshot();

    assertThat(snapshot.bytes().resumed()).isEqualTo(400);
    assertThat(snapshot.bytes().acknowledged()).isEqualTo(700);
  }

  @Test
  void aClosedTransferStaysInTheSums() {
    ProgressBoard.FileProgress transfer = board.transfer("a.mp4");
    transfer.started(1000, 100);
    transfer.sent(900);
    transfer.acknowledged(1000);
    transfer.retrying();
    transfer.close();
    transfer.close(); // a second close changes nothing

    ProgressSnapshot snapshot = board.snapshot();

    assertThat(snapshot.active()).isEmpty();
    assertThat(snapshot.bytes().acknowledged()).isEqualTo(1000);
    assertThat(snapshot.bytes().resumed()).isEqualTo(100);
    assertThat(snapshot.bytes().retries()).isEqualTo(1);
  }

  @Test
  void theTimeLeftComesFromBytesIfTheirSumIsKnown() {
    board.expect(10, 10_000);
    ProgressBoard.FileProgress transfer = board.transfer("a.mp4");
    transfer.started(5_000, 0);
    transfer.sent(1_000);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(board.snapshot().left()).isEqualTo(Duration.ofSeconds(9));
    assertThat(board.snapshot().active().get(0).left()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void theTimeLeftComesFromItemsOtherwise() {
    board.expect(10, 0);
    board.count(ItemOutcome.UPLOADED);
    board.count(ItemOutcome.FAILED);
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());

    assertThat(board.snapshot().left()).isEqualTo(Duration.ofSeconds(16));
  }

  @Test
  void theTimeLeftComesFromItemsWhenAllBytesAreThere() {
    board.expect(4, 1_000);
    ProgressBoard.FileProgress transfer = board.transfer("a.mp4");
    transfer.started(1_000, 0);
    transfer.sent(1_000);
    transfer.acknowledged(1_000);
    transfer.close();
    board.count(ItemOutcome.UPLOADED);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    assertThat(board.snapshot().left()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void bytesThatWillNotComeAreNotWaitedFor() {
    board.expect(4, 10_000);
    board.count(ItemOutcome.SKIPPED);
    board.expectLess(5_000);
    ProgressBoard.FileProgress failed = board.transfer("a.mp4");
    failed.started(3_000, 0);
    failed.sent(1_000);
    failed.acknowledged(1_000);
    failed.close();
    board.count(ItemOutcome.FAILED);

    assertThat(board.snapshot().bytesTotal()).isEqualTo(3_000);
    assertThat(board.snapshot().bytes().acknowledged()).isEqualTo(1_000);
  }

  /** Two attempts at one file are one file, and one that was never begun is not expected. */
  @Test
  void whatIsExpectedOfAFileEndsWithIt() {
    board.expect(2, 3_000);
    ProgressBoard.FileProgress twice = board.file("a.mp4", 1_000L).shown();
    twice.started(1_000, 0);
    twice.sent(1_000);
    twice.retrying();
    twice.started(1_000, 0);
    twice.sent(1_000);
    twice.acknowledged(1_000);
    twice.close();
    ProgressBoard.FileProgress refused = board.file("b.mp4", 2_000L);
    assertThat(board.snapshot().active()).isEmpty();
    refused.close();

    assertThat(board.snapshot().bytesTotal()).isEqualTo(1_000);
    assertThat(board.snapshot().bytes().acknowledged()).isEqualTo(1_000);
    assertThat(board.snapshot().bytes().sent()).isEqualTo(2_000);
  }

  /** The link of an earlier run is gone, and the file starts again at a new one. */
  @Test
  void whatTheServerLostIsNotResumed() {
    ProgressBoard.FileProgress transfer = board.transfer("a.mp4");
    transfer.started(1_000, 400);
    transfer.started(1_000, 0);

    assertThat(board.snapshot().bytes().resumed()).isZero();
  }

  @Test
  void withoutBytesNoSumOfThemIsShown() {
    board.expect(4, 0);

    assertThat(board.snapshot().bytesTotal()).isNull();
    assertThat(board.snapshot().itemsTotal()).isEqualTo(4);
  }

  @Test
  void nothingMovingMeansThatNobodyKnowsTheTimeLeft() {
    board.expect(1, 10_000);
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());

    assertThat(board.snapshot().left()).isNull();
  }

  @Test
  void manyThreadsLoseNoCount() throws Exception {
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          for (int n = 0; n < 1_000; n++) {
                            try (ProgressBoard.FileProgress transfer = board.transfer("f" + i)) {
                              transfer.started(10, 0);
                              transfer.sent(10);
                              transfer.acknowledged(10);
                            }
                            board.count(ItemOutcome.UPLOADED);
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      assertThat(board.snapshot().bytes().acknowledged()).isLessThanOrEqualTo(80_000);
    }

    ProgressSnapshot snapshot = board.snapshot();

    assertThat(snapshot.bytes().acknowledged()).isEqualTo(80_000);
    assertThat(snapshot.bytes().sent()).isEqualTo(80_000);
    assertThat(snapshot.items()).containsEntry(ItemOutcome.UPLOADED, 8_000L);
    assertThat(snapshot.itemsDone()).isEqualTo(8_000);
  }
}
