package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.DataType;

/**
 * What aggregates read of a batch: a column, the rows that count, and the form in which its values
 * are wanted. Aggregates with equal arguments share decoded values and states.
 *
 * @param column position in the input's schema, or {@link #NONE} where only rows are counted
 * @param filter position of the BOOLEAN column that says which rows count, or {@link #NONE}
 * @param form how values are decoded
 * @param type type of the column; {@link DataType#NULL} without one
 */
record Argument(int column, int filter, Form form, DataType type) {
  /** No column. */
  static final int NONE = -1;

  /**
   * How values are decoded. Rows that do not count become zero, the neutral element of every form.
   */
  enum Form {
    /** Not at all: it is only asked which rows count. */
    ROWS,
    /** Numbers as they are. */
    NUMBER,
    /** Unsigned integers in reverse order: the largest belongs to the smallest value. */
    SMALLEST,
    /** Unsigned integers in the order of the values. */
    LARGEST
  }

  /** The same rows, in another form. */
  Argument withForm(Form form) {
    return new Argument(column, filter, form, type);
  }
}
