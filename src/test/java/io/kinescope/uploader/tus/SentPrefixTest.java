package io.kinescope.uploader.tus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentPrefixTest {
  private final List<Long> kept = new ArrayList<>();
  private long now;
  private long lastHash;

  @TempDir private Path folder;

  private SentPrefix prefix(long bytes, long hash) {
    return new SentPrefix(
        bytes,
        hash,
        (count, sum) -> {
          kept.add(count);
          lastHash = sum;
        },
        () -> now);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("f"), bytes);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** In any pieces, sent again in parts, by two processes: the same bytes have the same hash. */
  @Test
  void theHashIsOfTheBytesAloneAndAnotherProcessGoesOnWithIt() throws IOException {
    byte[] bytes = random(200_003);
    try (FileChannel channel = FileChannel.open(file(bytes))) {
      SentPrefix first = prefix(0, 0);
      first.begin(channel, 0);
      first.at(0).update(ByteBuffer.wrap(bytes, 0, 70_001));
      first.at(60_000).update(ByteBuffer.wrap(bytes, 60_000, 30_000)); // a repeat
      first.keep();
      assertThat(kept).containsExactly(90_000L);
      assertThat(lastHash).isEqualTo(SentPrefix.of(channel, 90_000));

      SentPrefix second = prefix(90_000, lastHash);
      second.begin(channel, 120_000); // the first one sent more before it was killed
      second.at(120_000).update(ByteBuffer.wrap(bytes, 120_000, 80_003));
      second.keep();
      assertThat(kept).containsExactly(90_000L, 200_003L);
      assertThat(lastHash).isEqualTo(SentPrefix.of(channel, 200_003));
    }
  }

  @Test
  void oneOtherByteAnywhereIsAnotherHash() throws IOException {
    byte[] bytes = new byte[4_099];
    long plain;
    try (FileChannel channel = FileChannel.open(file(bytes))) {
      plain = SentPrefix.of(channel, bytes.length);
      assertThat(SentPrefix.of(channel, bytes.length - 1)).isNotEqualTo(plain);
    }
    for (int at = 0; at < bytes.length; at += 13) {
      bytes[at]++;
      try (FileChannel channel = FileChannel.open(file(bytes))) {
        assertThat(SentPrefix.of(channel, bytes.length)).as("byte %d", at).isNotEqualTo(plain);
      }
      bytes[at]--;
    }
  }

  @Test
  void itIsKeptByTimeAndNotForEachPiece() throws IOException {
    SentPrefix prefix = prefix(0, 0);
    byte[] piece = random(64 << 10);
    for (int i = 0; i < 1_000; i++) { // 10 s
      prefix.at((long) i * piece.length).update(ByteBuffer.wrap(piece));
      now += Duration.ofMillis(10).toNanos();
    }
    assertThat(kept.size()).isBetween(9, 11);
    assertThat(kept.get(0)).isEqualTo(21L * piece.length);
  }

  /** A ledger of an older version knows nothing of gigabytes: they are not read for its sake. */
  @Test
  void whatIsFarBehindIsNotReadAgain() throws IOException {
    try (FileChannel channel = FileChannel.open(file(new byte[10]))) {
      SentPrefix prefix = prefix(0, 0);
      prefix.begin(channel, 10L << 30);
      prefix.at(10L << 30).update(ByteBuffer.wrap(new byte[10]));
      prefix.keep();
      assertThat(kept).isEmpty();
    }
  }
}
