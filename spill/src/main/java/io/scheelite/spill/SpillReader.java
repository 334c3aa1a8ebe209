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
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;

/**
 * Reads the blocks of a spill file in any order, each verified before it is handed out. Holds a
 * file descriptor and the index on the heap. Used by one thread at a time; whoever opened it closes
 * it.
 */
public final class SpillReader implements AutoCloseable {
  private static final String CHECKSUM = "checksum of a frame";

  private final SpillFile file;
  private final FileWindow window;
  private final BlockIndex index = new BlockIndex();
  private long indexOffset;

  SpillReader(SpillFile file, SpillWorkspace workspace) {
    this.file = file;
    try {
      this.window = new FileWindow(file.stored(), workspace);
    } catch (IOException e) {
      throw readFailed(e);
    }
    boolean done = false;
    try {
      readHeader();
      readIndex();
      done = true;
    } catch (IOException e) {
      throw readFailed(e);
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private void readHeader() throws IOException {
    window.moveTo(0, file.storedBytes());
    long header = window.require(HEADER_BYTES);
    long expected = NativeMemory.getLong(header + HEADER_CHECKSUM_OFFSET);
    long found = BlockChecksum.hash(header, HEADER_CHECKSUM_OFFSET, 0);
    require("checksum of the header", 0, expected, found);
    require("magic", 0, SpillFileLayout.MAGIC, read(header, SpillFileLayout.MAGIC_OFFSET));
    require("file id", 0, file.fileId(), read(header, SpillFileLayout.FILE_ID_OFFSET));
    require(
        "content hash", 0, file.contentHash(), read(header, SpillFileLayout.CONTENT_HASH_OFFSET));
  }

  private static long read(long header, int offset) {
    return NativeMemory.getLong(header + offset);
  }

  private void readIndex() throws IOException {
    long trailerOffset = file.storedBytes() - TRAILER_BYTES;
    indexOffset = trailerOffset - (long) file.numBlocks() * ENTRY_BYTES;
    window.moveTo(indexOffset, file.storedBytes());
    long checksum = file.fileId();
    int perPiece = SpillWorkspace.BYTES / ENTRY_BYTES;
    for (int first = 0; first < file.numBlocks(); first += perPiece) {
      int count = Math.min(perPiece, file.numBlocks() - first);
      long entries = window.require(count * ENTRY_BYTES);
      checksum = BlockChecksum.hash(entries, count * ENTRY_BYTES, checksum);
      index.read(entries, count);
      window.skip(count * ENTRY_BYTES);
    }
    long trailer = window.require(TRAILER_BYTES);
    long expected = NativeMemory.getLong(trailer + TRAILER_CHECKSUM_OFFSET);
    long found = BlockChecksum.hash(trailer, TRAILER_CHECKSUM_OFFSET, checksum);
    require("checksum of the index", indexOffset, expected, found);
    require("rows", trailerOffset, file.numRows(), index.numRows());
  }

  /** Number of blocks. */
  public int numBlocks() {
    return index.size();
  }

  /** Content of a block, in bytes. */
  public int blockBytes(int block) {
    return index.sizeBytes(block);
  }

  /** Rows of a block. */
  public int blockRows(int block) {
    return index.numRows(block);
  }

  /** The run that a block belongs to. */
  public int blockRun(int block) {
    return index.run(block);
  }

  /**
   * Reads a block to {@code target}, which has room for {@link #blockBytes}.
   *
   * @return its size in bytes
   * @throws SpillException if the disk fails
   * @throws CorruptDataException if what is there is not what was written; the target's content is
   *     not to be used then
   */
  public int read(int block, long target) {
    int sizeBytes = index.sizeBytes(block);
    try {
      window.moveTo(
          index.offset(block), block + 1 < index.size() ? index.offset(block + 1) : indexOffset);
      for (int done = 0; done < sizeBytes; done += FRAME_BYTES) {
        readFrame(block, target + done, Math.min(FRAME_BYTES, sizeBytes - done));
      }
    } catch (IOException e) {
      throw readFailed(e);
    }
    return sizeBytes;
  }

  private void readFrame(int block, long target, int sizeBytes) throws IOException {
    long offset = window.position();
    long header = window.require(FRAME_HEADER_BYTES);
    long expected = NativeMemory.getLong(header + SpillFileLayout.FRAME_CHECKSUM_OFFSET);
    long seed = SpillFileLayout.frameSeed(file.fileId(), offset, header);
    int contentBytes = NativeMemory.getInt(header + SpillFileLayout.FRAME_CONTENT_BYTES_OFFSET);
    int storedBytes = NativeMemory.getInt(header + SpillFileLayout.FRAME_STORED_BYTES_OFFSET);
    int codec = NativeMemory.getInt(header + SpillFileLayout.FRAME_CODEC_OFFSET);
    // The checksum covers these as well, but is only known after they have been used.
    require("block of a frame", offset, block, blockOfFrame(header));
    require("content of a frame", offset, sizeBytes, contentBytes);
    if (codec == BlockCodec.STORED.id()) {
      require("size of a stored frame", offset, sizeBytes, storedBytes);
      window.skip(FRAME_HEADER_BYTES);
      window.readTo(target, sizeBytes);
      require(CHECKSUM, offset, expected, BlockChecksum.hash(target, sizeBytes, seed));
    } else {
      window.skip(FRAME_HEADER_BYTES);
      unpack(offset, expected, seed, storedBytes, target, sizeBytes, codec);
    }
  }

  private static int blockOfFrame(long header) {
    return NativeMemory.getInt(header + SpillFileLayout.FRAME_BLOCK_OFFSET);
  }

  /** The bytes of a compressed frame, verified and then decompressed. */
  private void unpack(
      long offset, long expected, long seed, int storedBytes, long target, int sizeBytes, int codec)
      throws IOException {
    BlockCodec known = BlockCodec.ofId(codec);
    if (known == null || storedBytes < 0 || storedBytes >= sizeBytes) {
      throw corrupt(
          "header of a frame",
          offset,
          "fewer bytes than " + sizeBytes,
          "codec " + codec + " with bytes " + storedBytes);
    }
    long body = window.require(storedBytes);
    require(CHECKSUM, offset, expected, BlockChecksum.hash(body, storedBytes, seed));
    require(
        "decompressed frame",
        offset,
        sizeBytes,
        known.decompress(body, storedBytes, target, sizeBytes));
    window.skip(storedBytes);
  }

  private void require(String what, long offset, long expected, long found) {
    if (expected != found) {
      throw corrupt(what, offset, Long.toHexString(expected), Long.toHexString(found));
    }
  }

  private CorruptDataException corrupt(String what, long offset, String expected, String found) {
    return new CorruptDataException(what, file.path().toString(), offset, expected, found);
  }

  private SpillException readFailed(IOException cause) {
    return SpillException.readFailed(file.stored().owner(), file.path(), cause);
  }

  @Override
  public void close() {
    window.close();
  }
}
