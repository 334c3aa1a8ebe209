package io.scheelite.spill;

import static io.scheelite.spill.SpillFileLayout.ENTRY_BYTES;
import static io.scheelite.spill.SpillFileLayout.FRAME_BYTES;
import static io.scheelite.spill.SpillFileLayout.FRAME_HEADER_BYTES;
import static io.scheelite.spill.SpillFileLayout.HEADER_BYTES;
import static io.scheelite.spill.SpillFileLayout.HEADER_CHECKSUM_OFFSET;
import static io.scheelite.spill.SpillFileLayout.TRAILER_BYTES;
import static io.scheelite.spill.SpillFileLayout.TRAILER_CHECKSUM_OFFSET;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.NativeMemory;

/**
 * Writes one spill file: blocks of native memory, each with a number of rows and a run it belongs
 * to.
 *
 * <p>A failed call leaves no file; {@link #close} without {@link #finish} deletes it. Used by one
 * thread at a time.
 */
public final class SpillWriter implements AutoCloseable {
  private final StoredFile file;
  private final long fileId;
  private final long contentHash;
  private final BlockCodec codec;
  private final long workspace;
  private final BlockIndex index = new BlockIndex();
  private long contentBytes;
  private boolean ended;

  SpillWriter(StoredFile file, long contentHash, BlockCodec codec, SpillWorkspace workspace) {
    this.file = file;
    this.fileId = file.id();
    this.contentHash = contentHash;
    this.codec = codec;
    this.workspace = workspace.address();
    writeHeader();
  }

  private void writeHeader() {
    NativeMemory.putLong(workspace + SpillFileLayout.MAGIC_OFFSET, SpillFileLayout.MAGIC);
    NativeMemory.putInt(workspace + SpillFileLayout.VERSION_OFFSET, SpillFileLayout.VERSION);
    NativeMemory.putInt(workspace + SpillFileLayout.ZERO_OFFSET, 0);
    NativeMemory.putLong(workspace + SpillFileLayout.FILE_ID_OFFSET, fileId);
    NativeMemory.putLong(workspace + SpillFileLayout.CONTENT_HASH_OFFSET, contentHash);
    NativeMemory.putLong(
        workspace + HEADER_CHECKSUM_OFFSET,
        BlockChecksum.hash(workspace, HEADER_CHECKSUM_OFFSET, 0));
    file.append(NativeMemory.byteBuffer(workspace, HEADER_BYTES));
  }

  /** Appends a block to run 0. */
  public void write(long address, int sizeBytes, int numRows) {
    write(0, address, sizeBytes, numRows);
  }

  /**
   * Appends a block.
   *
   * @param run blocks with the same number belong together, in the order in which they are written;
   *     runs may be written in turns
   * @param numRows how many rows it holds, for whoever reads it
   * @throws SpillException if a quota or the disk is exhausted, or the disk fails; the file is gone
   */
  public void write(int run, long address, int sizeBytes, int numRows) {
    requireOpen();
    long offset = file.sizeBytes();
    for (int done = 0; done < sizeBytes; done += FRAME_BYTES) {
      writeFrame(address + done, Math.min(FRAME_BYTES, sizeBytes - done));
    }
    index.add(offset, sizeBytes, numRows, run);
    contentBytes += sizeBytes;
  }

  private void writeFrame(long address, int sizeBytes) {
    long body = workspace + FRAME_HEADER_BYTES;
    int packed =
        codec.compress(address, sizeBytes, body, SpillWorkspace.BYTES - FRAME_HEADER_BYTES);
    boolean stored = packed == BlockCodec.NONE;
    NativeMemory.putInt(workspace + SpillFileLayout.FRAME_CONTENT_BYTES_OFFSET, sizeBytes);
    NativeMemory.putInt(
        workspace + SpillFileLayout.FRAME_STORED_BYTES_OFFSET, stored ? sizeBytes : packed);
    NativeMemory.putInt(
        workspace + SpillFileLayout.FRAME_CODEC_OFFSET,
        stored ? BlockCodec.STORED.id() : codec.id());
    NativeMemory.putInt(workspace + SpillFileLayout.FRAME_BLOCK_OFFSET, index.size());
    NativeMemory.putLong(
        workspace + SpillFileLayout.FRAME_CHECKSUM_OFFSET,
        BlockChecksum.hash(
            stored ? address : body,
            stored ? sizeBytes : packed,
            SpillFileLayout.frameSeed(fileId, file.sizeBytes(), workspace)));
    if (stored) {
      file.append(
          NativeMemory.byteBuffer(workspace, FRAME_HEADER_BYTES),
          NativeMemory.byteBuffer(address, sizeBytes));
    } else {
      file.append(NativeMemory.byteBuffer(workspace, FRAME_HEADER_BYTES + packed));
    }
  }

  /** Rows of all blocks so far. */
  public long numRows() {
    return index.numRows();
  }

  /** Content of all blocks so far. */
  public long contentBytes() {
    return contentBytes;
  }

  /** Bytes on disk so far. */
  public long writtenBytes() {
    return file.sizeBytes();
  }

  /**
   * Ends the file and makes it readable; whoever gets it closes it.
   *
   * @throws SpillException as {@link #write} does
   */
  public SpillFile finish() {
    requireOpen();
    ended = true;
    long indexOffset = file.sizeBytes();
    long checksum = writeIndex();
    writeTrailer(indexOffset, checksum);
    file.endWriting();
    return new SpillFile(file, contentHash, index, contentBytes);
  }

  private long writeIndex() {
    int perPiece = SpillWorkspace.BYTES / ENTRY_BYTES;
    long checksum = fileId;
    for (int first = 0; first < index.size(); first += perPiece) {
      int count = Math.min(perPiece, index.size() - first);
      for (int i = 0; i < count; i++) {
        index.write(first + i, workspace + (long) i * ENTRY_BYTES);
      }
      checksum = BlockChecksum.hash(workspace, count * ENTRY_BYTES, checksum);
      file.append(NativeMemory.byteBuffer(workspace, count * ENTRY_BYTES));
    }
    return checksum;
  }

  private void writeTrailer(long indexOffset, long indexChecksum) {
    NativeMemory.putLong(workspace + SpillFileLayout.TRAILER_INDEX_OFFSET_OFFSET, indexOffset);
    NativeMemory.putInt(workspace + SpillFileLayout.TRAILER_BLOCKS_OFFSET, index.size());
    NativeMemory.putInt(
        workspace + SpillFileLayout.TRAILER_LARGEST_BLOCK_OFFSET, index.maxBlockBytes());
    NativeMemory.putLong(workspace + SpillFileLayout.TRAILER_ROWS_OFFSET, index.numRows());
    NativeMemory.putLong(
        workspace + TRAILER_CHECKSUM_OFFSET,
        BlockChecksum.hash(workspace, TRAILER_CHECKSUM_OFFSET, indexChecksum));
    file.append(NativeMemory.byteBuffer(workspace, TRAILER_BYTES));
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("spill writer is closed: file=" + file.path());
    }
  }

  /** Deletes the file unless it was finished. */
  @Override
  public void close() {
    if (!ended) {
      ended = true;
      file.delete();
    }
  }
}
