package io.scheelite.operators.testing;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.exchange.ExchangeInput;
import io.scheelite.operators.exchange.ExchangeOutput;
import io.scheelite.operators.exchange.ExchangeReader;
import io.scheelite.operators.exchange.ExchangeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Carries rows between the tasks of two stages in Java arrays. As with a real exchange, only what
 * was committed can be read, and of two attempts of a task the first one counts. Thread-safe.
 */
public final class InMemoryExchange {
  /** A block as it was written. */
  private static final class StoredBlock {
    private final int partition;
    private final byte[] bytes;
    private final int numRows;

    StoredBlock(int partition, byte[] bytes, int numRows) {
      this.partition = partition;
      this.bytes = bytes;
      this.numRows = numRows;
    }
  }

  /** What a task has committed. */
  private record Committed(List<StoredBlock> blocks, long digest) {}

  private final int numPartitions;
  private final Map<Integer, Committed> committed = new TreeMap<>();
  private final AtomicInteger openWriters = new AtomicInteger();
  private final AtomicInteger openReaders = new AtomicInteger();

  /** Without any output yet. */
  public InMemoryExchange(int numPartitions) {
    this.numPartitions = numPartitions;
  }

  /** How many partitions there are. */
  public int numPartitions() {
    return numPartitions;
  }

  /** Where an attempt of a task writes. */
  public ExchangeOutput output(int task) {
    return new Output(task);
  }

  /** All that is in these partitions when the input is opened. */
  public ExchangeInput input(List<Integer> partitions) {
    return input(partitions, CompletableFuture.completedFuture(null));
  }

  /** As {@link #input(List)}, of all partitions. */
  public ExchangeInput input() {
    return input(IntStream.range(0, numPartitions).boxed().toList());
  }

  /**
   * As {@link #input(List)}, but there is nothing to read before {@code ready} is complete; a
   * reader fails as it fails.
   */
  public ExchangeInput input(List<Integer> partitions, CompletableFuture<Void> ready) {
    return new Input(partitions, ready);
  }

  /** Digest of a task's committed output; null if there is none. */
  public synchronized @Nullable Long digest(int task) {
    Committed output = committed.get(task);
    return output == null ? null : output.digest();
  }

  /** Rows committed to a partition. */
  public synchronized long numRows(int partition) {
    return committed.values().stream()
        .flatMap(output -> output.blocks().stream())
        .filter(block -> block.partition == partition)
        .mapToLong(block -> block.numRows)
        .sum();
  }

  /** Tasks that have committed. */
  public synchronized List<Integer> tasks() {
    return List.copyOf(committed.keySet());
  }

  /** Writers and readers that nobody has closed. */
  public int numOpen() {
    return openWriters.get() + openReaders.get();
  }

  private synchronized void commit(int task, Committed output) {
    committed.putIfAbsent(task, output);
  }

  private synchronized List<StoredBlock> blocks(List<Integer> partitions) {
    List<StoredBlock> chosen = new ArrayList<>();
    for (int partition : partitions) {
      for (Committed output : committed.values()) {
        output.blocks().stream().filter(block -> block.partition == partition).forEach(chosen::add);
      }
    }
    return chosen;
  }

  private final class Output implements ExchangeOutput {
    private final int task;

    Output(int task) {
      this.task = task;
    }

    @Override
    public int numPartitions() {
      return numPartitions;
    }

    @Override
    public long writerFloorBytes() {
      return MemoryConsumer.CHUNK_BYTES;
    }

    @Override
    public ExchangeWriter open(MemoryConsumer memory) {
      return new Writer(task, memory);
    }
  }

  private final class Writer implements ExchangeWriter {
    private final int task;
    private final MemoryConsumer memory;
    private final List<StoredBlock> blocks = new ArrayList<>();
    private final long buffer;
    private int lastPartition;
    private boolean closed;

    Writer(int task, MemoryConsumer memory) {
      this.task = task;
      this.memory = memory;
      this.buffer = memory.allocate(MemoryConsumer.CHUNK_BYTES); // as a real one would
      openWriters.incrementAndGet();
    }

    @Override
    public void write(int partition, long address, int sizeBytes, int numRows) {
      if (partition < lastPartition || partition >= numPartitions || numRows < 1) {
        throw new AssertionError(
            "block out of order: partition=" + partition + " last=" + lastPartition);
      }
      lastPartition = partition;
      byte[] bytes = new byte[sizeBytes];
      NativeMemory.copyToArray(address, bytes, 0, sizeBytes);
      blocks.add(new StoredBlock(partition, bytes, numRows));
    }

    @Override
    public void commit(long digest) {
      InMemoryExchange.this.commit(task, new Committed(List.copyOf(blocks), digest));
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        memory.free(buffer, MemoryConsumer.CHUNK_BYTES);
        openWriters.decrementAndGet();
      }
    }
  }

  private final class Input implements ExchangeInput {
    private final List<Integer> partitions;
    private final CompletableFuture<Void> ready;
    private @Nullable Queue<StoredBlock> blocks;
    private volatile boolean closed;

    Input(List<Integer> partitions, CompletableFuture<Void> ready) {
      this.partitions = List.copyOf(partitions);
      this.ready = ready;
    }

    private synchronized Queue<StoredBlock> left() {
      if (blocks == null) {
        blocks = new ConcurrentLinkedQueue<>(blocks(partitions));
      }
      return blocks;
    }

    @Override
    public ExchangeReader open(MemoryConsumer memory) {
      return new Reader(this, memory);
    }

    @Override
    public long readerFloorBytes() {
      return MemoryConsumer.CHUNK_BYTES;
    }

    @Override
    public int maxReaders() {
      return 8;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class Reader implements ExchangeReader {
    private final Input input;
    private final MemoryConsumer memory;
    private @Nullable StoredBlock waiting;
    private @Nullable CompletableFuture<Void> awaited;
    private long buffer;
    private long bufferBytes;
    private boolean finished;
    private boolean closed;

    Reader(Input input, MemoryConsumer memory) {
      this.input = input;
      this.memory = memory;
      openReaders.incrementAndGet();
    }

    @Override
    public @Nullable Block poll() {
      awaited = null;
      free();
      if (!input.ready.isDone() || input.ready.isCompletedExceptionally()) {
        awaited = input.ready;
        return null;
      }
      StoredBlock block = waiting == null ? input.left().poll() : waiting;
      waiting = block;
      if (block == null) {
        finished = true;
        return null;
      }
      long size = MemoryConsumer.roundUpToChunk(block.bytes.length);
      awaited = memory.reserve(size);
      if (awaited != null) {
        return null;
      }
      waiting = null;
      buffer = memory.allocate(size);
      bufferBytes = size;
      NativeMemory.copyFromArray(block.bytes, 0, buffer, block.bytes.length);
      return new Block(buffer, block.bytes.length, block.numRows);
    }

    private void free() {
      if (buffer != 0) {
        // what is read later than it may be does not go unnoticed
        NativeMemory.fill(buffer, bufferBytes, (byte) 0x5A);
        memory.free(buffer, bufferBytes);
        buffer = 0;
      }
    }

    @Override
    public boolean finished() {
      return finished;
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return awaited;
    }

    @Override
    public void close() {
      if (input.closed) {
        throw new AssertionError("input was closed before its readers");
      }
      if (!closed) {
        closed = true;
        free();
        openReaders.decrementAndGet();
      }
    }
  }
}
