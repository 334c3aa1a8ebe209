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

  /** Literals of more bytes have their length behind the tag. */
  private static final int SHORT_LITERAL = 60;

  // the low bits of a tag; of a near copy they count the bytes of the rest of its offset
  private static final int KIND = 3;
  private static final int LITERAL = 0;
  private static final int FAR_COPY = 3;

  // a round is a short literal and a near copy: the powers of two that hold what they take and give
  private static final int ROUND_SOURCE_SHIFT = 6;
  private static final int ROUND_TARGET_SHIFT = 7;

  // of a near copy's tag: length in bits 0 to 7, high bits of its offset in 8 to 10, mask of the
  // rest of its offset in 32 to 47; of other tags an offset of zero, which no copy has
  private static final long[] COPIES = new long[256];
  private static final int REST_MASK_SHIFT = 32;

  static {
    for (int tag = 0; tag < COPIES.length; tag++) {
      long longCopy = 1 + (tag >>> 2) | 0xFFFFL << REST_MASK_SHIFT;
      long shortCopy = 4 + (tag >>> 2 & 7) | (tag >>> 5) << 8 | 0xFFL << REST_MASK_SHIFT;
      COPIES[tag] = (tag & KIND) == 1 ? shortCopy : (tag & KIND) == 2 ? longCopy : 0;
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
      long length = (tag >>> 2) + 1L;
      if ((tag & KIND) == LITERAL) {
        if (length > SHORT_LITERAL) {
          int bytes = (int) length - SHORT_LITERAL;
          length = (NativeMemory.getInt(from) & 0xFFFF_FFFFL & ~(-1L << (bytes << 3))) + 1;
          from += bytes;
        }
        if (length > sourceLimit - from || length > targetLimit - to) {
          throw malformed();
        }
        NativeMemory.copy(from, to, length);
        from += length;
      } else {
        long offset;
        if ((tag & KIND) == FAR_COPY) {
          offset = NativeMemory.getInt(from) & 0xFFFF_FFFFL;
          from += Integer.BYTES;
        } else {
          offset = offset(COPIES[tag], NativeMemory.getInt(from));
          length = COPIES[tag] & 0xFF;
          from += tag & KIND;
        }
        if (offset == 0 || offset > to - target || length > targetLimit - to) {
          throw malformed();
        }
        repeat(to, offset, length);
      }
      to += length;
      long rounds =
          Math.min(
              sourceLimit - from >> ROUND_SOURCE_SHIFT, targetLimit - to >> ROUND_TARGET_SHIFT);
      if (rounds > 0 && to - target >= Long.BYTES) {
        long moved = rounds(from, to, (int) rounds, target);
        from += moved & 0xFFFF_FFFFL;
        to += moved >>> 32;
      }
    }
    if (from != sourceLimit || to != targetLimit) {
      throw malformed();
    }
  }

  /**
   * Decompresses short literals and near copies without a look at the ends of the blocks, until
   * {@code rounds} are done or another element comes.
   *
   * <p>Nearly all of the time is spent here. The loop has no call, no loop and no error in it, and
   * the method is too large to be inlined where the other elements are decompressed (hotspot's
   * {@code FreqInlineSize}): calls that are seldom made would keep both places on the stack, which
   * takes a third longer. What the next round begins with is loaded before this one stores, behind
   * which it would wait.
   *
   * @param block where the block begins in the target, at least a word before {@code target}
   * @return bytes taken from the source in the low half, bytes written in the high one
   */
  private static long rounds(long source, long target, int rounds, long block) {
    long from = source;
    long to = target;
    int tag = NativeMemory.getByte(from) & 0xFF;
    int rest = NativeMemory.getInt(from + 1);
    for (int i = 0; i < rounds; i++) {
      if ((tag & KIND) == LITERAL) {
        int length = (tag >>> 2) + 1;
        if (length > SHORT_LITERAL) {
          break;
        }
        long literal = from + 1;
        from = literal + length;
        // a copy follows nearly always: not asking again what kind it is spares mispredictions
        tag = NativeMemory.getByte(from) & 0xFF;
        rest = NativeMemory.getInt(from + 1);
        NativeMemory.putLong(to, NativeMemory.getLong(literal));
        NativeMemory.putLong(to + 8, NativeMemory.getLong(literal + 8));
        if (length > 16) {
          NativeMemory.putLong(to + 16, NativeMemory.getLong(literal + 16));
          NativeMemory.putLong(to + 24, NativeMemory.getLong(literal + 24));
          if (length > 32) {
            NativeMemory.putLong(to + 32, NativeMemory.getLong(literal + 32));
            NativeMemory.putLong(to + 40, NativeMemory.getLong(literal + 40));
            NativeMemory.putLong(to + 48, NativeMemory.getLong(literal + 48));
            NativeMemory.putLong(to + 56, NativeMemory.getLong(literal + 56));
          }
        }
        to += length;
      }
      long copy = COPIES[tag];
      long offset = offset(copy, rest);
      // an offset of less than a word would have words overlap
      if (Long.compareUnsigned(offset - Long.BYTES, to - block - Long.BYTES) > 0) {
        break;
      }
      from += 1 + (tag & KIND);
      tag = NativeMemory.getByte(from) & 0xFF;
      rest = NativeMemory.getInt(from + 1);
      int length = (int) copy & 0xFF;
      long earlier = to - offset;
      NativeMemory.putLong(to, NativeMemory.getLong(earlier));
      NativeMemory.putLong(to + 8, NativeMemory.getLong(earlier + 8));
      if (length > 16) {
        NativeMemory.putLong(to + 16, NativeMemory.getLong(earlier + 16));
        NativeMemory.putLong(to + 24, NativeMemory.getLong(earlier + 24));
        if (length > 32) {
          NativeMemory.putLong(to + 32, NativeMemory.getLong(earlier + 32));
          NativeMemory.putLong(to + 40, NativeMemory.getLong(earlier + 40));
          NativeMemory.putLong(to + 48, NativeMemory.getLong(earlier + 48));
          NativeMemory.putLong(to + 56, NativeMemory.getLong(earlier + 56));
        }
      }
      to += length;
    }
    return from - source | to - target << 32;
  }

  /** Of a near copy. */
  private static long offset(long copy, int rest) {
    return (copy & 0x700) + (rest & copy >>> REST_MASK_SHIFT);
  }

  /** Repeats bytes written before; they may overlap with those to be written. */
  private static void repeat(long to, long offset, long length) {
    long end = to + length;
    if (offset >= Long.BYTES) {
      for (long at = to; at < end; at += 8) {
        NativeMemory.putLong(at, NativeMemory.getLong(at - offset));
      }
      return;
    }
    for (int i = 0; i < Long.BYTES; i++) {
      NativeMemory.putByte(to + i, NativeMemory.getByte(to - offset + i));
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
