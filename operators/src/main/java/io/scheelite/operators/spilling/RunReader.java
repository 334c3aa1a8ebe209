package io.scheelite.operators.spilling;

import io.scheelite.columnar.rows.RowBlockReader;
import io.scheelite.spill.SpillReader;
import io.scheelite.spill.SpillWorkspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of several runs, one run after another. Used by one thread at a time; whoever
 * made it closes it, before the runs.
 */
public final class RunReader implements RowBlockReader, AutoCloseable {
  private final List<SpilledRun> runs;
  private final SpillWorkspace workspace;
  private @Nullable SpillReader reader;
  private int nextRun;
  private int block;

  /**
   * Before the first block.
   *
   * @param workspace of the thread that reads; outlives the reader
   */
  public RunReader(List<SpilledRun> runs, SpillWorkspace workspace) {
    this.runs = List.copyOf(runs);
    this.workspace = workspace;
  }

  @Override
  public boolean advance() {
    while (true) {
      if (reader != null) {
        if (advanceInside(reader, runs.get(nextRun - 1).partition())) {
          return true;
        }
        close();
      }
      if (nextRun == runs.size()) {
        return false;
      }
      reader = runs.get(nextRun).file().open(workspace);
      nextRun++;
      block = -1;
    }
  }

  private boolean advanceInside(SpillReader open, int partition) {
    do {
      block++;
    } while (block < open.numBlocks() && open.blockRun(block) != partition);
    return block < open.numBlocks();
  }

  private SpillReader current() {
    if (reader == null) {
      throw new IllegalStateException("reader is not at a block");
    }
    return reader;
  }

  @Override
  public int sizeBytes() {
    return current().blockBytes(block);
  }

  @Override
  public int numRows() {
    return current().blockRows(block);
  }

  @Override
  public void read(long target) {
    current().read(block, target);
  }

  /** Closes the file that is open; the runs stay. */
  @Override
  public void close() {
    SpillReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
