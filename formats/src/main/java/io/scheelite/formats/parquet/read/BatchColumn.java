package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.encoding.MalformedPageException;

/** A column of a row group that is read batch by batch; rows may be left out. */
sealed interface BatchColumn permits ColumnReader, ListPartReader, NestedColumnReader {
  /** What the vectors hold. */
  DataType type();

  /** In which form. */
  PhysicalType physicalType();

  /** Expects that rows are often left out. */
  void readLate();

  /** Leaves out the rows before {@code target}, which is not behind the next one. */
  void moveTo(long target);

  /** Whether {@link #batchRows} may say less than was asked for. */
  boolean limitsBatches();

  /** How many of the next rows, at most {@code wanted}, one batch can hold. */
  int batchRows(int wanted);

  /** Decodes the next rows; the vector is valid until the next call. */
  ColumnVector read(int numRows);

  /** The error of this column's file. */
  FormatException corrupt(MalformedPageException cause);

  /** Bytes read from the file. */
  long bytesRead();

  /** Nanoseconds spent on decompressing pages. */
  long decompressNanos();

  /** Data pages that were decoded. */
  int pagesLoaded();

  /** Gives back what was taken beyond the slab. */
  void close();
}
