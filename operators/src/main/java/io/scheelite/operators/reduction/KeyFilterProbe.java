package io.scheelite.operators.reduction;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops the rows of one driver's batches whose keys no build side has. A filter that drops little
 * is no longer asked.
 */
public final class KeyFilterProbe {
  private static final long TRIAL_ROWS = 32 << 10;
  private static final double MOST_PASSING = 0.85;

  /** A filter and the column that it looks at. */
  public record ProbedColumn(int column, KeyFilter filter) {}

  private static final class Trial {
    final int column;
    final KeySet keys;
    long seen;
    long passed;

    Trial(ProbedColumn probed) {
      column = probed.column();
      keys = probed.filter().keys();
    }

    boolean isWorthIt() {
      return seen < TRIAL_ROWS || passed < MOST_PASSING * seen;
    }
  }

  private final List<Trial> trials = new ArrayList<>();
  private final KeyColumn keyColumn;
  private final long bits;
  private final boolean hopeless;
  private long selection;
  private long spareSelection;

  /** The filters must be complete. */
  public KeyFilterProbe(List<ProbedColumn> columns, int batchSize, ScratchAllocator scratch) {
    columns.forEach(column -> trials.add(new Trial(column)));
    hopeless = trials.stream().anyMatch(trial -> trial.keys.isEmpty());
    keyColumn = new KeyColumn(batchSize, scratch);
    bits = scratch.allocate(Bitmap.sizeBytes(batchSize));
    selection = scratch.allocate(Selection.sizeBytes(batchSize));
    spareSelection = scratch.allocate(Selection.sizeBytes(batchSize));
  }

  /** The memory that the constructor takes from a fresh allocator. */
  public static long floorBytes(int batchSize) {
    long[] sizes = KeyColumn.sizes(batchSize);
    int end = sizes.length;
    sizes = Arrays.copyOf(sizes, end + 3);
    sizes[end] = Bitmap.sizeBytes(batchSize);
    sizes[end + 1] = Selection.sizeBytes(batchSize);
    sizes[end + 2] = Selection.sizeBytes(batchSize);
    return ScratchAllocator.bytesFor(sizes);
  }

  /** Whether no row can pass: a build side is empty. */
  public boolean isHopeless() {
    return hopeless;
  }

  /** The columns that the filters look at. */
  public List<Integer> columns() {
    return trials.stream().map(trial -> trial.column).distinct().toList();
  }

  /** Whether a row can pass whose value in a column lies in a range. */
  public boolean mayPass(int column, long min, long max) {
    for (Trial trial : trials) {
      if (trial.column == column && !trial.keys.mayHold(min, max)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a row of a split can pass, as far as is known without reading it. */
  public boolean mayPass(Split split) {
    for (Trial trial : trials) {
      Split.ValueRange range = split.valueRange(trial.column);
      if (range != null && !trial.keys.mayHold(range.min(), range.max())) {
        return false;
      }
    }
    return true;
  }

  /** The batch without the rows that were dropped, lent until the next call; null = none left. */
  public @Nullable Batch filter(Batch input) {
    Batch output = input;
    for (Trial trial : trials) {
      if (trial.isWorthIt()) {
        output = filter(output, trial);
        if (output.numSelectedRows() == 0) {
          return null;
        }
      }
    }
    return output;
  }

  private Batch filter(Batch batch, Trial trial) {
    Selection alive = batch.selection();
    ColumnVector keys = keyColumn.read(batch.column(trial.column), alive);
    int numRows = keys.numRows();
    trial.keys.test(keys, bits);
    trial.seen += numRows;
    if (Bitmap.allSet(bits, numRows)) {
      trial.passed += numRows;
      return batch;
    }
    long target = spareSelection;
    spareSelection = selection;
    selection = target;
    int passing =
        alive == null
            ? Bitmap.toSelection(bits, numRows, target)
            : Bitmap.compose(alive, bits, target);
    trial.passed += passing;
    return batch.withSelection(new Selection(target, passing));
  }
}
