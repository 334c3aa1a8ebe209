package io.scheelite.columnar.codec;

import org.jspecify.annotations.Nullable;

/**
 * How the bytes of a block are stored. Stateless and thread-safe; the numbers are part of file
 * formats.
 */
public enum BlockCodec {
  /** As they are. */
  STORED(0),
  /** One LZ4 block, without frame. */
  LZ4(1);

  /** Returned where a result is not to be had: no room, or malformed input. */
  public static final int NONE = -1;

  /** Compressed data that saves less than one part in so many is not worth decompressing. */
  private static final int LEAST_SAVING_PART = 16;

  private final int id;

  BlockCodec(int id) {
    this.id = id;
  }

  /** The number that stands for this codec in files. */
  public int id() {
    return id;
  }

  /** The codec with this number, or null. */
  public static @Nullable BlockCodec ofId(int id) {
    return switch (id) {
      case 0 -> STORED;
      case 1 -> LZ4;
      default -> null;
    };
  }

  /**
   * Compresses a block.
   *
   * @param capacity room at {@code target}; less than {@code sizeBytes} will do
   * @return bytes written, or {@link #NONE} if that saves too little or does not fit: the block is
   *     better {@link #STORED}. The target's content is undefined then.
   */
  public int compress(long source, int sizeBytes, long target, int capacity) {
    return switch (this) {
      case STORED -> NONE;
      case LZ4 -> {
        int worthwhile = sizeBytes - sizeBytes / LEAST_SAVING_PART;
        yield Lz4Library.compress(source, sizeBytes, target, Math.min(capacity, worthwhile));
      }
    };
  }

  /**
   * Restores a compressed block. Input is not trusted: it never writes beyond {@code capacity}.
   *
   * @return bytes written, or {@link #NONE} if the input is malformed or does not fit
   */
  public int decompress(long source, int storedBytes, long target, int capacity) {
    return switch (this) {
      case STORED -> NONE;
      case LZ4 -> Lz4Library.decompress(source, storedBytes, target, capacity);
    };
  }
}
