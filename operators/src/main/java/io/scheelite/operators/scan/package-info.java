/**
 * Reads tables: splits are handed to drivers one at a time, filters run right after reading.
 *
 * <p>The factory is shared by all drivers and thread-safe; a source belongs to one driver, which
 * closes the split it reads.
 */
@NullMarked
package io.scheelite.operators.scan;

import org.jspecify.annotations.NullMarked;
