package io.scheelite.formats.parquet.encoding;

/** Views of bytes of a fixed length, which lie where another decoder puts them. */
public final class FixedBytesDecoder implements ValueDecoder {
  private final ValueDecoder bytes;
  private final int length;
  private final long raw;

  /**
   * Over {@code length} bytes per value.
   *
   * @param raw room for those of a batch, where they do not lie one after another in their page
   */
  public FixedBytesDecoder(ValueDecoder bytes, int length, long raw) {
    this.bytes = bytes;
    this.length = length;
    this.raw = raw;
  }

  @Override
  public long decode(int count, long target) {
    long address = bytes.decode(count, raw);
    for (int i = 0; i < count; i++) {
      Views.write(target + (long) i * Views.SIZE_BYTES, address + (long) i * length, length);
    }
    return target;
  }

  @Override
  public void skip(int count, long scratch) {
    bytes.skip(count, raw);
  }
}
