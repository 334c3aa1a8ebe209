package io.scheelite.shuffle.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Buffers of connections are on the ledger, apart from each other, and given back. */
class NetworkMemoryTest {
  private static final int CHUNK = 64 << 10;

  @Test
  void buffersAreOnTheLedgerAndApart() {
    for (int i = 0; i < Seeds.iterations(5); i++) {
      RandomGenerator random = Seeds.random(NetworkMemoryTest.class, i);
      try (NetworkMemory memory = new NetworkMemory()) {
        List<ByteBuf> buffers = new ArrayList<>();
        List<Byte> marks = new ArrayList<>();
        for (int step = 0; step < 1000; step++) {
          if (buffers.size() < 20 && random.nextInt(3) > 0 || buffers.isEmpty()) {
            int size = 1 + random.nextInt(CHUNK);
            ByteBuf buffer = memory.allocator().ioBuffer(size);
            byte mark = (byte) random.nextInt();
            // half of them grow beyond what they were made with
            int filled = random.nextBoolean() ? size : size + random.nextInt(size);
            for (int at = 0; at < filled; at++) {
              buffer.writeByte(mark);
            }
            buffers.add(buffer);
            marks.add(mark);
          } else {
            int index = random.nextInt(buffers.size());
            checkAndRelease(buffers.remove(index), marks.remove(index));
          }
          long held = buffers.stream().mapToLong(ByteBuf::capacity).sum();
          assertThat(memory.usedBytes() + memory.overflowBytes()).isGreaterThanOrEqualTo(held);
        }
        while (!buffers.isEmpty()) {
          checkAndRelease(buffers.removeLast(), marks.removeLast());
        }
        assertThat(memory.usedBytes()).isZero();
        assertThat(memory.overflowBytes()).isZero();
      }
    }
  }

  private static void checkAndRelease(ByteBuf buffer, byte mark) {
    while (buffer.isReadable()) {
      if (buffer.readByte() != mark) {
        throw new AssertionError("buffers overlap: at=" + buffer.readerIndex());
      }
    }
    assertThat(buffer.release()).isTrue();
  }

  @Test
  void whatFindsNoRoomIsCountedAndWorks() {
    try (NetworkMemory memory = new NetworkMemory(16 * CHUNK)) {
      List<ByteBuf> buffers = new ArrayList<>();
      for (int i = 0; i < 18; i++) {
        buffers.add(memory.allocator().directBuffer(CHUNK).writeLong(i));
      }
      assertThat(memory.usedBytes()).isEqualTo(16 * CHUNK);
      assertThat(memory.overflowBytes()).isEqualTo(2 * CHUNK);
      for (int i = 0; i < 18; i++) {
        assertThat(buffers.get(i).readLong()).isEqualTo(i);
        buffers.get(i).release();
      }
      assertThat(memory.usedBytes()).isZero();
      assertThat(memory.overflowBytes()).isZero();
    }
  }
}
