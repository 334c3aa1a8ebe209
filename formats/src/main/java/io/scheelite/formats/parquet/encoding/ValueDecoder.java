package io.scheelite.formats.parquet.encoding;

/**
 * Decodes the non-null values of one data page in order: fixed-width numbers, or strings as 16-byte
 * views that point into the page.
 */
public sealed interface ValueDecoder
    permits PlainDecoder,
        PlainStringDecoder,
        DeltaPackedDecoder,
        FixedBytesDecoder,
        UuidDecoder,
        DeltaLengthDecoder,
        DeltaStringDecoder,
        ByteStreamSplitDecoder {
  /**
   * Decodes the next {@code count} values.
   *
   * @param target room for them
   * @return where they lie: {@code target}, or inside the page where that needs no work
   */
  long decode(int count, long target);

  /** How many of the next {@code wanted} values one call can decode, at least one. */
  default int decodable(int wanted) {
    return wanted;
  }

  /**
   * Leaves out the next {@code count} values.
   *
   * @param scratch room for all of them
   */
  default void skip(int count, long scratch) {
    int done = 0;
    while (done < count) {
      int step = Math.min(count - done, decodable(count - done));
      decode(step, scratch);
      done += step;
    }
  }
}
