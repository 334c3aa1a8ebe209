package io.scheelite.shuffle.client;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.shuffle.client.ShuffleReader.Block;
import io.scheelite.shuffle.file.BlockDecoder;
import io.scheelite.shuffle.file.MapOutputWriter;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks of pieces. A block that lies within a piece is decoded from there; one that lies
 * across pieces is put together first, in memory for one block. Used by the reader's thread.
 */
final class BlockAssembly {
  private static final int HEADER_BYTES = BlockDecoder.HEADER_BYTES;

  private final long assembly;
  private final int assemblyBytes;
  private final long target;
  private final int targetBytes;
  private int assembled;
  private @Nullable ActiveRun owner;

  BlockAssembly(long address, int maxBlockBytes) {
    this.assembly = address;
    this.assemblyBytes = assemblyBytes(maxBlockBytes);
    this.target = address + assemblyBytes;
    this.targetBytes = targetBytes(maxBlockBytes);
  }

  /** The memory it takes for blocks of so many bytes. */
  static int bytesFor(int maxBlockBytes) {
    return Math.addExact(assemblyBytes(maxBlockBytes), targetBytes(maxBlockBytes));
  }

  private static int assemblyBytes(int maxBlockBytes) {
    long bytes = MemoryConsumer.roundUpToChunk((long) HEADER_BYTES + maxBlockBytes);
    return Math.toIntExact(bytes);
  }

  /** Larger blocks are stored as they are, and so need no second place. */
  private static int targetBytes(int maxBlockBytes) {
    return (int)
        MemoryConsumer.roundUpToChunk(
            Math.min(maxBlockBytes, MapOutputWriter.MAX_COMPRESSED_BYTES));
  }

  /** Forgets the beginning of a block of this run. */
  void reset(ActiveRun active) {
    if (owner == active) {
      assembled = 0;
      owner = null;
    }
  }

  /**
   * The next block of a run, from a piece of it; null = the piece is used up.
   *
   * @throws CorruptBlockException if it is damaged: nothing has moved
   */
  @Nullable Block next(ActiveRun active, Piece piece) throws CorruptBlockException {
    BlockDecoder decoder = decoder(active);
    if (decoder == null) {
      piece.position = piece.length;
      return null;
    }
    return owner == active ? across(active, decoder, piece) : fromPiece(active, decoder, piece);
  }

  private @Nullable BlockDecoder decoder(ActiveRun active) throws CorruptBlockException {
    try {
      return active.decoder();
    } catch (CorruptDataException e) {
      throw new CorruptBlockException(new CorruptBlock(CorruptBlock.EVERYWHERE, 0, e));
    }
  }

  private @Nullable Block fromPiece(ActiveRun active, BlockDecoder decoder, Piece piece)
      throws CorruptBlockException {
    long header = piece.address + piece.position;
    int available = piece.length - piece.position;
    if (available >= HEADER_BYTES) {
      int size = blockBytes(active, decoder, header);
      if (size <= available) {
        Block block = decode(active, decoder, header);
        piece.position += size;
        return block;
      }
    }
    if (available > 0) {
      requireMore(active, decoder, piece);
      NativeMemory.copy(header, assembly, available);
      assembled = available;
      owner = active;
      piece.position = piece.length;
    }
    return null;
  }

  /** The run goes on behind the piece, and nobody else's block is being put together. */
  private void requireMore(ActiveRun active, BlockDecoder decoder, Piece piece)
      throws CorruptBlockException {
    if (piece.offset + piece.length == active.run.bytes()) {
      throw new CorruptBlockException(
          new CorruptBlock(
              CorruptBlock.EVERYWHERE,
              0,
              new CorruptDataException(
                  "room for a block",
                  active.run.location().output().id().toString(),
                  decoder.offset(),
                  "at least " + HEADER_BYTES,
                  Integer.toString(piece.length - piece.position))));
    }
    if (owner != null) {
      throw new IllegalStateException("two blocks cannot be put together at once");
    }
  }

  private @Nullable Block across(ActiveRun active, BlockDecoder decoder, Piece piece)
      throws CorruptBlockException {
    if (assembled < HEADER_BYTES && !fill(piece, HEADER_BYTES)) {
      return null;
    }
    if (!fill(piece, blockBytes(active, decoder, assembly))) {
      return null;
    }
    Block block = decode(active, decoder, assembly);
    reset(active);
    return block;
  }

  /** Moves bytes out of the piece until there are so many; false = the piece is used up. */
  private boolean fill(Piece piece, int wanted) {
    int count = Math.min(wanted - assembled, piece.length - piece.position);
    if (count > 0) {
      NativeMemory.copy(piece.address + piece.position, assembly + assembled, count);
      assembled += count;
      piece.position += count;
    }
    return assembled >= wanted;
  }

  /** Size of a block with its header, not larger than there is room for. */
  private int blockBytes(ActiveRun active, BlockDecoder decoder, long header)
      throws CorruptBlockException {
    try {
      decoder.readHeader(header);
    } catch (CorruptDataException e) {
      throw corrupt(active, header, HEADER_BYTES, e);
    }
    int size = HEADER_BYTES + decoder.storedBytes();
    if (size > assemblyBytes || (!decoder.storedAsIs() && decoder.contentBytes() > targetBytes)) {
      throw corrupt(
          active,
          header,
          HEADER_BYTES,
          new CorruptDataException(
              "content bytes of a compressed block",
              active.run.location().output().id().toString(),
              decoder.offset(),
              "at most " + targetBytes,
              Integer.toString(decoder.contentBytes())));
    }
    return size;
  }

  private Block decode(ActiveRun active, BlockDecoder decoder, long header)
      throws CorruptBlockException {
    long stored = header + HEADER_BYTES;
    long content = decoder.storedAsIs() ? stored : target;
    Block block = new Block(content, decoder.contentBytes(), decoder.numRows());
    int storedBytes = decoder.storedBytes();
    long offset = decoder.offset();
    try {
      decoder.decode(header, stored, content);
    } catch (CorruptDataException e) {
      if (decoder.offset() != offset) {
        throw new CorruptBlockException(new CorruptBlock(CorruptBlock.EVERYWHERE, 0, e));
      }
      throw corrupt(active, header, HEADER_BYTES + storedBytes, e);
    }
    return block;
  }

  private static CorruptBlockException corrupt(
      ActiveRun active, long header, int bytes, CorruptDataException reason) {
    long hash = BlockChecksum.hash(header, bytes, 0);
    return new CorruptBlockException(new CorruptBlock(active.delivered(), hash, reason));
  }

  /** Carries a damaged block to whoever decides what to do about it. */
  static final class CorruptBlockException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CorruptBlock block;

    CorruptBlockException(CorruptBlock block) {
      super(block.reason());
      this.block = block;
    }

    CorruptBlock block() {
      return block;
    }
  }
}
