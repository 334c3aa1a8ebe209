package io.scheelite.bench.kernels;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TaskMemory;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Hashing of integer keys, per row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HashKernelsBenchmark {
  private static final int NUM_ROWS = 2048;
  private static final long FLOOR_BYTES = 1L << 20;
  private static final long SEED = 42;

  /** How wide the keys are. */
  @Param({"INT16", "INT32", "INT64"})
  public PhysicalType width;

  /** How many key columns are hashed together. */
  @Param({"1", "2"})
  public int numKeys;

  private MemoryManager manager;
  private QueryMemory query;
  private TaskMemory task;
  private MemoryConsumer consumer;
  private ScratchAllocator scratch;
  private List<ColumnVector> keys;
  private long hashes;

  /** Fills the keys with random numbers. */
  @Setup
  public void open() {
    manager = new MemoryManager(MemoryConfig.defaults().withOffHeapBytes(16L << 20), Runnable::run);
    query = manager.admit("benchmark", FLOOR_BYTES, FLOOR_BYTES).join();
    task = query.newTask("benchmark");
    consumer = task.newConsumer(task.newGate("keys"), "keys", FLOOR_BYTES, Reclaimable.NONE);
    scratch = new ScratchAllocator(consumer);
    long values = scratch.allocate(width.sizeBytes(NUM_ROWS));
    SplittableRandom random = new SplittableRandom(SEED);
    for (long at = 0; at < width.sizeBytes(NUM_ROWS); at++) {
      NativeMemory.putByte(values + at, (byte) random.nextInt());
    }
    ColumnVector key = ColumnVector.flat(DataType.INT64, width, NUM_ROWS, values, 0);
    keys = Collections.nCopies(numKeys, key);
    hashes = scratch.allocate(8L * NUM_ROWS);
  }

  /** Gives the memory back. */
  @TearDown
  public void close() {
    scratch.close();
    consumer.close();
    task.close();
    query.close();
    manager.close();
  }

  /** One batch. */
  @Benchmark
  @OperationsPerInvocation(NUM_ROWS)
  public long hash() {
    HashKernels.hash(keys, NUM_ROWS, hashes);
    return NativeMemory.getLong(hashes);
  }
}
