package io.scheelite.spill;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Blocks of random content in arrays, to be written and compared with what is read. */
final class SpillBlocks {
  /** Room that a block needs at most. */
  static final int MAX_BYTES = 3 * SpillFileLayout.FRAME_BYTES;

  static final class Block {
    private final byte[] bytes;
    private final int numRows;
    private final int run;

    Block(byte[] bytes, int numRows, int run) {
      this.bytes = bytes;
      this.numRows = numRows;
      this.run = run;
    }

    byte[] bytes() {
      return bytes;
    }

    int numRows() {
      return numRows;
    }

    int run() {
      return run;
    }
  }

  private SpillBlocks() {}

  /** Some that compress and some that do not, of all sizes around the borders of frames. */
  static List<Block> random(RandomGenerator random, int mostBlocks) {
    List<Block> blocks = new ArrayList<>();
    int count = random.nextInt(mostBlocks + 1);
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[size(random)];
      int repeat = random.nextBoolean() ? 1 + random.nextInt(40) : bytes.length + 1;
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = at >= repeat ? bytes[at - repeat] : (byte) random.nextInt();
      }
      blocks.add(new Block(bytes, random.nextInt(1000), random.nextInt(4)));
    }
    return blocks;
  }

  private static int size(RandomGenerator random) {
    int frame = SpillFileLayout.FRAME_BYTES;
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(100);
      case 1 -> frame;
      case 2 -> frame + random.nextInt(-2, 3);
      case 3 -> random.nextInt(MAX_BYTES + 1);
      default -> random.nextInt(frame);
    };
  }

  static void write(SpillWriter writer, List<Block> blocks, long buffer) {
    for (Block block : blocks) {
      NativeMemory.copyFromArray(block.bytes(), 0, buffer, block.bytes().length);
      writer.write(block.run(), buffer, block.bytes().length, block.numRows());
    }
  }

  static byte[] read(SpillReader reader, int block, long buffer) {
    NativeMemory.fill(buffer, MAX_BYTES, (byte) 0x5A);
    byte[] bytes = new byte[reader.read(block, buffer)];
    NativeMemory.copyToArray(buffer, bytes, 0, bytes.length);
    if (bytes.length < MAX_BYTES) {
      assertThat(NativeMemory.getByte(buffer + bytes.length)).isEqualTo((byte) 0x5A);
    }
    return bytes;
  }
}
