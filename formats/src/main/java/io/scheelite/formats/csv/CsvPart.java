package io.scheelite.formats.csv;

/**
 * The records of a file that begin in a range of its bytes.
 *
 * @param index from 0
 * @param end where the next part begins; {@link Long#MAX_VALUE} for the last one
 */
record CsvPart(CsvFile file, int index, long end) {}
