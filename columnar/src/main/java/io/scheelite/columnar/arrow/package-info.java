/**
 * The border to Apache Arrow: batches out, vectors in, and allocators whose bytes are on the
 * ledger.
 *
 * <p>{@link io.scheelite.columnar.arrow.ArrowMemory} gives Arrow memory of a consumer; {@link
 * io.scheelite.columnar.arrow.ArrowExport} shows a batch as a {@code VectorSchemaRoot}, without a
 * copy where Arrow has the same form; {@link io.scheelite.columnar.arrow.ArrowColumnImport} turns
 * Arrow's buffers into a column vector, {@link io.scheelite.columnar.arrow.ArrowImport} a whole
 * root into a batch. Objects belong to one thread at a time, but for allocators, which are
 * thread-safe as Arrow's are.
 *
 * <p>Arrow needs the JVM flag {@code --add-opens java.base/java.nio=ALL-UNNAMED}.
 */
@NullMarked
package io.scheelite.columnar.arrow;

import org.jspecify.annotations.NullMarked;
