package io.kinescope.uploader.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReorderBufferTest {
  private static final int ITEMS = 500;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, ITEMS})
  void whateverTheOrderEachItemComesOutOnce(int most) {
    for (int seed = 0; seed < 20; seed++) {
      List<Long> numbers = new ArrayList<>(LongStream.range(0, ITEMS).boxed().toList());
      Collections.shuffle(numbers, new Random(seed));
      List<Long> received = new ArrayList<>();
      ReorderBuffer<Long> inOrder = new ReorderBuffer<>(most, received::add);
      numbers.forEach(number -> inOrder.put(number, number));
      inOrder.flush();
      assertThat(received).hasSize(ITEMS).doesNotHaveDuplicates();
      if (most == ITEMS) {
        assertThat(received).isSorted();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void workersThatRunAheadALittleAreSetRight(int workers) {
    List<Long> received = new ArrayList<>();
    ReorderBuffer<Long> inOrder = new ReorderBuffer<>(workers, received::add);
    for (long block = 0; block < ITEMS; block += workers) {
      for (long number = block + workers - 1; number >= block; number--) {
        inOrder.put(number, number);
      }
    }
    assertThat(received).isSorted().hasSizeGreaterThanOrEqualTo(ITEMS);
  }
}
