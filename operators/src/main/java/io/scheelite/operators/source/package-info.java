/**
 * What a table must offer to be scanned: splits, readers and statistics.
 *
 * <p>File formats and in-memory tables implement these interfaces. A source is shared between
 * threads; a split reader belongs to one driver, which closes it.
 */
@NullMarked
package io.scheelite.operators.source;

import org.jspecify.annotations.NullMarked;
