package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the memory of one tree of evaluators, or only measures what it would take: compiling an
 * expression without an allocator tells its floor.
 */
final class EvaluationMemory implements AutoCloseable {
  private final @Nullable ScratchAllocator scratch;
  private final List<Long> sizes = new ArrayList<>();
  private @Nullable Temporaries temporaries;
  private final List<StringHeap> heaps = new ArrayList<>();
  private final List<NestedWriter> writers = new ArrayList<>();

  private EvaluationMemory(@Nullable ScratchAllocator scratch) {
    this.scratch = scratch;
  }

  static EvaluationMemory of(ScratchAllocator scratch) {
    return new EvaluationMemory(scratch);
  }

  /** Hands out address 0 and keeps count. */
  static EvaluationMemory measuring() {
    return new EvaluationMemory(null);
  }

  /** Whether addresses are real, so that constants may be written. */
  boolean isReal() {
    return scratch != null;
  }

  long allocate(long sizeBytes) {
    sizes.add(sizeBytes);
    return scratch == null ? 0 : scratch.allocate(sizeBytes);
  }

  /** Room for values or codes, and validity. */
  VectorTarget target(PhysicalType form, int capacity) {
    return new VectorTarget(
        allocate(VectorTarget.valuesBytes(form, capacity)), allocate(Bitmap.sizeBytes(capacity)));
  }

  /** The shared work space; the first caller's capacity is everybody's. */
  Temporaries temporaries(int capacity) {
    Temporaries shared = temporaries;
    if (shared == null) {
      long bytes = PhysicalType.INT128.sizeBytes(capacity);
      shared =
          new Temporaries(
              target(PhysicalType.INT128, capacity),
              target(PhysicalType.INT128, capacity),
              allocate(bytes),
              allocate(bytes),
              target(PhysicalType.INT128, capacity));
      temporaries = shared;
    }
    return shared;
  }

  long bitmap(int capacity) {
    return allocate(Bitmap.sizeBytes(capacity));
  }

  StringHeap heap() {
    long first = allocate(StringHeap.FIRST_BYTES);
    StringHeap heap = new StringHeap(first, scratch == null ? null : scratch.consumer());
    heaps.add(heap);
    return heap;
  }

  /** Makes nested values. */
  NestedWriter nestedWriter() {
    long first = allocate(StringHeap.FIRST_BYTES);
    NestedWriter writer =
        new NestedWriter(
            first, StringHeap.FIRST_BYTES, scratch == null ? null : scratch.consumer());
    writers.add(writer);
    return writer;
  }

  /** What all allocations so far take from a fresh allocator. */
  long floorBytes() {
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /** Gives back what heaps took beyond the floor; the rest belongs to the allocator's owner. */
  @Override
  public void close() {
    heaps.forEach(StringHeap::close);
    writers.forEach(NestedWriter::close);
  }
}
