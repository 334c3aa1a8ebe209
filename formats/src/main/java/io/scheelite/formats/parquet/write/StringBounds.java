package io.scheelite.formats.parquet.write;

import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A bound below and above all strings of a page: the extremes themselves where they are short, else
 * their first characters, rounded down and up.
 */
final class StringBounds {
  /** Longer extremes are cut. */
  static final int MAX_BYTES = 64;

  // what decides a comparison with a bound, whose last character may have become longer
  private static final int COMPARED_BYTES = MAX_BYTES + 16;

  private final byte[] value = new byte[COMPARED_BYTES];
  private byte @Nullable [] min;
  private byte @Nullable [] max;
  private long minPrefix;
  private long maxPrefix;
  private boolean boundless;

  StringBounds() {
    reset();
  }

  void reset() {
    min = null;
    max = null;
    minPrefix = -1;
    maxPrefix = 0;
    boundless = false;
  }

  void include(long address, int length) {
    if (length >= Integer.BYTES) {
      // four bytes tell most strings apart from the extremes
      long prefix = prefix(Integer.reverseBytes(NativeMemory.getInt(address)));
      if (prefix > minPrefix && prefix < maxPrefix && min != null) {
        return;
      }
    }
    includeSlowly(address, length);
  }

  private static long prefix(int bigEndian) {
    return bigEndian & 0xFFFFFFFFL;
  }

  private static long prefix(byte[] bytes) {
    int prefix = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      prefix = prefix << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
    }
    return prefix(prefix);
  }

  private void includeSlowly(long address, int length) {
    int size = Math.min(length, COMPARED_BYTES);
    NativeMemory.copyToArray(address, value, 0, size);
    if (min == null || Arrays.compareUnsigned(value, 0, size, min, 0, min.length) < 0) {
      min = Arrays.copyOf(value, length <= MAX_BYTES ? length : cut());
      minPrefix = prefix(min);
    }
    if (!boundless
        && (max == null || Arrays.compareUnsigned(value, 0, size, max, 0, max.length) > 0)) {
      max = length <= MAX_BYTES ? Arrays.copyOf(value, length) : roundedUp(cut());
      boundless = max == null;
      maxPrefix = max == null ? prefix(-1) + 1 : prefix(max);
    }
  }

  /** Where the last whole character ends that fits. */
  private int cut() {
    int end = MAX_BYTES;
    while (end > 0 && (value[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }

  /** The smallest text of no more characters that is larger than all that begin like the value. */
  private byte @Nullable [] roundedUp(int size) {
    String text = new String(value, 0, size, StandardCharsets.UTF_8);
    while (!text.isEmpty()) {
      int last = text.codePointBefore(text.length());
      String rest = text.substring(0, text.length() - Character.charCount(last));
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return (rest + Character.toString(next)).getBytes(StandardCharsets.UTF_8);
      }
      text = rest;
    }
    return null;
  }

  PageBounds result() {
    return boundless || min == null || max == null ? PageBounds.UNKNOWN : new PageBounds(min, max);
  }
}
