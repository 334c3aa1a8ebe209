/**
 * Encodes column vectors into the column chunks of a row group.
 *
 * <p>Buffers come from the writer's memory consumer. Used by one thread at a time.
 */
@NullMarked
package io.scheelite.formats.parquet.write;

import org.jspecify.annotations.NullMarked;
