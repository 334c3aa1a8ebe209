package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.metadata.ListPart;

/** Reads how many elements the lists of a column have; no value is decoded. */
final class ListLengthReader extends ListPartReader {
  private final ListPart.Length part;
  private final LengthBatch batch;

  ListLengthReader(
      ListPart.Length part, ColumnReader leaf, long numRows, int batchSize, Slab slab) {
    this(part, leaf, numRows, batchSize, new LengthBatch(batchSize, slab));
  }

  private ListLengthReader(
      ListPart.Length part, ColumnReader leaf, long numRows, int batchSize, LengthBatch batch) {
    super(part.list(), leaf, numRows, batchSize, batch);
    this.part = part;
    this.batch = batch;
  }

  /** What it takes of the slab besides its leaf. */
  static long sizeBytes(int batchSize) {
    return PartBatch.sizeBytes(LengthBatch.FORM, batchSize);
  }

  @Override
  public DataType type() {
    return part.type();
  }

  @Override
  public PhysicalType physicalType() {
    return LengthBatch.FORM;
  }

  @Override
  boolean use(ColumnVector values) {
    return true; // the levels tell all
  }

  @Override
  void addWhole(int[] from, int lists) {
    batch.begin(lists);
    int level = part.list().elementLevel();
    int longest = 0;
    for (int i = 0; i < lists; i++) {
      int begin = from[i];
      int length = from[i + 1] - begin;
      int definition = definition(begin);
      if (definition < level) {
        length = 0;
        if (definition < part.list().definitionLevel()) {
          batch.setNull(i);
        }
      }
      longest = Math.max(longest, length);
      batch.set(i, length);
    }
    batch.add(lists, longest);
  }

  @Override
  boolean addAmong(long before, int from, int more) {
    return false; // known at the end
  }

  @Override
  void addEnded(boolean isNull, int length) {
    batch.begin(1);
    if (isNull) {
      batch.setNull(0);
    }
    batch.set(0, length);
    batch.add(1, length);
  }
}
