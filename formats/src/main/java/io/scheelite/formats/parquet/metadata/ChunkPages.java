package io.scheelite.formats.parquet.metadata;

/**
 * The largest sizes among the pages of a column chunk: what a reader needs room for.
 *
 * @param storedBytes largest page with its header as it lies in the file
 * @param dataBytes largest data page, decompressed
 * @param dictionaryBytes dictionary page, decompressed; 0 without one
 * @param dictionaryValues values in the dictionary
 * @param deltaStrings whether a data page is encoded DELTA_BYTE_ARRAY
 * @param dataPages how many data pages there are; 0 if that is not known
 */
public record ChunkPages(
    int storedBytes,
    int dataBytes,
    int dictionaryBytes,
    int dictionaryValues,
    boolean deltaStrings,
    int dataPages) {
  /** No pages at all. */
  public static final ChunkPages NONE = new ChunkPages(0, 0, 0, 0, false, 0);

  /** Nothing but what the footer says of a chunk: no page is larger than all of it. */
  static ChunkPages bounds(ColumnChunk chunk, long numRows) {
    int uncompressed = (int) chunk.uncompressedBytes();
    return new ChunkPages(
        Math.toIntExact(chunk.sizeBytes()),
        uncompressed,
        uncompressed,
        (int) Math.min(numRows, Integer.MAX_VALUE),
        !chunk.dictionaryOnly(),
        0);
  }

  /** The larger of each. */
  public ChunkPages max(ChunkPages other) {
    return new ChunkPages(
        Math.max(storedBytes, other.storedBytes),
        Math.max(dataBytes, other.dataBytes),
        Math.max(dictionaryBytes, other.dictionaryBytes),
        Math.max(dictionaryValues, other.dictionaryValues),
        deltaStrings || other.deltaStrings,
        Math.max(dataPages, other.dataPages));
  }

  /** Including one more page. */
  public ChunkPages with(PageHeaders.Header page) {
    int stored = Math.addExact(page.headerBytes(), page.compressedBytes());
    boolean dictionary = page.kind() == PageHeaders.Kind.DICTIONARY;
    boolean other = page.kind() == PageHeaders.Kind.OTHER;
    boolean delta = page.encoding() == org.apache.parquet.format.Encoding.DELTA_BYTE_ARRAY;
    return new ChunkPages(
        Math.max(storedBytes, other ? 0 : stored),
        Math.max(dataBytes, dictionary || other ? 0 : page.uncompressedBytes()),
        Math.max(dictionaryBytes, dictionary ? page.uncompressedBytes() : 0),
        Math.max(dictionaryValues, dictionary ? page.numValues() : 0),
        deltaStrings || delta,
        dataPages + (dictionary || other ? 0 : 1));
  }
}
