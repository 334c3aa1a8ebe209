package io.scheelite.formats.arrow;

import org.jspecify.annotations.Nullable;

/**
 * Where a record batch lies in its file.
 *
 * @param metadataOffset of its message
 * @param metadataBytes size of the message
 * @param bodyOffset of its buffers
 * @param bodyBytes size of all buffers
 * @param numRows rows
 * @param isDictionary whether they are values of a dictionary
 * @param places of its buffers, where they are kept so that they can be fetched ahead
 */
record RecordBlock(
    long metadataOffset,
    int metadataBytes,
    long bodyOffset,
    long bodyBytes,
    int numRows,
    boolean isDictionary,
    @Nullable BatchPlaces places) {
  RecordBlock withPlaces(BatchPlaces known) {
    return new RecordBlock(
        metadataOffset, metadataBytes, bodyOffset, bodyBytes, numRows, isDictionary, known);
  }

  /** Offset behind its last buffer. */
  long end() {
    return bodyOffset + bodyBytes;
  }
}
