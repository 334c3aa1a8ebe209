package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.columnar.rows.RowGather;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.JoinType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns pairs of probe and build rows into columns: the probe's, then the build's.
 *
 * <p>Columns that are not wanted become constants, so that positions stay what they are. Results
 * lie in memory of this object, or are the probe's own vectors, and are valid until the next call.
 * Belongs to one driver.
 */
final class PairColumns {
  /** In place of row numbers: pair i has row i of the batch. */
  static final long ALL_ROWS = 0;

  private final JoinLayout layout;
  private final int numProbeColumns;
  private final int[] sameAsProbe;
  private final @Nullable VectorTarget[] targets;
  private final long zero;

  /**
   * @param wanted positions in the probe's schema followed by the build's
   */
  PairColumns(JoinLayout layout, BitSet wanted, int batchSize, ScratchAllocator scratch) {
    this.layout = layout;
    this.numProbeColumns = layout.probeSchema().size();
    int numColumns = numProbeColumns + layout.buildSchema().size();
    this.sameAsProbe = new int[numColumns];
    this.targets = new @Nullable VectorTarget[numColumns];
    this.zero = scratch.allocate(PhysicalType.INT128.widthBytes());
    NativeMemory.putLong(zero, 0);
    NativeMemory.putLong(zero + Long.BYTES, 0);
    BitSet gathered = gathered(layout, wanted);
    for (int i = 0; i < numColumns; i++) {
      sameAsProbe[i] = wanted.get(i) ? probeTwin(layout, i) : -1;
      if (gathered.get(i)) {
        targets[i] = VectorTarget.allocate(scratch, form(layout, i), batchSize);
      }
    }
  }

  /** What the constructor allocates. */
  static List<Long> sizes(JoinLayout layout, BitSet wanted, int batchSize) {
    List<Long> sizes = new ArrayList<>();
    sizes.add((long) PhysicalType.INT128.widthBytes());
    gathered(layout, wanted).stream()
        .forEach(
            i -> {
              sizes.add(VectorTarget.valuesBytes(form(layout, i), batchSize));
              sizes.add(Bitmap.sizeBytes(batchSize));
            });
    return sizes;
  }

  /** Wanted columns, with probe columns in place of build columns that are equal to them. */
  private static BitSet gathered(JoinLayout layout, BitSet wanted) {
    BitSet gathered = new BitSet();
    wanted.stream()
        .forEach(
            i -> {
              int twin = probeTwin(layout, i);
              gathered.set(twin < 0 ? i : twin);
            });
    return gathered;
  }

  private static DataType type(JoinLayout layout, int column) {
    int numProbeColumns = layout.probeSchema().size();
    return column < numProbeColumns
        ? layout.probeSchema().type(column)
        : layout.buildSchema().type(column - numProbeColumns);
  }

  private static PhysicalType form(JoinLayout layout, int column) {
    return type(layout, column).physicalType();
  }

  /** The probe's key that a build column is equal to in every pair, or −1. */
  private static int probeTwin(JoinLayout layout, int column) {
    int key = layout.node().buildKeys().indexOf(column - layout.probeSchema().size());
    if (key < 0 || layout.joinType() != JoinType.INNER || !layout.keyIsIdentical(key)) {
      return -1;
    }
    int probeKey = layout.node().probeKeys().get(key);
    return type(layout, probeKey).equals(type(layout, column)) ? probeKey : -1;
  }

  /**
   * The columns of some pairs.
   *
   * @param table where the build rows are
   * @param rows {@code numPairs} 32-bit row numbers of the batch, or {@link #ALL_ROWS}
   * @param addresses {@code numPairs} addresses of build rows; where the join pads probe rows, 0 =
   *     nulls
   */
  List<ColumnVector> gather(JoinTable table, Batch probe, long rows, long addresses, int numPairs) {
    List<ColumnVector> columns = new ArrayList<>(targets.length);
    for (int i = 0; i < targets.length; i++) {
      VectorTarget target = targets[i];
      if (sameAsProbe[i] >= 0) {
        columns.add(columns.get(sameAsProbe[i]));
      } else if (target == null) {
        DataType type = type(layout, i);
        columns.add(ColumnVector.constant(type, type.physicalType(), numPairs, zero));
      } else if (i >= numProbeColumns) {
        int stored = layout.storedIndex(i - numProbeColumns);
        ColumnVector values = buildColumn(stored, addresses, numPairs, target);
        columns.add(table.withInterval(stored, values));
      } else if (rows == ALL_ROWS) {
        columns.add(probe.column(i));
      } else {
        columns.add(VectorGather.gather(probe.column(i), rows, numPairs, target));
      }
    }
    return columns;
  }

  private ColumnVector buildColumn(int stored, long addresses, int numPairs, VectorTarget target) {
    return layout.padsProbeRows()
        ? RowGather.gatherOrNull(layout.rows(), stored, addresses, numPairs, target)
        : RowGather.gather(layout.rows(), stored, addresses, numPairs, target);
  }
}
