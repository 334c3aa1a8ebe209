package io.scheelite.shuffle.file;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Holds an application to its share of the disk. Several processes write to its folder, and any of
 * them may be killed, so nobody keeps a common account: each measures what lies there, and measures
 * again after it wrote a sixteenth of the quota itself. With n processes the quota is overshot by n
 * sixteenths at most. Thread-safe.
 */
final class DiskQuota {
  private static final int STEPS = 16;

  private final String application;
  private final Path folder;
  private final long quotaBytes;
  private final LongSupplier measure;
  private long measuredBytes;
  private long writtenSince = Long.MAX_VALUE;

  DiskQuota(String application, Path folder, long quotaBytes, LongSupplier measure) {
    this.application = application;
    this.folder = folder;
    this.quotaBytes = quotaBytes;
    this.measure = measure;
  }

  /**
   * Admits bytes that are about to be written.
   *
   * @throws ShuffleException if the quota does not allow them
   */
  synchronized void charge(long bytes) {
    if (quotaBytes == Long.MAX_VALUE) {
      return;
    }
    if (writtenSince > quotaBytes / STEPS || bytes > quotaBytes - measuredBytes - writtenSince) {
      measuredBytes = measure.getAsLong();
      writtenSince = 0;
    }
    if (bytes > quotaBytes - measuredBytes) {
      long used = measuredBytes;
      writtenSince = Long.MAX_VALUE;
      throw new ShuffleException(
          Kind.QUOTA_EXCEEDED,
          "shuffle quota exceeded, raise it or free space: application="
              + application
              + " directory="
              + folder
              + " usedBytes="
              + used
              + " requestedBytes="
              + bytes
              + " quotaBytes="
              + quotaBytes);
    }
    writtenSince += bytes;
  }
}
