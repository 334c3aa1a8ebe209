package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.arrow.ArrowColumnImport;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one open split: a message, and for each column room for a window of rows as they
 * are in the file and for a batch of ours. Belongs to the reader.
 */
final class ArrowReaderMemory implements AutoCloseable {
  /** Rows that are read at once, unless batches are larger. */
  private static final int WINDOW_ROWS = 4096;

  /** Room for the strings of a window; it ends early when they are longer. */
  static final int STRING_BYTES = 64 << 10;

  private final ScratchAllocator scratch;
  private final int windowRows;
  private final long message;
  private final List<ArrowColumnWindow> windows = new ArrayList<>();
  private final List<VectorTarget> targets = new ArrayList<>();

  ArrowReaderMemory(ArrowFile file, ScanRequest request, MemoryConsumer memory) {
    scratch = new ScratchAllocator(memory);
    windowRows = windowRows(request);
    message = scratch.allocate(Math.max(1, file.maxMetadataBytes()));
    for (int column : request.columns()) {
      ArrowColumnImport source = file.columns().get(column);
      long[] sizes = windowBytes(source, windowRows);
      windows.add(
          new ArrowColumnWindow(
              source,
              file.firstBuffer(column),
              scratch.allocate(sizes[0]),
              scratch.allocate(sizes[1]),
              scratch.allocate(sizes[2]),
              memory));
      targets.add(VectorTarget.allocate(scratch, source.type(), request.batchSize()));
    }
  }

  private static int windowRows(ScanRequest request) {
    return (Math.max(WINDOW_ROWS, request.batchSize()) + 63) & -64;
  }

  /** Validity, values or offsets, strings; windows may begin in the middle of a byte of bits. */
  private static long[] windowBytes(ArrowColumnImport column, int rows) {
    long bits = Bitmap.sizeBytes(rows + Byte.SIZE);
    boolean strings = column.numBuffers() == 3;
    long values = column.valueBytes() == 0 ? bits : (rows + 1L) * column.valueBytes();
    return new long[] {bits, values, strings ? STRING_BYTES : 1};
  }

  static long floorBytes(ArrowFile file, ScanRequest request) {
    List<Long> sizes = new ArrayList<>();
    sizes.add((long) Math.max(1, file.maxMetadataBytes()));
    for (int column : request.columns()) {
      ArrowColumnImport source = file.columns().get(column);
      for (long size : windowBytes(source, windowRows(request))) {
        sizes.add(size);
      }
      sizes.add(VectorTarget.valuesBytes(source.type().physicalType(), request.batchSize()));
      sizes.add(Bitmap.sizeBytes(request.batchSize()));
    }
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  int windowRows() {
    return windowRows;
  }

  /** Room for the largest message. */
  long message() {
    return message;
  }

  /** Per requested column. */
  List<ArrowColumnWindow> windows() {
    return windows;
  }

  VectorTarget target(int index) {
    return targets.get(index);
  }

  @Override
  public void close() {
    windows.forEach(ArrowColumnWindow::close);
    scratch.close();
  }
}
