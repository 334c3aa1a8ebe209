/**
 * Writes state that does not fit into memory to files and reads it back, checked.
 *
 * <p>A spill file is a sequence of checksummed blocks with an index; every read verifies the
 * checksum. Files vanish with the query that wrote them.
 */
@NullMarked
package io.scheelite.spill;

import org.jspecify.annotations.NullMarked;
