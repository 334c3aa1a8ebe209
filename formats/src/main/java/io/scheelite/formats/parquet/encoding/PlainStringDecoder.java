package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/** PLAIN byte arrays, each behind its 32-bit length, as views. */
public final class PlainStringDecoder implements ValueDecoder {
  private final long limit;
  private long at;

  /** Over the values of a page. */
  public PlainStringDecoder(long address, long limit) {
    this.at = address;
    this.limit = limit;
  }

  @Override
  public long decode(int count, long target) {
    long from = at;
    long end = limit;
    for (int i = 0; i < count; i++) {
      long bytes = from + 4;
      if (bytes > end) {
        throw new MalformedPageException("page holds fewer values than its header says");
      }
      int length = NativeMemory.getInt(from);
      if (length < 0 || length > end - bytes) {
        throw new MalformedPageException("string exceeds its page: length=" + length);
      }
      Views.write(target + ((long) i << 4), bytes, length);
      from = bytes + length;
    }
    at = from;
    return target;
  }

  @Override
  public void skip(int count, long scratch) {
    long from = at;
    long end = limit;
    for (int i = 0; i < count; i++) {
      long bytes = from + 4;
      int length = bytes > end ? -1 : NativeMemory.getInt(from);
      if (length < 0 || length > end - bytes) {
        throw new MalformedPageException("string exceeds its page: length=" + length);
      }
      from = bytes + length;
    }
    at = from;
  }
}
