package io.scheelite.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a service sends: the right content, or an error that says where it is wrong. */
@ExtendWith(LedgerCheck.class)
class BlockDecoderFuzzTest {
  private static final int GUARD_BYTES = 64;
  private static final byte GUARD = 0x5A;

  @TempDir private Path root;
  private ShuffleFolder folder;
  private MemoryConsumer memory;
  private long target;

  @BeforeEach
  void open() {
    folder = ShuffleFolder.at(root);
    folder.createApplication("app");
    memory = TestMemory.create(32 << 20).reserved("test", 16 << 20);
    target = memory.allocate(RandomOutput.MAX_BLOCK_BYTES + GUARD_BYTES);
  }

  @AfterEach
  void close() {
    memory.free(target, RandomOutput.MAX_BLOCK_BYTES + GUARD_BYTES);
    memory.close();
  }

  /** One partition, its stored bytes and its blocks. */
  private final class Sample {
    private final RandomOutput expected;
    private final MapOutput output;
    private final int partition;
    private final int sizeBytes;
    private final long stored;

    private Sample(int number) throws IOException {
      RandomGenerator random = Seeds.random(BlockDecoderFuzzTest.class, number);
      RandomOutput candidate = RandomOutput.create(random, 6);
      int chosen = 0;
      while (candidate.blocks(chosen).isEmpty()) {
        if (++chosen == candidate.numPartitions()) {
          candidate = RandomOutput.create(random, 6);
          chosen = 0;
        }
      }
      expected = candidate;
      partition = chosen;
      MapOutputId id = new MapOutputId("app", 0, number, 0);
      output = expected.commit(folder, id, memory, 0);
      sizeBytes = (int) output.partitionBytes()[partition];
      stored = memory.allocate(sizeBytes);
      try (MapOutputFile file = MapOutputFile.open(folder, id)) {
        RandomOutput.readFully(file.channel(), file.offset(partition), stored, sizeBytes);
      }
    }

    private BlockDecoder decoder() {
      return new BlockDecoder(output, partition, "127.0.0.1:4711");
    }

    private void free() {
      memory.free(stored, sizeBytes);
    }

    /** Decodes as a client does; damage must be reported, and nothing be written elsewhere. */
    private void requireRightOrCorrupt(boolean mustFail) {
      BlockDecoder decoder = decoder();
      int block = 0;
      try {
        while (!decoder.finished()) {
          long header = stored + decoder.offset();
          if (decoder.offset() + BlockDecoder.HEADER_BYTES > sizeBytes) {
            break;
          }
          decoder.readHeader(header);
          assertThat(decoder.offset() + BlockDecoder.HEADER_BYTES + decoder.storedBytes())
              .isLessThanOrEqualTo(sizeBytes);
          int content = decoder.contentBytes();
          assertThat(content).isBetween(1, output.maxBlockBytes());
          NativeMemory.fill(target + content, GUARD_BYTES, GUARD);
          decoder.decode(header, header + BlockDecoder.HEADER_BYTES, target);
          byte[] found = new byte[content];
          NativeMemory.copyToArray(target, found, 0, content);
          assertThat(found).isEqualTo(expected.blocks(partition).get(block++).bytes());
          requireGuard(content);
        }
        assertThat(mustFail).as("damage was not noticed").isFalse();
      } catch (CorruptDataException e) {
        assertThat(mustFail).as("sound data was refused: " + e.getMessage()).isTrue();
        assertThat(e)
            .hasMessageContaining(output.id() + " partition=" + partition)
            .hasMessageContaining("from=127.0.0.1:4711")
            .hasMessageContaining("offset=")
            .hasMessageContaining("expected=")
            .hasMessageContaining("found=");
        assertThat(e.offset()).isBetween(0L, (long) sizeBytes);
      }
    }

    private void requireGuard(int content) {
      for (int i = 0; i < GUARD_BYTES; i++) {
        assertThat(NativeMemory.getByte(target + content + i)).isEqualTo(GUARD);
      }
    }
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    for (int i = 0; i < Seeds.iterations(20); i++) {
      Sample sample = new Sample(i);
      sample.requireRightOrCorrupt(false);
      RandomGenerator random = Seeds.random(BlockDecoderFuzzTest.class, 1000 + i);
      for (int flip = 0; flip < 200; flip++) {
        // all bits of the first header, then anywhere
        long at = sample.stored + (flip < 192 ? flip / 8 : random.nextInt(sample.sizeBytes));
        byte bit = (byte) (1 << (flip < 192 ? flip % 8 : random.nextInt(8)));
        NativeMemory.putByte(at, (byte) (NativeMemory.getByte(at) ^ bit));
        sample.requireRightOrCorrupt(true);
        NativeMemory.putByte(at, (byte) (NativeMemory.getByte(at) ^ bit));
      }
      sample.requireRightOrCorrupt(false);
      sample.free();
    }
  }

