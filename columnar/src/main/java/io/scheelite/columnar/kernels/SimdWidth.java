package io.scheelite.columnar.kernels;

import jdk.incubator.vector.LongVector;

/** Asks for the machine's vector width; loaded only where the Vector API is there. */
final class SimdWidth {
  private SimdWidth() {}

  static int preferredBits() {
    return LongVector.SPECIES_PREFERRED.vectorBitSize();
  }
}
