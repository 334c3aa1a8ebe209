package io.scheelite.operators.runtime;

import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one operator has done, over all drivers. Thread-safe; counted per batch, never per row. The
 * driver counts rows, batches and time; operators add spills, runs and the paths they chose.
 *
 * <p>Deterministic: rows, batches with one driver, and notes. Timing: nanoseconds, peak memory,
 * spilled bytes and runs, which depend on how drivers were scheduled.
 */
public final class OperatorStats {
  private final String name;
  private final LongAdder inputRows = new LongAdder();
  private final LongAdder outputRows = new LongAdder();
  private final LongAdder outputBatches = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder blockedNanos = new LongAdder();
  private final LongAdder spilledBytes = new LongAdder();
  private final LongAdder spilledRuns = new LongAdder();
  private final ScanStats scan = new ScanStats();
  private final List<MemoryConsumer> consumers = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<String> reasons = new LinkedHashSet<>();
  private volatile long floorBytes;

  /** Counters at zero, of the operator with this name. */
  public OperatorStats(String name) {
    this.name = name;
  }

  /** For EXPLAIN, such as {@code HashJoin.build}. */
  public String name() {
    return name;
  }

  /** Counts a batch that the operator took. */
  public void addInput(long rows) {
    inputRows.add(rows);
  }

  /** Counts a batch that the operator yielded. */
  public void addOutput(long rows) {
    outputRows.add(rows);
    outputBatches.increment();
  }

  /** Counts time spent in the operator's own calls. */
  public void addNanos(long elapsed) {
    nanos.add(elapsed);
  }

  /** Counts time during which a driver waited because of this operator. */
  public void addBlockedNanos(long elapsed) {
    blockedNanos.add(elapsed);
  }

  /** Counts bytes written to spill files. */
  public void addSpill(long bytes) {
    spilledBytes.add(bytes);
    spilledRuns.increment();
  }

  /** Notes the path an operator chose and why; each text is kept once. */
  public void note(String text) {
    synchronized (notes) {
      notes.add(text);
    }
  }

  /** Says how the operator is going to work and why, as far as that is known before it runs. */
  public void plan(String reason) {
    synchronized (reasons) {
      reasons.add(reason);
    }
  }

  /** States the memory that is reserved for the operator before it runs, for all its drivers. */
  public void reserve(long bytes) {
    floorBytes = bytes;
  }

  void watch(MemoryConsumer consumer) {
    synchronized (consumers) {
      consumers.add(consumer);
    }
  }

  public long inputRows() {
    return inputRows.sum();
  }

  public long outputRows() {
    return outputRows.sum();
  }

  public long outputBatches() {
    return outputBatches.sum();
  }

  public long nanos() {
    return nanos.sum();
  }

  public long blockedNanos() {
    return blockedNanos.sum();
  }

  public long spilledBytes() {
    return spilledBytes.sum();
  }

  /** Spills, each a run or a part of a file. */
  public long spilledRuns() {
    return spilledRuns.sum();
  }

  /** What it has read of a table, if it is a scan. */
  public ScanStats scan() {
    return scan;
  }

  /**
   * Sum over the operator's consumers of the most bytes each ever used: at least the peak of all
   * together.
   */
  public long peakBytes() {
    synchronized (consumers) {
      return consumers.stream().mapToLong(MemoryConsumer::peakBytes).sum();
    }
  }

  /** See {@link #reserve}. */
  public long floorBytes() {
    return floorBytes;
  }

  /** See {@link #plan}, in order. */
  public List<String> reasons() {
    synchronized (reasons) {
      return List.copyOf(reasons);
    }
  }

  /** See {@link #note}, in order. */
  public List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }
}
