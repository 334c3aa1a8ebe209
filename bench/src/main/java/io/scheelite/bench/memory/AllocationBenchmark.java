package io.scheelite.bench.memory;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryPage;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TaskMemory;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One allocation and its release, here and with the allocators of the JDK and of Netty. Touched
 * means that a word of each page of 4 KiB is written in between, which is when fresh memory costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AllocationBenchmark {
  static final int SYSTEM_PAGE_BYTES = 4096;

  /** Size of the allocation. */
  @Param({"65536", "1048576"})
  public int sizeBytes;

  /** Whether every page of the system is written to. */
  @Param({"false", "true"})
  public boolean touched;

  private final ByteBufAllocator nettyPooled = PooledByteBufAllocator.DEFAULT;
  private final ByteBufAllocator nettyAdaptive = new AdaptiveByteBufAllocator();
  private TaskMemory warmTask;
  private TaskMemory coldTask;
  private MemoryConsumer warm;
  private MemoryConsumer cold;

  /** Reserves once: only the allocation itself is measured. */
  @Setup(Level.Trial)
  public void open(WarmAndColdMemory memory) {
    warmTask = memory.newWarmTask();
    coldTask = memory.newColdTask();
    warm = consumer(warmTask);
    cold = consumer(coldTask);
  }

  private MemoryConsumer consumer(TaskMemory task) {
    MemoryConsumer consumer =
        task.newConsumer(task.newGate("gate"), "consumer", 0, Reclaimable.NONE);
    consumer.reserveNow(sizeBytes);
    return consumer;
  }

  /** Gives the reservations back. */
  @TearDown(Level.Trial)
  public void close() {
    warm.close();
    cold.close();
    warmTask.close();
    coldTask.close();
  }

  /** A run of chunks out of a consumer's reservation, from memory that is mapped. */
  @Benchmark
  public long chunksWarm() {
    return allocateAndFree(warm);
  }

  /** The same where nothing is kept: the system maps and unmaps each time. */
  @Benchmark
  public long chunksCold() {
    return allocateAndFree(cold);
  }

  private long allocateAndFree(MemoryConsumer consumer) {
    long address = consumer.allocate(sizeBytes);
    touch(address);
    consumer.free(address, sizeBytes);
    return address;
  }

  /** A page of a task's page table, from memory that is mapped. */
  @Benchmark
  public long pageWarm() {
    MemoryPage page = warmTask.pageTable().allocatePage(warm, sizeBytes);
    touch(page.address());
    warmTask.pageTable().freePage(page);
    return page.address();
  }

  /** The JDK's arena of one thread. */
  @Benchmark
  public long arenaConfined() {
    try (Arena arena = Arena.ofConfined()) {
      return allocate(arena);
    }
  }

  /** The JDK's arena of many threads. */
  @Benchmark
  public long arenaShared() {
    try (Arena arena = Arena.ofShared()) {
      return allocate(arena);
    }
  }

  private long allocate(Arena arena) {
    long address = arena.allocate(sizeBytes, SYSTEM_PAGE_BYTES).address();
    touch(address);
    return address;
  }

  private void touch(long address) {
    for (int at = 0; touched && at < sizeBytes; at += SYSTEM_PAGE_BYTES) {
      NativeMemory.putLong(address + at, at);
    }
  }

  /** Netty's pool of arenas and thread caches. */
  @Benchmark
  public int nettyPooled() {
    return allocateAndRelease(nettyPooled);
  }

  /** Netty's adaptive allocator, its default since 4.2. */
  @Benchmark
  public int nettyAdaptive() {
    return allocateAndRelease(nettyAdaptive);
  }

  private int allocateAndRelease(ByteBufAllocator allocator) {
    ByteBuf buffer = allocator.directBuffer(sizeBytes);
    for (int at = 0; touched && at < sizeBytes; at += SYSTEM_PAGE_BYTES) {
      buffer.setLong(at, at);
    }
    int capacity = buffer.capacity();
    buffer.release();
    return capacity;
  }
}
