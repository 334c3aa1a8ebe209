package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import org.apache.parquet.format.Encoding;

/** Decodes the levels of a leaf, and none of its values. */
final class LevelsReader extends ColumnReader {
  LevelsReader(ParquetColumn column, PageReader pages, Buffers buffers) {
    super(column, pages, buffers);
  }

  @Override
  public int batchRows(int wanted) {
    turn();
    return Math.min(wanted, rowsLeft());
  }

  /** Levels of so many values, whose bits are whether they are there. */
  @Override
  public ColumnVector read(int numRows) {
    load();
    takeRows(numRows, 0);
    return ColumnVector.flat(column().type(), PhysicalType.BIT, numRows, validity(), 0);
  }

  @Override
  void skipValues(int count) {}

  @Override
  void startPage(Encoding encoding, long address, long limit) {}

  @Override
  void startDictionary(PageReader.Page page) {}
}
