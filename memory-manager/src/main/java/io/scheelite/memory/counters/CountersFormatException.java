package io.scheelite.memory.counters;

import java.io.IOException;
import java.nio.file.Path;

/** A file holds no counters, damaged ones, or those of a newer version. */
public final class CountersFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  CountersFormatException(String reason, Path file) {
    super(reason + ": file=" + file);
  }
}
