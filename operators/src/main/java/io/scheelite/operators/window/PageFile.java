package io.scheelite.operators.window;

import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillReader;
import io.scheelite.spill.SpillWorkspace;
import org.jspecify.annotations.Nullable;

/** A file of pages: deleted when the last of them is no longer wanted. */
final class PageFile implements AutoCloseable {
  private @Nullable SpillFile file;
  private @Nullable SpillReader reader;
  private int livePages;

  void written(SpillFile finished) {
    file = finished;
    livePages = finished.numBlocks();
  }

  boolean isOpen() {
    return reader != null;
  }

  void read(int block, long target, SpillWorkspace workspace) {
    SpillReader source = reader;
    if (source == null) {
      SpillFile stored = file;
      if (stored == null) {
        throw new IllegalStateException("page was not written");
      }
      source = stored.open(workspace);
      reader = source;
    }
    source.read(block, target);
  }

  /** Gives back the descriptor; a later read opens the file again. */
  void rest() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  /** One page is no longer wanted. */
  boolean dropPage() {
    if (--livePages == 0) {
      close();
      return true;
    }
    return false;
  }

  @Override
  public void close() {
    rest();
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
