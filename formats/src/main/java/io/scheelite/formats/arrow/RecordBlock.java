package io.scheelite.formats.arrow;

/**
 * Where a record batch lies in its file.
 *
 * @param metadataOffset of its message
 * @param metadataBytes size of the message
 * @param bodyOffset of its buffers
 * @param bodyBytes size of all buffers
 * @param numRows rows
 * @param isDictionary whether they are values of a dictionary
 */
record RecordBlock(
    long metadataOffset,
    int metadataBytes,
    long bodyOffset,
    long bodyBytes,
    int numRows,
    boolean isDictionary) {}
