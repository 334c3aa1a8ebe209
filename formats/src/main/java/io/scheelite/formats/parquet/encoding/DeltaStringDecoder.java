package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * DELTA_BYTE_ARRAY: each value is a prefix of the one before plus a suffix; built in a buffer,
 * whose size bounds how many values one call yields.
 *
 * <pre>
 * buffer := previous value | values of this call, back to back | slack
 * </pre>
 */
public final class DeltaStringDecoder implements ValueDecoder {
  private static final int LOOK_AHEAD = 2048;

  private final DeltaPackedDecoder prefixes;
  private final DeltaLengthDecoder suffixes;
  private final long buffer;
  private final long bufferSize;
  private final long pendingPrefixes;
  private final long pendingSuffixes;
  private int pendingFrom;
  private int pendingTo;
  private long previousAddress;
  private int previousLength;

  /** Bytes of workspace beside the buffer of values. */
  public static long workspaceBytes() {
    return (4L + Views.SIZE_BYTES) * LOOK_AHEAD;
  }

  /**
   * Finds prefixes and suffixes.
   *
   * @param buffer {@link #workspaceBytes} followed by {@code bufferSize} bytes for values
   */
  public DeltaStringDecoder(long address, long limit, long buffer, long bufferSize) {
    prefixes = new DeltaPackedDecoder(address, limit, false);
    long end = new DeltaPackedDecoder(address, limit, false).skipToEnd();
    suffixes = new DeltaLengthDecoder(end, limit);
    if (prefixes.valuesLeft() != suffixes.valuesLeft()) {
      throw new MalformedPageException("page holds other numbers of prefixes and suffixes");
    }
    this.pendingSuffixes = buffer;
    this.pendingPrefixes = buffer + (long) Views.SIZE_BYTES * LOOK_AHEAD;
    this.buffer = buffer + workspaceBytes();
    this.bufferSize = bufferSize - CodeUnpacking.SLACK_BYTES;
    this.previousAddress = this.buffer;
  }

  @Override
  public int decodable(int wanted) {
    if (pendingFrom == pendingTo) {
      int count = (int) Math.min(prefixes.valuesLeft(), LOOK_AHEAD);
      prefixes.decode(count, pendingPrefixes);
      suffixes.decode(count, pendingSuffixes);
      pendingFrom = 0;
      pendingTo = count;
    }
    boolean all = prefixes.valuesLeft() == 0;
    long size = previousLength;
    for (int i = pendingFrom; i < pendingTo; i++) {
      size += length(i);
      if (size > bufferSize || i - pendingFrom == wanted) {
        return fitting(i - pendingFrom, size);
      }
    }
    return all ? wanted : Math.min(wanted, pendingTo - pendingFrom);
  }

  private long length(int index) {
    long prefix = NativeMemory.getInt(pendingPrefixes + 4L * index);
    if (prefix < 0) {
      throw new MalformedPageException("prefix has a negative length");
    }
    return prefix + Views.length(pendingSuffixes + ((long) index << 4));
  }

  private int fitting(int count, long size) {
    if (count == 0) {
      throw new MalformedPageException(
          "strings of delta encoding are too long: bytes=" + size + " limitBytes=" + bufferSize);
    }
    return count;
  }

  @Override
  public long decode(int count, long target) {
    if (count > pendingTo - pendingFrom) {
      throw new MalformedPageException("page holds fewer values than its header says");
    }
    NativeMemory.copy(previousAddress, buffer, previousLength);
    long last = buffer;
    int lastLength = previousLength;
    long at = buffer + previousLength;
    for (int i = 0; i < count; i++) {
      int index = pendingFrom + i;
      int prefix = NativeMemory.getInt(pendingPrefixes + 4L * index);
      long suffix = pendingSuffixes + ((long) index << 4);
      int suffixLength = Views.length(suffix);
      if (prefix > lastLength) {
        throw new MalformedPageException("prefix exceeds the value before: length=" + prefix);
      }
      NativeMemory.copy(last, at, prefix);
      NativeMemory.copy(Views.bytesAddress(suffix), at + prefix, suffixLength);
      last = at;
      lastLength = prefix + suffixLength;
      Views.write(target + ((long) i << 4), at, lastLength);
      at += lastLength;
    }
    pendingFrom += count;
    previousAddress = last;
    previousLength = lastLength;
    return target;
  }
}
