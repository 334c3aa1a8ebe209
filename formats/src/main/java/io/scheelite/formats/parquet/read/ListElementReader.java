package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.metadata.ListPart;

/**
 * Reads one value of each list of a column.
 *
 * <p>Texts are not copied. A batch of them ends where the memory ends that they lie in.
 */
final class ListElementReader extends ListPartReader {
  private final ListPart.Element part;
  private final ElementBatch batch;

  ListElementReader(
      ListPart.Element part, ColumnReader leaf, long numRows, int batchSize, Slab slab) {
    this(
        part,
        leaf,
        numRows,
        batchSize,
        new ElementBatch(part.type(), physicalType(part), batchSize, slab));
  }

  private ListElementReader(
      ListPart.Element part, ColumnReader leaf, long numRows, int batchSize, ElementBatch batch) {
    super(part.list(), leaf, numRows, batchSize, batch);
    this.part = part;
    this.batch = batch;
  }

  /** What it takes of the slab besides its leaf. */
  static long sizeBytes(ListPart.Element part, int batchSize) {
    return ElementBatch.sizeBytes(physicalType(part), batchSize);
  }

  private static PhysicalType physicalType(ListPart.Element part) {
    return part.leaf().column().physicalType();
  }

  @Override
  public DataType type() {
    return part.type();
  }

  @Override
  public PhysicalType physicalType() {
    return physicalType(part);
  }

  @Override
  boolean use(ColumnVector values) {
    return batch.use(values);
  }

  @Override
  void addWhole(int[] from, int lists) {
    batch.begin(lists);
    long index = part.number() - 1;
    int level = part.leaf().definitionLevel();
    for (int i = 0; i < lists; i++) {
      int begin = from[i];
      boolean there = index < from[i + 1] - begin;
      int position = there ? begin + (int) index : begin;
      if (!there || definition(position) != level) {
        batch.setNull(i);
      }
      batch.choose(i, position);
    }
    batch.pick(lists);
  }

  @Override
  boolean addAmong(long before, int from, int more) {
    long index = part.number() - 1 - before;
    if (index >= more) {
      return false;
    }
    int position = from + (int) index;
    batch.begin(1);
    if (definition(position) != part.leaf().definitionLevel()) {
      batch.setNull(0);
    }
    batch.choose(0, position);
    batch.pick(1);
    return true;
  }

  @Override
  void addEnded(boolean isNull, int length) {
    batch.addNull();
  }
}
