package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.encoding.Bits;

/**
 * Some rows of one column as plain values in native memory.
 *
 * @param physical form of the values
 * @param values address of row 0; for bits the bitmap, whose bit {@code firstBit} is row 0
 * @param validity bitmap whose bit {@code firstBit} is row 0, or 0 when no row is null
 * @param firstBit see above
 * @param numRows how many
 */
record RowSlice(PhysicalType physical, long values, long validity, int firstBit, int numRows) {
  boolean isValid(int row) {
    return validity == 0 || Bits.isSet(validity, firstBit + row);
  }
}