  @Test
  void garbageIsNoticed() throws IOException {
    for (int i = 0; i < Seeds.iterations(100); i++) {
      Sample sample = new Sample(i);
      RandomGenerator random = Seeds.random(BlockDecoderFuzzTest.class, 2000 + i);
      int from = random.nextInt(sample.sizeBytes);
      int count = Math.min(sample.sizeBytes - from, 16 + random.nextInt(200));
      if (count < 8) {
        from = 0; // so few bytes may be right by chance
        count = Math.min(sample.sizeBytes, 30);
      }
      byte[] garbage = new byte[count];
      random.nextBytes(garbage);
      NativeMemory.copyFromArray(garbage, 0, sample.stored + from, count);
      sample.requireRightOrCorrupt(true);
      sample.free();
    }
  }

  @Test
  void lyingSizesAreNoticedBeforeTheyAreUsed() throws IOException {
    Sample sample = new Sample(0);
    int[] fields = {
      MapOutputLayout.BLOCK_CONTENT_BYTES_OFFSET,
      MapOutputLayout.BLOCK_STORED_BYTES_OFFSET,
      MapOutputLayout.BLOCK_ROWS_OFFSET,
      MapOutputLayout.BLOCK_CODEC_OFFSET
    };
    int[] lies = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30};
    for (int field : fields) {
      int truth = NativeMemory.getInt(sample.stored + field);
      for (int lie : lies) {
        if (lie != truth) {
          NativeMemory.putInt(sample.stored + field, lie);
          BlockDecoder decoder = sample.decoder();
          assertThatThrownBy(
                  () -> {
                    decoder.readHeader(sample.stored);
                    decoder.decode(
                        sample.stored, sample.stored + BlockDecoder.HEADER_BYTES, target);
                  })
              .isInstanceOf(CorruptDataException.class);
          assertThat(decoder.offset()).isZero();
        }
      }
      NativeMemory.putInt(sample.stored + field, truth);
    }
    sample.requireRightOrCorrupt(false);
    sample.free();
  }

  @Test
  void bytesOfAnotherPlaceAreDamage() throws IOException {
    Sample sample = new Sample(3);
    MapOutput output = sample.output;
    MapOutputId id = output.id();
    MapOutputId[] others = {
      new MapOutputId("application", id.shuffle(), id.map(), id.generation()),
      new MapOutputId("app", id.shuffle() + 1, id.map(), id.generation()),
      new MapOutputId("app", id.shuffle(), id.map() + 1, id.generation()),
      new MapOutputId("app", id.shuffle(), id.map(), id.generation() + 1)
    };
    for (MapOutputId other : others) {
      MapOutput renamed =
          new MapOutput(
              other,
              output.partitionBytes(),
              output.partitionRows(),
              output.digest(),
              output.maxBlockBytes());
      BlockDecoder decoder = new BlockDecoder(renamed, sample.partition, "test");
      decoder.readHeader(sample.stored);
      assertThatThrownBy(
              () ->
                  decoder.decode(sample.stored, sample.stored + BlockDecoder.HEADER_BYTES, target))
          .isInstanceOf(CorruptDataException.class);
    }
    sample.free();
  }

  @Test
  void whatIsDamagedMayBeDecodedAgain() throws IOException {
    Sample sample = new Sample(4);
    long at = sample.stored + BlockDecoder.HEADER_BYTES;
    NativeMemory.putByte(at, (byte) (NativeMemory.getByte(at) ^ 1));
    BlockDecoder decoder = sample.decoder();
    decoder.readHeader(sample.stored);
    assertThatThrownBy(() -> decoder.decode(sample.stored, at, target))
        .isInstanceOf(CorruptDataException.class);
    NativeMemory.putByte(at, (byte) (NativeMemory.getByte(at) ^ 1));
    RandomOutput.requireBlocks(
        decoder, sample.stored, target, sample.expected.blocks(sample.partition));
    sample.free();
  }

  @Test
  void missingBlocksAreNoticed() throws IOException {
    Sample sample = new Sample(5);
    MapOutput output = sample.output;
    long[] rows = output.partitionRows().clone();
    rows[sample.partition]++;
    MapOutput more =
        new MapOutput(
            output.id(), output.partitionBytes(), rows, output.digest(), output.maxBlockBytes());
    BlockDecoder decoder = new BlockDecoder(more, sample.partition, "test");
    assertThatThrownBy(
            () ->
                RandomOutput.requireBlocks(
                    decoder, sample.stored, target, sample.expected.blocks(sample.partition)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("rows of a partition");
    sample.free();
  }
}
