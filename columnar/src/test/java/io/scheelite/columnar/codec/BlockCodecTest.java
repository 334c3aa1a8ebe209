package io.scheelite.columnar.codec;

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

@ExtendWith(LedgerCheck.class)
class BlockCodecTest {
  private static final int ROOM = 256 << 10;

  @Test
  void restoresWhatItCompressed() {
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.reserved("blocks", 3 * ROOM)) {
      long source = consumer.allocate(ROOM);
      long packed = consumer.allocate(ROOM);
      long restored = consumer.allocate(ROOM);
      for (int i = 0; i < Seeds.iterations(50); i++) {
        RandomGenerator random = Seeds.random(BlockCodecTest.class, i);
        int size = random.nextInt(1024, ROOM);
        fillWithRepeats(random, source, size);

        int stored = BlockCodec.LZ4.compress(source, size, packed, ROOM);

        assertThat(stored).isPositive().isLessThan(size);
        assertThat(BlockCodec.LZ4.decompress(packed, stored, restored, size)).isEqualTo(size);
        assertThat(NativeMemory.mismatch(source, restored, size)).isEqualTo(-1);
        assertThat(BlockCodec.LZ4.decompress(packed, stored, restored, size - 1))
            .isEqualTo(BlockCodec.NONE);
      }
    }
  }

  @Test
  void refusesWhatIsNotWorthIt() {
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.reserved("blocks", 2 * ROOM)) {
      long source = consumer.allocate(ROOM);
      long packed = consumer.allocate(ROOM);
      RandomGenerator random = Seeds.random(BlockCodecTest.class, -1);
      for (int i = 0; i < ROOM; i += Long.BYTES) {
        NativeMemory.putLong(source + i, random.nextLong());
      }

      assertThat(BlockCodec.LZ4.compress(source, ROOM, packed, ROOM)).isEqualTo(BlockCodec.NONE);
      assertThat(BlockCodec.STORED.compress(source, ROOM, packed, ROOM)).isEqualTo(BlockCodec.NONE);
    }
  }

  @Test
  void neverWritesBeyondTheTargetWhateverItIsGiven() {
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.reserved("blocks", 2 * ROOM)) {
      long packed = consumer.allocate(ROOM);
      long target = consumer.allocate(ROOM);
      for (int i = 0; i < Seeds.iterations(200); i++) {
        RandomGenerator random = Seeds.random(BlockCodecTest.class, 1000 + i);
        int stored = random.nextInt(1, 2000);
        for (int at = 0; at < stored; at++) {
          NativeMemory.putByte(packed + at, (byte) random.nextInt());
        }
        int capacity = random.nextInt(1, 5000);
        NativeMemory.fill(target, ROOM, (byte) 0x5A);

        assertThat(BlockCodec.LZ4.decompress(packed, stored, target, capacity))
            .isLessThanOrEqualTo(capacity);
        for (int at = capacity; at < capacity + 4096; at++) {
          assertThat(NativeMemory.getByte(target + at)).isEqualTo((byte) 0x5A);
        }
      }
    }
  }

  @Test
  void hashIsXxHash64AsPublished() {
    try (TestMemory memory = TestMemory.create(1 << 20);
        MemoryConsumer consumer = memory.reserved("blocks", 64 << 10)) {
      long address = consumer.allocate(64 << 10);
      // test vectors of the xxHash project: empty input, and "abc"
      byte[] text = "abc".getBytes(StandardCharsets.US_ASCII);
      NativeMemory.copyFromArray(text, 0, address, text.length);

      assertThat(BlockChecksum.hash(address, 0, 0)).isEqualTo(0xEF46DB3751D8E999L);
      assertThat(BlockChecksum.hash(address, 3, 0)).isEqualTo(0x44BC2CF5AD770999L);
    }
  }

  @Test
  void numbersAreThoseOfTheFileFormats() {
    assertThat(BlockCodec.STORED.id()).isZero();
    assertThat(BlockCodec.LZ4.id()).isEqualTo(1);
    for (BlockCodec codec : BlockCodec.values()) {
      assertThat(BlockCodec.ofId(codec.id())).isSameAs(codec);
    }
    assertThat(BlockCodec.ofId(2)).isNull();
  }

  private static void fillWithRepeats(RandomGenerator random, long address, int size) {
    for (int at = 0; at < size; at++) {
      boolean repeat = at > 16 && random.nextInt(10) > 0;
      byte value =
          repeat ? NativeMemory.getByte(address + at - 16) : (byte) random.nextInt(-128, 128);
      NativeMemory.putByte(address + at, value);
    }
  }
}
