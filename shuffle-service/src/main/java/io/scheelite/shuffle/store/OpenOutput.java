package io.scheelite.shuffle.store;

import io.scheelite.shuffle.file.MapOutputFile;

/**
 * An open output and those who use it: the cache, while it is in there, and the regions handed out.
 * The last one closes it. Thread-safe.
 */
final class OpenOutput {
  private final MapOutputFile file;
  private int users = 1;

  OpenOutput(MapOutputFile file) {
    this.file = file;
  }

  MapOutputFile file() {
    return file;
  }

  /** Takes part in it, unless it is closed. */
  synchronized boolean acquire() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  void release() {
    synchronized (this) {
      if (--users > 0) {
        return;
      }
    }
    file.close();
  }
}
