package io.scheelite.formats.json;

import io.scheelite.formats.input.FoundFile;

/**
 * The objects of a file that begin in a range of its bytes.
 *
 * @param layout never {@link JsonLayout#AUTO}
 * @param start 0, or somewhere in a file of lines
 * @param end where the next part begins; {@link Long#MAX_VALUE} for the last one
 * @param sizeBytes of the part when the table was opened
 */
record JsonPart(FoundFile file, JsonLayout layout, long start, long end, long sizeBytes) {}
