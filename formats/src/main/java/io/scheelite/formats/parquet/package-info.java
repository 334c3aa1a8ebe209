/**
 * Reads and writes Parquet files: {@link ParquetTable} is a table source over files, {@link
 * ParquetWriter} turns batches into a file.
 *
 * <p>The library of the Parquet project serves for footers and page headers alone; pages go
 * straight into and out of column vectors.
 */
@NullMarked
package io.scheelite.formats.parquet;

import org.jspecify.annotations.NullMarked;
