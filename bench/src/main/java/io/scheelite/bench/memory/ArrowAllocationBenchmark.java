package io.scheelite.bench.memory;

import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
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
 * What {@link AllocationBenchmark} measures, with the allocation managers that Arrow itself brings.
 * They are not on our class path; {@code bench/peers/arrow-memory} says how to get them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ArrowAllocationBenchmark {
  /** Size of the allocation. */
  @Param({"65536", "1048576"})
  public int sizeBytes;

  /** Whether every page of the system is written to. */
  @Param({"false", "true"})
  public boolean touched;

  /** Arrow's name of the allocation manager. */
  @Param({"Netty", "Unsafe"})
  public String manager;

  private BufferAllocator allocator;

  /** Arrow chooses its manager by this property, once per JVM. */
  @Setup(Level.Trial)
  public void open() {
    System.setProperty("arrow.allocation.manager.type", manager);
    allocator = new RootAllocator();
  }

  /** Fails if a buffer was leaked. */
  @TearDown(Level.Trial)
  public void close() {
    allocator.close();
  }

  /** A buffer of a root allocator. */
  @Benchmark
  public long arrowDefault() {
    try (ArrowBuf buffer = allocator.buffer(sizeBytes)) {
      for (int at = 0; touched && at < sizeBytes; at += AllocationBenchmark.SYSTEM_PAGE_BYTES) {
        buffer.setLong(at, at);
      }
      return buffer.memoryAddress();
    }
  }
}
