package io.scheelite.scheduler.plan;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.scheduler.wire.WireValues;
import java.util.List;

/**
 * Checks that what was read refers to columns that exist. Operators rely on it without looking: a
 * wrong column would be wrong memory.
 */
final class PlanChecks {
  private PlanChecks() {}

  static int column(int index, Schema schema) {
    WireValues.require(
        index >= 0 && index < schema.size(),
        "no such column: index=" + Integer.toUnsignedString(index) + " columns=" + schema.size());
    return index;
  }

  static List<Integer> columns(List<Integer> indexes, Schema schema) {
    indexes.forEach(index -> column(index, schema));
    return indexes;
  }

  static List<SortKey> fitting(List<SortKey> keys, Schema schema) {
    keys.forEach(key -> column(key.column(), schema));
    return keys;
  }

  static Distribution fitting(Distribution distribution, Schema schema) {
    switch (distribution) {
      case Distribution.Hash hash -> columns(hash.keys(), schema);
      case Distribution.Range range -> fitting(range.keys(), schema);
      case Distribution.Broadcast _, Distribution.Single _, Distribution.ByTask _ -> {}
    }
    return distribution;
  }

  /** Whether values of both types lie in memory alike. */
  static boolean sameForm(DataType a, DataType b) {
    return a.physicalType() == b.physicalType();
  }

  static boolean sameForms(Schema a, Schema b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same = sameForm(a.type(i), b.type(i));
    }
    return same;
  }
}
