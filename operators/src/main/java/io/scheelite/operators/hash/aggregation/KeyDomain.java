package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.memory.ScratchAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that one key column has had so far, numbered: 0 is null. Grows as batches come, in
 * leaps, and gives up where it would get too large.
 */
abstract sealed class KeyDomain permits IntegerDomain, StringDomain {
  /** The domain of a key column; null for types whose values are not numbered. */
  static @Nullable KeyDomain of(
      int column, DataType type, ArgumentDecoder decoder, ScratchAllocator scratch) {
    return switch (type.physicalType()) {
      case BIT, INT8, INT16, INT32, INT64 -> new IntegerDomain(column, type, decoder);
      case VIEW -> new StringDomain(column, scratch);
      case INT128, FLOAT32, FLOAT64 -> null;
    };
  }

  /**
   * Makes sure that all values of a batch have a number.
   *
   * @param maxSize largest size allowed
   * @return false if they cannot have one: the domain is of no use any more
   */
  abstract boolean cover(List<ColumnVector> columns, int numRows, int maxSize);

  /** How many numbers there are; values keep theirs as long as this does not change. */
  abstract int size();

  /**
   * Adds {@code stride} times the number of each row's value to its 32-bit code, for the batch that
   * was covered last.
   */
  abstract void addCodes(List<ColumnVector> columns, int numRows, int stride, long codes);
}
