/**
 * Arrow IPC: files and streams of record batches, written and read.
 *
 * <p>{@link io.scheelite.formats.arrow.ArrowIpcWriter} writes a file that appears when it is
 * complete; {@link io.scheelite.formats.arrow.ArrowTable} scans files of either kind, column by
 * column, with little memory whatever the size of their record batches; dictionaries and
 * decompressed buffers take memory beyond that, which is on the ledger. An {@code ArrowNode} says
 * how a field is stored, {@code ColumnRows} reads some rows of it, {@code NestedPart} puts lists,
 * structs and maps together. See docs/design/arrow.md.
 */
@NullMarked
package io.scheelite.formats.arrow;

import org.jspecify.annotations.NullMarked;
