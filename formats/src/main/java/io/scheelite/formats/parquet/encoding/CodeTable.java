package io.scheelite.formats.parquet.encoding;

/**
 * The values of a dictionary, which codes refer to.
 *
 * @param values address of the first value
 * @param widthBytes of a value
 * @param size how many values: codes must be smaller
 */
public record CodeTable(long values, int widthBytes, int size) {
  /** Whether {@link CodeGather} decodes codes and looks their values up in one pass. */
  public boolean isNarrow() {
    return widthBytes <= Integer.BYTES;
  }
}
