package io.scheelite.operators.exchange;

import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.SortKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a task go.
 *
 * @param distribution which row goes to which partition of the target
 * @param target takes the blocks
 * @param task number of the task among those of its stage: what {@link Distribution.ByTask} goes by
 * @param bounds of a {@link Distribution.Range}; else null
 * @param sampling whether to look at the order of the rows as well
 */
public record StageOutput(
    Distribution distribution,
    ExchangeOutput target,
    int task,
    @Nullable RangeBounds bounds,
    Sampling sampling) {
  /**
   * Which keys to sample, for the bounds of a later stage.
   *
   * @param keys the order
   * @param numRows about how many rows to keep; 0 = none
   */
  public record Sampling(List<SortKey> keys, int numRows) {
    /** No sample. */
    public static final Sampling NONE = new Sampling(List.of(), 0);

    /** Copies the list. */
    public Sampling {
      keys = List.copyOf(keys);
      if (numRows > 0 && keys.isEmpty()) {
        throw new IllegalArgumentException("a sample needs keys: numRows=" + numRows);
      }
    }

    boolean wanted() {
      return numRows > 0;
    }
  }

  /** Refuses a range without bounds. */
  public StageOutput {
    if (distribution instanceof Distribution.Range && bounds == null) {
      throw new IllegalArgumentException("a range distribution needs bounds: " + distribution);
    }
  }

  /** Without bounds and sample. */
  public StageOutput(Distribution distribution, ExchangeOutput target, int task) {
    this(distribution, target, task, null, Sampling.NONE);
  }
}
