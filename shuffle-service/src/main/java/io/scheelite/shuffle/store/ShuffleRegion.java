package io.scheelite.shuffle.store;

import java.nio.channels.FileChannel;

/**
 * Part of a data file that is to be sent. The channel stays open until {@link #release}, which is
 * called once, on any thread.
 */
public final class ShuffleRegion {
  private final OpenOutput output;
  private final long position;
  private final int sizeBytes;

  ShuffleRegion(OpenOutput output, long position, int sizeBytes) {
    this.output = output;
    this.position = position;
    this.sizeBytes = sizeBytes;
  }

  /** To be read at positions; not to be closed. */
  public FileChannel channel() {
    return output.file().channel();
  }

  /** Where the part begins in the file. */
  public long position() {
    return position;
  }

  /** Its length: that asked for. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** The bytes are sent, or never will be. */
  public void release() {
    output.release();
  }
}
