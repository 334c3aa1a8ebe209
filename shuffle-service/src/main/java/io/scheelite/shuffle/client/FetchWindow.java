package io.scheelite.shuffle.client;

import static io.scheelite.shuffle.client.ShuffleClientConfig.UNIT_BYTES;

import java.util.BitSet;

/**
 * Hands out parts of a piece of memory, first fit, in units of 4 KiB: many small answers or a few
 * large ones. Guarded by its owner's lock.
 */
final class FetchWindow {
  private final long address;
  private final int numUnits;
  private final BitSet used;

  FetchWindow(long address, int sizeBytes) {
    this.address = address;
    this.numUnits = sizeBytes / UNIT_BYTES;
    this.used = new BitSet(numUnits);
  }

  /** So many bytes in one piece; 0 = not now. */
  long allocate(int sizeBytes) {
    int wanted = units(sizeBytes);
    int from = used.nextClearBit(0);
    while (from + wanted <= numUnits) {
      int to = used.nextSetBit(from);
      if (to < 0 || to - from >= wanted) {
        used.set(from, from + wanted);
        return address + (long) from * UNIT_BYTES;
      }
      from = used.nextClearBit(to);
    }
    return 0;
  }

  /** Gives back what {@link #allocate} handed out. */
  void free(long part, int sizeBytes) {
    int from = (int) ((part - address) / UNIT_BYTES);
    used.clear(from, from + units(sizeBytes));
  }

  private static int units(int sizeBytes) {
    return (sizeBytes + UNIT_BYTES - 1) / UNIT_BYTES;
  }

  /** What an allocation of so many bytes takes. */
  static int roundUp(int sizeBytes) {
    return units(sizeBytes) * UNIT_BYTES;
  }

  boolean isEmpty() {
    return used.isEmpty();
  }
}
