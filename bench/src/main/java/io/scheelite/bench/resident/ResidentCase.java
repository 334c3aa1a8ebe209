package io.scheelite.bench.resident;

import io.scheelite.bench.dataset.ScaleFactor;

/**
 * One process to measure.
 *
 * @param limitBytes of its off-heap region
 */
public record ResidentCase(ProcessKind kind, ScaleFactor scaleFactor, long limitBytes) {
  /** Share of the limit that it may lie above it. */
  private static final double TOLERANCE = 0.10;

  /** Most resident memory that we allow it. */
  public long allowedBytes() {
    return limitBytes + (long) (limitBytes * TOLERANCE) + kind.baseBytes();
  }
}
