package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/** BYTE_STREAM_SPLIT: first the first bytes of all values, then the second bytes, and so on. */
public final class ByteStreamSplitDecoder implements ValueDecoder {
  private final int width;
  private final long numValues;
  private long at;
  private long left;

  /** Over {@code width} bytes per value. */
  public ByteStreamSplitDecoder(long address, long limit, int width) {
    this.at = address;
    this.width = width;
    this.numValues = (limit - address) / width;
    this.left = numValues;
    if (numValues * width != limit - address) {
      throw new MalformedPageException("page is no multiple of its values' width: width=" + width);
    }
  }

  @Override
  public long decode(int count, long target) {
    if (count > left) {
      throw new MalformedPageException("page holds fewer values than its header says");
    }
    for (int stream = 0; stream < width; stream++) {
      long from = at + stream * numValues;
      long to = target + stream;
      for (int i = 0; i < count; i++) {
        NativeMemory.putByte(to, NativeMemory.getByte(from + i));
        to += width;
      }
    }
    at += count;
    left -= count;
    return target;
  }

  @Override
  public void skip(int count, long scratch) {
    if (count > left) {
      throw new MalformedPageException("page holds fewer values than its header says");
    }
    at += count;
    left -= count;
  }
}
