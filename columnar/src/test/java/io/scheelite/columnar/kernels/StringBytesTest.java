package io.scheelite.columnar.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class StringBytesTest {
  private static final byte OUTSIDE = 0x55;

  @Test
  void copiesAndComparesAllBytesAndNoOthers() {
    try (TestMemory memory = TestMemory.create(1 << 20)) {
      MemoryConsumer consumer = memory.reserved("strings", 64 << 10);
      long from = consumer.allocate(64 << 10);
      for (int i = 0; i < 1024; i++) {
        NativeMemory.putByte(from + i, (byte) (i * 31 + 7));
      }
      for (int length = 8; length < 300; length++) {
        long to = from + 4096 + length % 8;
        NativeMemory.fill(to - 1, length + 2L, OUTSIDE);
        StringBytes.copy(from, to, length);
        assertThat(NativeMemory.mismatch(from, to, length)).isNegative();
        assertThat(NativeMemory.getByte(to - 1)).isEqualTo(OUTSIDE);
        assertThat(NativeMemory.getByte(to + length)).isEqualTo(OUTSIDE);
        assertThat(StringBytes.equal(from, to, length)).isTrue();
        for (int i = 0; i < length; i++) {
          byte value = NativeMemory.getByte(to + i);
          NativeMemory.putByte(to + i, (byte) (value ^ 0x80));
          assertThat(StringBytes.equal(from, to, length)).isFalse();
          NativeMemory.putByte(to + i, value);
        }
      }
      consumer.close();
    }
  }
}
