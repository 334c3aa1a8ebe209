package io.scheelite.formats.json;

import io.scheelite.columnar.ColumnVector;
import java.io.IOException;

/** Room for the values of one column of a batch. Used by one thread. */
interface JsonColumn {
  /** Makes all rows null. */
  void clear();

  /** Makes a row null again, whatever has been put there. */
  void forget(int row);

  /** Leaves a row null. */
  void putNull();

  /**
   * Puts the value at which the record stands, which is not null.
   *
   * @param address of the record's bytes
   * @param texts where a text may be put, among the bytes of values before
   * @return how many bytes were put there; −1 if it is no value of the type
   */
  int put(int row, JsonRecord record, long address, long texts) throws IOException;

  /** What was wrong with the last value. */
  Mistake mistake();

  /** The first rows. */
  ColumnVector vector(int numRows);

  /**
   * A value that is none of the type.
   *
   * @param path to it from the column, such as {@code .a[2]}; empty for the column's own
   * @param wanted the type at that place
   * @param value its text
   */
  record Mistake(String path, String wanted, String value) {}
}
