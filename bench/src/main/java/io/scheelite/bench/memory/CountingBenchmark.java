package io.scheelite.bench.memory;

import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TaskMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.memory.counters.EngineCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What counting into a mapped file costs, by itself and on the path of a grant. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CountingBenchmark {
  /** Whether there is a file. */
  @Param({"false", "true"})
  private boolean counted;

  private Path folder;
  private CounterSink sink;
  private MemoryManager manager;
  private QueryMemory query;
  private TaskMemory task;
  private MemoryConsumer consumer;
  private long value;

  /** Opens a manager with one consumer. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    folder = Files.createTempDirectory("scheelite-bench-counters-");
    sink = counted ? CountersFolder.at(folder).open() : CounterSink.NONE;
    manager =
        new MemoryManager(
            MemoryConfig.defaults().withOffHeapBytes(512L << 20),
            Runnable::run,
            WaitClock.SYSTEM,
            sink);
    query = manager.admit("query", 0, Long.MAX_VALUE).join();
    task = query.newTask("task");
    ReclaimGate gate = task.newGate("driver");
    gate.tryEnter();
    consumer = task.newConsumer(gate, "consumer", 0, Reclaimable.NONE);
  }

  /** Deletes the file. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    consumer.gate().exit();
    consumer.close();
    query.close();
    manager.close();
    sink.close();
    Files.delete(folder);
  }

  /** A gauge. */
  @Benchmark
  public void set() {
    sink.set(EngineCounter.QUERIES_RUNNING, value++);
  }

  /** A counter of several threads. */
  @Benchmark
  public void add() {
    sink.add(EngineCounter.WAITS, 1);
  }

  /** A quantum is taken and given back: both directions of the ledger. */
  @Benchmark
  public boolean grantAndRelease() {
    boolean granted = consumer.tryReserve(MemoryConsumer.CHUNK_BYTES);
    consumer.releaseUnused();
    return granted;
  }

  /** A chunk out of what is granted, and back. */
  @Benchmark
  public long allocateAndFree() {
    consumer.tryReserve(MemoryConsumer.CHUNK_BYTES);
    long address = consumer.allocate(MemoryConsumer.CHUNK_BYTES);
    consumer.free(address, MemoryConsumer.CHUNK_BYTES);
    return address;
  }

  /** The two counters of a pool, opened and closed. */
  @Benchmark
  public void openAndCloseTask() {
    query.newTask("another").close();
  }
}
