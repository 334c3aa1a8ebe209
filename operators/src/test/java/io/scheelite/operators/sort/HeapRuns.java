package io.scheelite.operators.sort;

import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs in arrays, for tests; counts how many exist, and can fail. */
final class HeapRuns implements RunStorage {
  final AtomicInteger created = new AtomicInteger();
  final AtomicInteger alive = new AtomicInteger();
  final AtomicInteger writesUntilFailure = new AtomicInteger(Integer.MAX_VALUE);

  private static final class Block {
    private final byte[] bytes;
    private final int numRows;

    Block(byte[] bytes, int numRows) {
      this.bytes = bytes;
      this.numRows = numRows;
    }
  }

  @Override
  public Writer create() {
    created.incrementAndGet();
    alive.incrementAndGet();
    return new HeapWriter();
  }

  private final class HeapWriter implements Writer {
    private final List<Block> blocks = new ArrayList<>();
    private boolean finished;
    private boolean closed;

    @Override
    public void write(long address, int sizeBytes, int numRows) {
      if (writesUntilFailure.decrementAndGet() < 0) {
        throw new IllegalStateException("disk full");
      }
      byte[] bytes = new byte[sizeBytes];
      NativeMemory.copyToArray(address, bytes, 0, sizeBytes);
      blocks.add(new Block(bytes, numRows));
    }

    @Override
    public Run finish() {
      finished = true;
      return new HeapRun(List.copyOf(blocks));
    }

    @Override
    public long writtenBytes() {
      return blocks.stream().mapToLong(block -> block.bytes.length).sum();
    }

    @Override
    public void close() {
      if (!finished && !closed) {
        alive.decrementAndGet();
      }
      closed = true;
    }
  }

  private final class HeapRun implements Run {
    private final List<Block> blocks;
    private boolean closed;

    HeapRun(List<Block> blocks) {
      this.blocks = blocks;
    }

    @Override
    public int maxBlockBytes() {
      return blocks.stream().mapToInt(block -> block.bytes.length).max().orElse(0);
    }

    @Override
    public int numBlocks() {
      return blocks.size();
    }

    @Override
    public long numRows() {
      return blocks.stream().mapToLong(block -> block.numRows).sum();
    }

    @Override
    public int read(int block, long target) {
      byte[] bytes = blocks.get(block).bytes;
      NativeMemory.copyFromArray(bytes, 0, target, bytes.length);
      return bytes.length;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        alive.decrementAndGet();
      }
    }
  }
}
