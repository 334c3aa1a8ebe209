package io.scheelite.memory.internal;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Free runs that were just given back, ready to be handed out again without the allocator's lock.
 *
 * <p>One list per stripe of threads and size class; size class {@code c} holds runs of exactly
 * {@code 1 << c} chunks. A list is a line of slots, each 0 or the address of a run:
 *
 * <pre>
 *   slots   | stripe 0                          | stripe 1 ...
 *           | class 0 | class 1 | ... | padding | class 0 ...
 *   class   | slot 0 | slot 1 | ... | slot 7 |     the first {@code limit(class)} slots are in use
 * </pre>
 *
 * <p>A run enters and leaves by one compare-and-set of its slot. There is no pointer to the top
 * that could be outdated, and whoever finds an address in a slot owns the run once the slot is 0:
 * so an address that was taken and put back in between does no harm. To the regions a warm run is
 * handed out. Lock-free; {@link #resize} and {@link #drain} by one thread at a time, beside all
 * others.
 */
final class WarmRuns {
  static final int CLASSES = 6;
  private static final int SLOTS = 8;
  private static final int PADDING = 16; // two cache lines between stripes
  private static final int STRIPE = CLASSES * SLOTS + PADDING;
  private static final int MAX_STRIPES = 16;
  private static final int[] CLOSED = new int[CLASSES];

  /** Takes a run that is drained. */
  interface Target {
    void accept(long address, int chunks);
  }

  private final int stripeMask;
  private final AtomicLongArray slots;
  private volatile int[] limits = CLOSED;

  WarmRuns(int threads) {
    int stripes = Math.min(MAX_STRIPES, Integer.highestOneBit(Math.max(1, 2 * threads - 1)));
    this.stripeMask = stripes - 1;
    this.slots = new AtomicLongArray(stripes * STRIPE);
  }

  /** Address of a warm run of so many chunks that this thread's stripe has, or 0. */
  long take(int chunks) {
    int sizeClass = sizeClass(chunks);
    if (sizeClass < 0) {
      return 0;
    }
    int first = firstSlot(sizeClass);
    for (int slot = first; slot < first + SLOTS; slot++) {
      long address = slots.getOpaque(slot);
      if (address != 0 && slots.compareAndSet(slot, address, 0)) {
        return address;
      }
    }
    return 0;
  }

  /** Keeps a run; false when there is no place for it. */
  boolean put(long address, int chunks) {
    int sizeClass = sizeClass(chunks);
    if (sizeClass < 0) {
      return false;
    }
    int[] before = limits;
    int first = firstSlot(sizeClass);
    for (int slot = first; slot < first + before[sizeClass]; slot++) {
      if (slots.getOpaque(slot) == 0 && slots.compareAndSet(slot, 0, address)) {
        // Whoever has resized in between may have looked at this slot already.
        return limits == before || !slots.compareAndSet(slot, address, 0);
      }
    }
    return false;
  }

  private static int sizeClass(int chunks) {
    boolean exact = Integer.bitCount(chunks) == 1 && chunks < 1 << CLASSES;
    return exact ? Integer.numberOfTrailingZeros(chunks) : -1;
  }

  private int firstSlot(int sizeClass) {
    int stripe = (int) Thread.currentThread().threadId() & stripeMask;
    return stripe * STRIPE + sizeClass * SLOTS;
  }

  /**
   * Bounds what may be warm, all size classes alike; with 0 nothing is kept. Then {@link #drain}.
   */
  void resize(long maxBytes) {
    long bytesPerList = maxBytes / (stripeMask + 1) / CLASSES;
    int[] after = new int[CLASSES];
    for (int sizeClass = 0; sizeClass < CLASSES; sizeClass++) {
      after[sizeClass] =
          Math.clamp(bytesPerList / ((long) Region.CHUNK_BYTES << sizeClass), 0, SLOTS);
    }
    limits = after;
  }

  /** Hands all warm runs to the target; returns whether there were any. */
  boolean drain(Target target) {
    boolean any = false;
    for (int slot = 0; slot < slots.length(); slot++) {
      long address = slots.get(slot) == 0 ? 0 : slots.getAndSet(slot, 0);
      if (address != 0) {
        target.accept(address, 1 << slot % STRIPE / SLOTS);
        any = true;
      }
    }
    return any;
  }

  /** Bytes of all warm runs; what moves in between may be missed. */
  long bytes() {
    long sum = 0;
    for (int slot = 0; slot < slots.length(); slot++) {
      sum += slots.get(slot) == 0 ? 0 : (long) Region.CHUNK_BYTES << slot % STRIPE / SLOTS;
    }
    return sum;
  }
}
