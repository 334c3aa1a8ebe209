package io.scheelite.columnar;

import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;

/**
 * Reads, writes and compares string values, which are 16 bytes long in every vector.
 *
 * <pre>
 *  0        4        8                16
 *  +--------+--------+----------------+
 *  | length | prefix | rest           |   length &lt;= 12: bytes 4..11 follow, zero padded
 *  +--------+--------+----------------+
 *  | length | prefix | address        |   length &gt; 12: absolute address of all bytes
 *  +--------+--------+----------------+
 * </pre>
 *
 * <p>The prefix holds the first four bytes, zero padded. Equal short strings are therefore equal
 * bit for bit, and most comparisons end without a look at the bytes behind the address. The bytes
 * of a long string belong to somebody else (a page, a dictionary, a heap) and must outlive the
 * view. The null slot of a vector is all zero, which reads as the empty string. Stateless.
 */
public final class StringView {
  /** Bytes per view. */
  public static final int SIZE_BYTES = 16;

  /** Longest string that is stored inside the view. */
  public static final int MAX_INLINE_LENGTH = 12;

  /** Where the 32-bit length lies. */
  public static final int LENGTH_OFFSET = 0;

  /** Where the first four bytes lie. */
  public static final int PREFIX_OFFSET = 4;

  /** Where the bytes after the prefix, or the address, lie. */
  public static final int REST_OFFSET = 8;

  private StringView() {}

  /** Length in bytes. */
  public static int length(long view) {
    return NativeMemory.getInt(view);
  }

  /** Whether the bytes lie inside the view. */
  public static boolean isInline(long view) {
    return length(view) <= MAX_INLINE_LENGTH;
  }

  /** Where the bytes lie: inside the view or elsewhere. */
  public static long bytesAddress(long view) {
    return isInline(view) ? view + PREFIX_OFFSET : NativeMemory.getLong(view + REST_OFFSET);
  }

  /** Whether both strings have the same bytes. */
  public static boolean equal(long a, long b) {
    long head = NativeMemory.getLong(a);
    if (head != NativeMemory.getLong(b)) {
      return false;
    }
    long restA = NativeMemory.getLong(a + REST_OFFSET);
    long restB = NativeMemory.getLong(b + REST_OFFSET);
    return restA == restB
        || ((int) head > MAX_INLINE_LENGTH
            && NativeMemory.mismatch(
                    restA + PREFIX_OFFSET, restB + PREFIX_OFFSET, (int) head - PREFIX_OFFSET)
                < 0);
  }

  /** Compares by unsigned bytes, which for UTF-8 is the order of code points. */
  public static int compare(long a, long b) {
    int prefixA = NativeMemory.getInt(a + PREFIX_OFFSET);
    int prefixB = NativeMemory.getInt(b + PREFIX_OFFSET);
    if (prefixA != prefixB) {
      return Integer.compareUnsigned(Integer.reverseBytes(prefixA), Integer.reverseBytes(prefixB));
    }
    return NativeMemory.compareUnsigned(bytesAddress(a), length(a), bytesAddress(b), length(b));
  }

  /**
   * Writes a view of {@code length} bytes: short strings are copied into it, long ones referred to.
   */
  public static void write(long view, long bytesAddress, int length) {
    if (length <= MAX_INLINE_LENGTH) {
      long prefix = loadBytes(bytesAddress, Math.min(length, PREFIX_OFFSET));
      long rest = loadBytes(bytesAddress + PREFIX_OFFSET, Math.max(0, length - PREFIX_OFFSET));
      NativeMemory.putLong(view, length | prefix << 32);
      NativeMemory.putLong(view + REST_OFFSET, rest);
    } else {
      long prefix = NativeMemory.getInt(bytesAddress);
      NativeMemory.putLong(view, length | prefix << 32);
      NativeMemory.putLong(view + REST_OFFSET, bytesAddress);
    }
  }

  /**
   * Writes a view of an array's content.
   *
   * @param heapAddress room for the bytes where they are more than {@link #MAX_INLINE_LENGTH}; else
   *     unused
   */
  public static void write(long view, byte[] bytes, long heapAddress) {
    if (bytes.length <= MAX_INLINE_LENGTH) {
      NativeMemory.putLong(view, bytes.length);
      NativeMemory.putLong(view + REST_OFFSET, 0);
      NativeMemory.copyFromArray(bytes, 0, view + PREFIX_OFFSET, bytes.length);
    } else {
      NativeMemory.copyFromArray(bytes, 0, heapAddress, bytes.length);
      write(view, heapAddress, bytes.length);
    }
  }

  /** Copies a view; the bytes of a long string stay where they are. */
  public static void copy(long source, long target) {
    NativeMemory.putLong(target, NativeMemory.getLong(source));
    NativeMemory.putLong(target + REST_OFFSET, NativeMemory.getLong(source + REST_OFFSET));
  }

  /** The string, decoded from UTF-8. */
  public static String toString(long view) {
    byte[] bytes = new byte[length(view)];
    NativeMemory.copyToArray(bytesAddress(view), bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Up to eight bytes as a little-endian word, zero padded; reads no byte beyond them. */
  public static long loadBytes(long address, int count) {
    if (count >= Integer.BYTES) {
      if (count == Long.BYTES) {
        return NativeMemory.getLong(address);
      }
      long low = Integer.toUnsignedLong(NativeMemory.getInt(address));
      long high = Integer.toUnsignedLong(NativeMemory.getInt(address + count - Integer.BYTES));
      return low | high << ((count - Integer.BYTES) << 3);
    }
    if (count >= Short.BYTES) {
      long low = Short.toUnsignedLong(NativeMemory.getShort(address));
      long last = Byte.toUnsignedLong(NativeMemory.getByte(address + count - 1));
      return low | last << ((count - 1) << 3);
    }
    return count <= 0 ? 0 : Byte.toUnsignedLong(NativeMemory.getByte(address));
  }
}
