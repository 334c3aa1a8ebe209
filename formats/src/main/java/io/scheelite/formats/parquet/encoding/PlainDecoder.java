package io.scheelite.formats.parquet.encoding;

/** PLAIN numbers and fixed-length bytes: they lie in the page as vectors want them. */
public final class PlainDecoder implements ValueDecoder {
  private final long limit;
  private final int width;
  private long at;

  /** Over {@code width} bytes per value. */
  public PlainDecoder(long address, long limit, int width) {
    this.at = address;
    this.limit = limit;
    this.width = width;
  }

  @Override
  public long decode(int count, long target) {
    long size = (long) count * width;
    if (size > limit - at) {
      throw new MalformedPageException("page holds fewer values than its header says");
    }
    long result = at;
    at += size;
    return result;
  }
}
