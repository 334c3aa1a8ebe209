package io.scheelite.columnar;

/** How a {@link ColumnVector} maps its rows to values. */
public enum Encoding {
  /** Row {@code i} is value {@code i}. */
  FLAT,
  /** Row {@code i} is the dictionary's value at the {@code i}-th 32-bit code. */
  DICTIONARY,
  /** Every row is the one value stored. */
  CONSTANT
}
