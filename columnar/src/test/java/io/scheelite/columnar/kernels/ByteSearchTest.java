package io.scheelite.columnar.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both twins find what {@link String#indexOf} finds, in texts of every size. */
@ExtendWith(LedgerCheck.class)
class ByteSearchTest {
  private static final long BYTES = 64 << 10;

  @Test
  void findsTheFirstOccurrence() {
    TestMemory memory = TestMemory.create(1 << 20);
    MemoryConsumer consumer = memory.reserved("texts", 2 * BYTES);
    long needle = consumer.allocate(BYTES);
    long text = consumer.allocate(BYTES);
    RandomGenerator random = Seeds.random("ByteSearch");
    int found = 0;
    for (int i = 0; i < Seeds.iterations(20_000); i++) {
      String wanted = word(random, 1 + random.nextInt(i % 10 == 0 ? 40 : 4));
      String all = word(random, random.nextInt(i % 3 == 0 ? 700 : 70));
      if (random.nextInt(4) == 0) {
        all = all + wanted; // at the very end
      }
      write(needle, wanted);
      write(text, all);
      int expected = all.indexOf(wanted);
      ByteSearch search = new ByteSearch(needle, wanted.length());
      assertThat(search.indexIn(text, all.length())).as(wanted + " in " + all).isEqualTo(expected);
      int last = all.length() - wanted.length();
      if (last >= 0) {
        assertThat(search.indexInScalar(text, last)).isEqualTo(expected);
      }
      found += expected >= 0 ? 1 : 0;
    }
    assertThat(found).isGreaterThan(Seeds.iterations(20_000) / 4);
    consumer.free(needle, BYTES);
    consumer.free(text, BYTES);
    consumer.close();
    memory.close();
  }

  private static String word(RandomGenerator random, int size) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < size; i++) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  private static void write(long address, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    NativeMemory.copyFromArray(bytes, 0, address, bytes.length);
  }
}
