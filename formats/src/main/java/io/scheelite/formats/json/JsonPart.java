package io.scheelite.formats.json;

import java.nio.file.Path;

/**
 * The objects of a file that begin in a range of its bytes.
 *
 * @param layout never {@link JsonLayout#AUTO}
 * @param start 0, or somewhere in a file of lines
 * @param end where the next part begins; {@link Long#MAX_VALUE} for the last one
 * @param sizeBytes of the part when the table was opened
 */
record JsonPart(Path file, JsonLayout layout, long start, long end, long sizeBytes) {}
