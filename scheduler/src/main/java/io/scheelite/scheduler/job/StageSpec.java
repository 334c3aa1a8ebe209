package io.scheelite.scheduler.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler has to know of a stage.
 *
 * @param stage its number, unique in the job; stages with lower numbers run first
 * @param numTasks at least 1; exactly 1 for the root stage
 * @param inputs numbers of the stages that it reads; all their tasks end before its tasks begin
 * @param bounds for a stage that divides rows by range: how to find the bounds; else null
 */
public record StageSpec(
    int stage, int numTasks, List<Integer> inputs, @Nullable RangeBoundsSource bounds) {
  /** Checks the numbers and copies the list. */
  public StageSpec {
    inputs = List.copyOf(inputs);
    if (stage < 0 || numTasks < 1) {
      throw new IllegalArgumentException(
          "stage must not be negative and needs a task: stage=" + stage + " numTasks=" + numTasks);
    }
    for (int input : inputs) {
      if (input >= stage) {
        throw new IllegalArgumentException(
            "stage must read stages before it: stage=" + stage + " input=" + input);
      }
    }
  }

  /**
   * Bounds of a range partitioning from what tasks saw of their keys. They are computed once, when
   * the first task of the stage starts, so that all its attempts divide rows alike.
   *
   * @param stage whose tasks report samples: one that this stage reads
   * @param maker computes the bounds
   */
  public record RangeBoundsSource(int stage, Maker maker) {}

  /** Computes bounds. */
  @FunctionalInterface
  public interface Maker {
    /**
     * The encoded bounds.
     *
     * @param samples encoded samples of those tasks that reported one, in the order of tasks
     */
    byte[] bounds(List<byte[]> samples);
  }
}
