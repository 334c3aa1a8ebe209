package io.scheelite.columnar.rows;

import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;

/** Keeps spilled blocks on the heap. */
final class StoredBlocks implements RowBlockWriter {
  private static final class Block {
    final byte[] bytes;
    final int numRows;

    Block(byte[] bytes, int numRows) {
      this.bytes = bytes;
      this.numRows = numRows;
    }
  }

  private final List<Block> blocks = new ArrayList<>();

  @Override
  public void write(long address, int sizeBytes, int numRows) {
    byte[] bytes = new byte[sizeBytes];
    NativeMemory.copyToArray(address, bytes, 0, sizeBytes);
    blocks.add(new Block(bytes, numRows));
    // who lends memory for a call may use it for something else afterwards
    NativeMemory.fill(address, sizeBytes, (byte) 0x77);
  }

  int numBlocks() {
    return blocks.size();
  }

  int numRows() {
    return blocks.stream().mapToInt(block -> block.numRows).sum();
  }

  RowBlockReader reader() {
    return new RowBlockReader() {
      private int current = -1;

      @Override
      public boolean advance() {
        return ++current < blocks.size();
      }

      @Override
      public int sizeBytes() {
        return blocks.get(current).bytes.length;
      }

      @Override
      public int numRows() {
        return blocks.get(current).numRows;
      }

      @Override
      public void read(long target) {
        NativeMemory.copyFromArray(blocks.get(current).bytes, 0, target, sizeBytes());
      }
    };
  }
}
