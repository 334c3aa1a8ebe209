package io.scheelite.operators.execution;

import io.scheelite.columnar.Batch;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillReader;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWorkspace;
import io.scheelite.spill.SpillWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Copied batches in one piece of memory on their way from a driver to the reader. Filled by the
 * driver, then handed over and emptied by the reader; never both at once. In between it may lie in
 * a file.
 *
 * <pre>
 *   0            batches, one after the other
 *   size - 64K   room to compress in when they go to a file
 * </pre>
 */
final class ResultBlock {
  /** What of its memory takes no batches. */
  static final int WORKSPACE_BYTES = SpillWorkspace.BYTES;

  private static final long CONTENT_HASH = 0x7363_6865_656c_7273L;

  private final ResultBuffer.Writer owner;
  private final long sizeBytes;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private long address;
  private long usedBytes;
  private @Nullable SpillFile file;

  ResultBlock(ResultBuffer.Writer owner, long address, long sizeBytes) {
    this.owner = owner;
    this.address = address;
    this.sizeBytes = sizeBytes;
  }

  ResultBuffer.Writer owner() {
    return owner;
  }

  long address() {
    return address;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  boolean hasRoom(long bytes) {
    return sizeBytes - WORKSPACE_BYTES - usedBytes >= bytes;
  }

  void add(Batch batch, BatchCopy copier, long bytes) {
    batches.addLast(copier.copy(batch, address + usedBytes));
    usedBytes += bytes;
  }

  ArrayDeque<Batch> batches() {
    return batches;
  }

  /** Whether its batches are in a file: it has no memory then. */
  boolean isInFile() {
    return file != null;
  }

  /** Writes the batches to a file; the caller frees the memory. */
  void writeTo(SpillSpace space) {
    try (SpillWorkspace workspace = workspace();
        SpillWriter writer = space.newFile(CONTENT_HASH, workspace)) {
      int numRows = batches.stream().mapToInt(Batch::numRows).sum();
      writer.write(address, Math.toIntExact(usedBytes), numRows);
      file = writer.finish();
    }
  }

  /**
   * Reads them back to other memory of the same size, and deletes the file; if that fails the block
   * is lost.
   */
  void readTo(long target) {
    SpillFile from = file;
    if (from == null) {
      throw new IllegalStateException("result block is in no file");
    }
    long distance = target - address;
    address = target;
    try (SpillWorkspace workspace = workspace();
        SpillReader reader = from.open(workspace)) {
      reader.read(0, target);
    } finally {
      deleteFile(); // nobody reads it again, whatever came of it
    }
    for (int i = batches.size(); i > 0; i--) {
      batches.addLast(BatchCopy.moved(batches.removeFirst(), distance));
    }
  }

  private SpillWorkspace workspace() {
    return SpillWorkspace.at(address + sizeBytes - WORKSPACE_BYTES);
  }

  void deleteFile() {
    SpillFile unused = file;
    file = null;
    if (unused != null) {
      unused.close();
    }
  }
}
