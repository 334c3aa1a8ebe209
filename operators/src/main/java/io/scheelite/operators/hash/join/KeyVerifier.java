package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.kernels.GatherKernels;
import io.scheelite.columnar.rows.RowMatcher;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares keys where equal hashes prove nothing: first those of all rows of a batch with the first
 * rows of their chains, and, where chains are mixed, those of single pairs. Belongs to one driver.
 */
final class KeyVerifier {
  private final JoinLayout layout;
  private final RowMatcher matcher;
  private final long headsByRow;
  private final long list;
  private final long mismatches;

  KeyVerifier(JoinLayout layout, int batchSize, ScratchAllocator scratch) {
    this.layout = layout;
    this.matcher = new RowMatcher(layout.rows(), new boolean[layout.numKeys()]);
    this.headsByRow = scratch.allocate(8L * batchSize);
    this.list = scratch.allocate(Selection.sizeBytes(batchSize));
    this.mismatches = scratch.allocate(Selection.sizeBytes(batchSize));
  }

  /** What the constructor allocates. */
  static List<Long> sizes(int batchSize) {
    return List.of(8L * batchSize, Selection.sizeBytes(batchSize), Selection.sizeBytes(batchSize));
  }

  /**
   * Writes 0 over the heads of chains whose first row has another key.
   *
   * @param heads one per alive row
   */
  void clearMismatches(Batch batch, long heads) {
    Selection selection = batch.selection();
    int numRows = batch.numSelectedRows();
    long byRow = heads;
    if (selection != null) {
      byRow = headsByRow;
      GatherKernels.scatter64By16(heads, selection.address(), numRows, byRow);
    }
    int numCandidates = listNonZero(selection, numRows, heads);
    int matches = matcher.match(keys(batch.columns()), byRow, list, numCandidates, mismatches);
    for (int i = 0; i < numCandidates - matches; i++) {
      int row = Short.toUnsignedInt(NativeMemory.getShort(mismatches + 2L * i));
      NativeMemory.putLong(byRow + 8L * row, 0);
    }
    if (selection != null && matches < numCandidates) {
      GatherKernels.gather64By16(byRow, selection.address(), numRows, heads);
    }
  }

  private List<ColumnVector> keys(List<ColumnVector> columns) {
    List<ColumnVector> keys = new ArrayList<>(layout.numKeys());
    for (int key : layout.node().probeKeys()) {
      keys.add(columns.get(key));
    }
    return keys;
  }

  private int listNonZero(@Nullable Selection selection, int numRows, long heads) {
    int count = 0;
    for (int i = 0; i < numRows; i++) {
      short row =
          selection == null ? (short) i : NativeMemory.getShort(selection.address() + 2L * i);
      NativeMemory.putShort(list + 2L * count, row);
      count += NativeMemory.getLong(heads + 8L * i) != 0 ? 1 : 0;
    }
    return count;
  }

  /**
   * Lists, ascending, the pairs whose keys are equal.
   *
   * @param columns the probe's columns, a row per pair
   * @param addresses a build row per pair
   */
  Selection equalPairs(List<ColumnVector> columns, long addresses, int numPairs) {
    for (int i = 0; i < numPairs; i++) {
      NativeMemory.putShort(list + 2L * i, (short) i);
    }
    int matches = matcher.match(keys(columns), addresses, list, numPairs, mismatches);
    return new Selection(list, matches);
  }
}
