package io.scheelite.formats.parquet.metadata;

/**
 * Where the footer says that a column chunk's indexes lie. Nothing is checked but that they lie
 * inside the file, in {@link #isInside}.
 *
 * @param columnIndex offset in the file; 0 without one
 * @param columnIndexBytes its size
 * @param offsetIndex offset in the file; 0 without one
 * @param offsetIndexBytes its size
 * @param bloomFilter offset in the file; 0 without one
 */
public record IndexPlaces(
    long columnIndex,
    int columnIndexBytes,
    long offsetIndex,
    int offsetIndexBytes,
    long bloomFilter) {
  /** A chunk of which nothing is known. */
  static final IndexPlaces NONE = new IndexPlaces(0, 0, 0, 0, 0);

  static IndexPlaces of(org.apache.parquet.format.ColumnChunk chunk) {
    return new IndexPlaces(
        chunk.getColumn_index_offset(),
        chunk.getColumn_index_length(),
        chunk.getOffset_index_offset(),
        chunk.getOffset_index_length(),
        chunk.getMeta_data().getBloom_filter_offset());
  }

  /** Whether a piece of a file of that size is what its place says. */
  public static boolean isInside(long offset, long bytes, long fileBytes) {
    return offset > 0 && bytes > 0 && offset <= fileBytes && bytes <= fileBytes - offset;
  }
}
