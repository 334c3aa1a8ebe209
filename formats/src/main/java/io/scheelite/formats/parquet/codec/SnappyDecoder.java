package io.scheelite.formats.parquet.codec;

import io.scheelite.memory.NativeMemory;
import java.io.IOException;

/**
 * Decompresses Snappy's block format (github.com/google/snappy, {@code format_description.txt}) in
 * plain Java: on columns of numbers, whose elements are a few bytes each, faster than a call of the
 * native library.
 *
 * <pre>
 * block   := varint(size) element*
 * element := tag ...00 (length - 1 in 6 bits; 60 to 63: in the next 1 to 4 bytes) literal bytes
 *          | tag ...01 (length - 4 in 3 bits, offset's bits 8 to 10 in 3 bits) offset's low byte
 *          | tag ...10 (length - 1 in 6 bits) offset in 2 bytes
 *          | tag ...11 (length - 1 in 6 bits) offset in 4 bytes
 * </pre>
 *
 * <p>Moves whole words: up to {@link #SLACK_BYTES} behind the target are overwritten, and as many
 * behind the source are loaded.
 */
final class SnappyDecoder {
  /** Bytes behind source and target that are touched. */
  static final int SLACK_BYTES = 64;

  private static final int LONG_LITERAL = 60;

  // the low bits of a tag; of a copy they count the bytes of the rest of its offset, but for the
  // last
  private static final int KIND = 3;
  private static final int LITERAL = 0;
  private static final int FAR_COPY = 3;

  // of a copy's tag: length in bits 0 to 7, high bits of its offset in 8 to 10, bytes of the rest
  // in 11 to 13
  private static final short[] COPIES = new short[256];

  static {
    for (int tag = 0; tag < COPIES.length; tag++) {
      int length = (tag & 3) == 1 ? 4 + (tag >>> 2 & 7) : 1 + (tag >>> 2);
      int high = (tag & 3) == 1 ? tag >>> 5 : 0;
      int rest = (tag & 3) == 3 ? 4 : tag & 3;
      COPIES[tag] = (short) (length | high << 8 | rest << 11);
    }
  }

  private SnappyDecoder() {}

  /**
   * Decompresses a block.
   *
   * @return how many bytes it held
   * @throws IOException if it is malformed or holds more than {@code capacity}
   */
  static int decompress(long source, int sourceSize, long target, int capacity) throws IOException {
    long limit = source + sourceSize;
    long at = source;
    long size = 0;
    for (int shift = 0; ; shift += 7) {
      if (at >= limit || shift > 28) {
        throw malformed();
      }
      byte next = NativeMemory.getByte(at++);
      size |= (next & 0x7FL) << shift;
      if (next >= 0) {
        break;
      }
    }
    if (size > capacity) {
      throw new IOException("snappy: block is larger than expected: bytes=" + size);
    }
    elements(at, limit, target, target + size);
    return (int) size;
  }

  private static void elements(long source, long sourceLimit, long target, long targetLimit)
      throws IOException {
    long from = source;
    long to = target;
    while (from < sourceLimit) {
      int tag = NativeMemory.getByte(from++) & 0xFF;
      if ((tag & KIND) == LITERAL) {
        long length = (tag >>> 2) + 1L;
        if (length > LONG_LITERAL) {
          int bytes = (int) length - LONG_LITERAL;
          length = (NativeMemory.getInt(from) & 0xFFFF_FFFFL & ~(-1L << (bytes << 3))) + 1;
          from += bytes;
        }
        if (length > sourceLimit - from || length > targetLimit - to) {
          throw malformed();
        }
        literal(from, to, length);
        from += length;
        to += length;
        if (from >= sourceLimit) {
          break;
        }
        // a copy follows nearly always: not asking again what kind it is spares mispredictions
        tag = NativeMemory.getByte(from) & 0xFF;
        if ((tag & KIND) == LITERAL) {
          continue;
        }
        from++;
      }
      int copy = COPIES[tag];
      long rest = NativeMemory.getInt(from) & 0xFFFF_FFFFL & ~(-1L << (copy >>> 11 << 3));
      long offset = (copy & 0x700) + rest;
      int length = copy & 0xFF;
      // the next tag waits for this sum alone, which must not wait for the table
      from += tag & KIND;
      if ((tag & KIND) == FAR_COPY) {
        from++;
      }
      if (offset == 0 || offset > to - target || length > targetLimit - to) {
        throw malformed();
      }
      copy(to, offset, length);
      to += length;
    }
    if (from != sourceLimit || to != targetLimit) {
      throw malformed();
    }
  }

  private static void literal(long from, long to, long length) {
    if (length > LONG_LITERAL) {
      NativeMemory.copy(from, to, length);
      return;
    }
    // nearly all elements are this short: no branch
    NativeMemory.putLong(to, NativeMemory.getLong(from));
    NativeMemory.putLong(to + 8, NativeMemory.getLong(from + 8));
    for (long i = 16; i < length; i += 8) {
      NativeMemory.putLong(to + i, NativeMemory.getLong(from + i));
    }
  }

  /** Repeats bytes written before; they may overlap with those to be written. */
  private static void copy(long to, long offset, int length) {
    long from = to - offset;
    long end = to + length;
    if (offset >= Long.BYTES) {
      NativeMemory.putLong(to, NativeMemory.getLong(from));
      NativeMemory.putLong(to + 8, NativeMemory.getLong(from + 8));
      for (long at = to + 16; at < end; at += 8) {
        NativeMemory.putLong(at, NativeMemory.getLong(at - offset));
      }
      return;
    }
    for (int i = 0; i < Long.BYTES; i++) {
      NativeMemory.putByte(to + i, NativeMemory.getByte(from + i));
    }
    // the pattern repeats at every multiple of the offset: step back by one that spans a word
    long distance = (Long.BYTES + offset - 1) / offset * offset;
    for (long at = to + 8; at < end; at += 8) {
      NativeMemory.putLong(at, NativeMemory.getLong(at - distance));
    }
  }

  private static IOException malformed() {
    return new IOException("snappy: block is malformed");
  }
}
