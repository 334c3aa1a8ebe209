/**
 * Reads files of Parquet, Arrow IPC, CSV and JSON straight into column vectors, and writes the
 * first two of them.
 *
 * <p>Readers read the columns that are asked for and leave out row groups whose statistics rule
 * every row out. Library types stay behind the module's own interfaces. Tables are immutable and
 * shared; a reader or writer belongs to one thread at a time.
 */
@NullMarked
package io.scheelite.formats;

import org.jspecify.annotations.NullMarked;
