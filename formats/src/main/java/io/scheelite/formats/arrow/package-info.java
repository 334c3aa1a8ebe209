/**
 * Arrow IPC: files and streams of record batches, written and read.
 *
 * <p>{@link io.scheelite.formats.arrow.ArrowIpcWriter} writes a file that appears when it is
 * complete; {@link io.scheelite.formats.arrow.ArrowTable} scans files of either kind, column by
 * column, with little memory whatever the size of their record batches. Compressed bodies,
 * dictionaries and nested types are refused by name.
 */
@NullMarked
package io.scheelite.formats.arrow;

import org.jspecify.annotations.NullMarked;
