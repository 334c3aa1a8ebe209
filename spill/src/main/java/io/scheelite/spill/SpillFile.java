package io.scheelite.spill;

import java.nio.file.Path;

/**
 * A finished spill file: holds no memory and no file descriptor. Closing it deletes it; its readers
 * are closed before. Thread-safe.
 */
public final class SpillFile implements AutoCloseable {
  private final StoredFile file;
  private final long contentHash;
  private final int numBlocks;
  private final int maxBlockBytes;
  private final long numRows;
  private final long contentBytes;

  SpillFile(StoredFile file, long contentHash, BlockIndex index, long contentBytes) {
    this.file = file;
    this.contentHash = contentHash;
    this.numBlocks = index.size();
    this.maxBlockBytes = index.maxBlockBytes();
    this.numRows = index.numRows();
    this.contentBytes = contentBytes;
  }

  /**
   * Opens it.
   *
   * @param workspace of the thread that reads; outlives the reader
   * @throws SpillException if the disk fails
   * @throws io.scheelite.columnar.codec.CorruptDataException if header or index are damaged
   */
  public SpillReader open(SpillWorkspace workspace) {
    return new SpillReader(this, workspace);
  }

  StoredFile stored() {
    return file;
  }

  long fileId() {
    return file.id();
  }

  /** What the writer said about its content. */
  public long contentHash() {
    return contentHash;
  }

  /** Number of blocks. */
  public int numBlocks() {
    return numBlocks;
  }

  /** Content of the largest block, in bytes. */
  public int maxBlockBytes() {
    return maxBlockBytes;
  }

  /** Rows of all blocks. */
  public long numRows() {
    return numRows;
  }

  /** Content of all blocks, in bytes. */
  public long contentBytes() {
    return contentBytes;
  }

  /** Size on disk. */
  public long storedBytes() {
    return file.sizeBytes();
  }

  /** Where it is. */
  public Path path() {
    return file.path();
  }

  /** Deletes it; a second call does nothing. */
  @Override
  public void close() {
    file.delete();
  }
}
