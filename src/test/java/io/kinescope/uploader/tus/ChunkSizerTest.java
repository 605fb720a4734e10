package io.kinescope.uploader.tus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkSizerTest {
  private static final long MIB = 1L << 20;
  private static final Duration QUICK = Duration.ofSeconds(1);
  private static final Duration MIDDLING = Duration.ofSeconds(20);
  private static final Duration SLOW = Duration.ofMinutes(2);

  @Test
  void startsAtEightMebibytesAndEndsWithTheFile() {
    assertThat(ChunkSizer.adaptive().next(0, 100 * MIB)).isEqualTo(8 * MIB);
    assertThat(ChunkSizer.adaptive().next(99 * MIB, 100 * MIB)).isEqualTo(MIB);
  }

  @Test
  void growsWhileChunksGoThroughQuicklyAndNoFurtherThanHelps() {
    ChunkSizer sizer = ChunkSizer.adaptive();
    for (long expected = 8; expected <= 256; expected *= 2) {
      assertThat(sizer.bytes()).isEqualTo(expected * MIB);
      sizer = sizer.arrived(sizer.bytes(), QUICK);
    }
    assertThat(sizer.bytes()).isEqualTo(256 * MIB);
  }

  @Test
  void staysWhereAChunkTakesItsTimeAndHalvesWhereItTakesLong() {
    ChunkSizer sizer = ChunkSizer.adaptive();

    assertThat(sizer.arrived(8 * MIB, MIDDLING)).isEqualTo(sizer);
    assertThat(sizer.arrived(8 * MIB, SLOW).bytes()).isEqualTo(4 * MIB);
  }

  @Test
  void theFilesLastBytesTellNothingOfTheLine() {
    assertThat(ChunkSizer.adaptive().arrived(17, QUICK)).isEqualTo(ChunkSizer.adaptive());
  }

  @Test
  void halvesOnFailuresDownToTheSmallest() {
    ChunkSizer sizer = ChunkSizer.adaptive().failed();
    assertThat(sizer.bytes()).isEqualTo(4 * MIB);
    for (int i = 0; i < 20; i++) {
      sizer = sizer.failed();
    }
    assertThat(sizer.bytes()).isEqualTo(ChunkSizer.SMALLEST);
    assertThat(sizer.arrived(sizer.bytes(), QUICK).bytes()).isEqualTo(2 * ChunkSizer.SMALLEST);
  }

  @Test
  void whatWasTooLargeIsNotTriedAgain() {
    ChunkSizer sizer = ChunkSizer.adaptive().tooLarge(8 * MIB);

    assertThat(sizer.bytes()).isEqualTo(4 * MIB);
    assertThat(sizer.arrived(4 * MIB, QUICK).bytes()).isEqualTo(4 * MIB);
    assertThat(sizer.failed().arrived(2 * MIB, QUICK).bytes()).isEqualTo(4 * MIB);
  }

  @Test
  void aFixedSizeStaysAndOnly413ChangesIt() {
    ChunkSizer sizer = ChunkSizer.fixed(3 * MIB);

    assertThat(sizer.arrived(3 * MIB, QUICK)).isEqualTo(sizer);
    assertThat(sizer.failed()).isEqualTo(sizer);
    assertThat(sizer.tooLarge(3 * MIB).bytes()).isEqualTo(3 * MIB / 2);
  }

  @Test
  void theSmallestCanNotShrink() {
    assertThat(ChunkSizer.adaptive().canShrinkBelow(ChunkSizer.LEAST)).isFalse();
    assertThat(ChunkSizer.adaptive().tooLarge(ChunkSizer.LEAST + 1).bytes())
        .isEqualTo(ChunkSizer.LEAST);
    assertThat(ChunkSizer.adaptive().canShrinkBelow(ChunkSizer.SMALLEST)).isTrue();
  }
}
