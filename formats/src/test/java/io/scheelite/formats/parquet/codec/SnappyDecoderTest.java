package io.scheelite.formats.parquet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xerial.snappy.Snappy;

/** Blocks of the native library come back equal; damaged ones never touch memory beyond. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class SnappyDecoderTest {
  private static final int MAX_BYTES = 300_000;
  private static final byte GUARD = 0x5A;
  private static final int GUARD_BYTES = 4096;

  @Test
  void decodesWhatTheNativeLibraryWrites() throws Exception {
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.consumer("snappy", 2 << 20, Reclaimable.NONE)) {
      Room room = new Room(consumer);
      for (int i = 0; i < Seeds.iterations(300); i++) {
        byte[] data = data(Seeds.random(SnappyDecoderTest.class, i));
        byte[] block = Snappy.compress(data);
        assertThat(room.decode(block, data.length)).isEqualTo(data);
      }
      room.close();
    }
  }

  /** The native library writes neither far copies nor lengths in more bytes than they need. */
  @Test
  void decodesAllElementsOfTheFormat() throws Exception {
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.consumer("snappy", 2 << 20, Reclaimable.NONE)) {
      Room room = new Room(consumer);
      for (int i = 0; i < Seeds.iterations(300); i++) {
        Elements elements = new Elements();
        RandomGenerator random = Seeds.random(SnappyDecoderTest.class, i);
        int count = 1 + random.nextInt(1000);
        for (int k = 0; k < count; k++) {
          elements.add(random);
        }
        byte[] data = elements.data.toByteArray();
        assertThat(room.decode(elements.block(), data.length)).isEqualTo(data);
      }
      room.close();
    }
  }

  @Test
  void damagedBlocksStayWithinTheirTarget() throws Exception {
    int refused = 0;
    int cases = Seeds.iterations(2000);
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.consumer("snappy", 2 << 20, Reclaimable.NONE)) {
      Room room = new Room(consumer);
      for (int i = 0; i < cases; i++) {
        RandomGenerator random = Seeds.random(SnappyDecoderTest.class, i);
        byte[] data = Arrays.copyOf(data(random), 1 + random.nextInt(2000));
        byte[] block = Snappy.compress(data);
        for (int k = 0; k <= random.nextInt(3); k++) {
          block[random.nextInt(block.length)] = (byte) random.nextInt();
        }
        block = random.nextInt(4) == 0 ? Arrays.copyOf(block, random.nextInt(block.length)) : block;
        refused += room.isRefused(block, data.length) ? 1 : 0;
      }
      room.close();
    }
    assertThat(refused).as("damage that was noticed").isGreaterThan(cases / 4);
  }

  @Test
  void refusesBlocksOfAnotherSize() throws Exception {
    byte[] block = Snappy.compress(new byte[1000]);
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.consumer("snappy", 2 << 20, Reclaimable.NONE)) {
      Room room = new Room(consumer);
      assertThatThrownBy(() -> room.decode(block, 999))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("larger than expected");
      assertThatThrownBy(() -> room.decode(block, 1001))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another size");
      room.close();
    }
  }

  /** Numbers, words, repetitions of all distances and noise. */
  private static byte[] data(RandomGenerator random) {
    byte[] data =
        new byte[random.nextInt(5) == 0 ? random.nextInt(MAX_BYTES) : random.nextInt(999)];
    int at = 0;
    while (at < data.length) {
      int length = Math.min(data.length - at, 1 + random.nextInt(200));
      int distance = 1 + random.nextInt(random.nextBoolean() ? 20 : 70_000);
      int kind = random.nextInt(3);
      for (int i = at; i < at + length; i++) {
        data[i] =
            switch (kind) {
              case 0 -> (byte) random.nextInt();
              case 1 -> (byte) (i % 8 < 3 ? random.nextInt() : 0);
              default -> i >= distance ? data[i - distance] : (byte) i;
            };
      }
      at += length;
    }
    return data;
  }

  /** Elements written as the format's description says, and what they stand for. */
  private static final class Elements {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final ByteArrayOutputStream elements = new ByteArrayOutputStream();

    void add(RandomGenerator random) {
      int size = data.size();
      if (size == 0 || random.nextInt(3) == 0) {
        literal(random, 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 61));
        return;
      }
      int offset = 1 + random.nextInt(Math.min(size, random.nextBoolean() ? 20 : 65_535));
      int kind = offset < 1 << 11 ? 1 + random.nextInt(3) : 2 + random.nextInt(2);
      int length = kind == 1 ? 4 + random.nextInt(8) : 1 + random.nextInt(64);
      if (kind == 1) {
        elements.write(1 | length - 4 << 2 | offset >>> 8 << 5);
        little(offset & 0xFF, 1);
      } else {
        elements.write(kind | length - 1 << 2);
        little(offset, kind == 2 ? 2 : 4);
      }
      byte[] before = data.toByteArray();
      for (int i = 0; i < length; i++) {
        data.write(before[size - offset + i % offset]);
      }
    }

    private void literal(RandomGenerator random, int length) {
      int least = length <= 60 ? 0 : length <= 256 ? 1 : 2;
      int lengthBytes = random.nextInt(5) == 0 ? random.nextInt(least, 5) : least;
      elements.write((lengthBytes == 0 ? length - 1 : 59 + lengthBytes) << 2);
      little(length - 1, lengthBytes);
      for (int i = 0; i < length; i++) {
        byte value = (byte) random.nextInt();
        elements.write(value);
        data.write(value);
      }
    }

    private void little(int value, int bytes) {
      for (int i = 0; i < bytes; i++) {
        elements.write(value >>> 8 * i);
      }
    }

    byte[] block() {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      int size = data.size();
      for (; size >= 0x80; size >>>= 7) {
        block.write(size | 0x80);
      }
      block.write(size);
      block.writeBytes(elements.toByteArray());
      return block.toByteArray();
    }
  }

  /** Native memory with guards. */
  private static final class Room implements AutoCloseable {
    private static final long SIZE = 1 << 20;

    private final MemoryConsumer consumer;
    private final long address;

    Room(MemoryConsumer consumer) {
      this.consumer = consumer;
      this.address = consumer.allocate(SIZE);
    }

    byte[] decode(byte[] block, int size) throws IOException {
      long source = address;
      long target = address + SIZE / 2;
      NativeMemory.copyFromArray(block, 0, source, block.length);
      NativeMemory.fill(target + size + Compression.SLACK_BYTES, GUARD_BYTES, GUARD);
      try {
        Compression.SNAPPY.decompress(source, block.length, target, size);
      } finally {
        for (int i = 0; i < GUARD_BYTES; i++) {
          assertThat(NativeMemory.getByte(target + size + Compression.SLACK_BYTES + i))
              .isEqualTo(GUARD);
        }
      }
      byte[] result = new byte[size];
      NativeMemory.copyToArray(target, result, 0, size);
      return result;
    }

    boolean isRefused(byte[] block, int size) {
      try {
        decode(block, size);
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() {
      consumer.free(address, SIZE);
    }
  }
}
