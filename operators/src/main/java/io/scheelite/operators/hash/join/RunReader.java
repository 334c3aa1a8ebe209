package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowBlockReader;
import io.scheelite.spill.SpillReader;
import io.scheelite.spill.SpillWorkspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of several runs, one after another. Used by one thread at a time; whoever made
 * it closes it, before the files.
 */
final class RunReader implements RowBlockReader, AutoCloseable {
  private final List<SpilledRun> runs;
  private final SpillWorkspace workspace;
  private @Nullable SpillReader reader;
  private int nextRun;
  private int block;

  RunReader(List<SpilledRun> runs, SpillWorkspace workspace) {
    this.runs = List.copyOf(runs);
    this.workspace = workspace;
  }

  @Override
  public boolean advance() {
    while (true) {
      SpillReader open = reader;
      if (open == null) {
        if (nextRun == runs.size()) {
          return false;
        }
        reader = runs.get(nextRun).shared().file().open(workspace);
        block = -1;
        nextRun++;
      } else if (advance(open, runs.get(nextRun - 1).run())) {
        return true;
      } else {
        close();
      }
    }
  }

  private boolean advance(SpillReader open, int run) {
    do {
      block++;
    } while (block < open.numBlocks() && open.blockRun(block) != run);
    return block < open.numBlocks();
  }

  private SpillReader current() {
    SpillReader open = reader;
    if (open == null) {
      throw new IllegalStateException("no block to read");
    }
    return open;
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

  @Override
  public void close() {
    SpillReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
