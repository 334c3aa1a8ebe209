package io.scheelite.memory;

/**
 * The books of one {@link MemoryConsumer}: bytes granted, of these in use, held as floor, and
 * claimed for the coming batch. Arithmetic only. Written under the consumer's monitor; what is
 * volatile is read by the arbiter too, which looks from outside to choose victims.
 */
final class ConsumerBooks {
  private volatile long floorBytes;
  private volatile long reservedBytes;
  private volatile long usedBytes;
  private long peakBytes;
  private long claimedBytes;
  private int claimEpoch;

  long floorBytes() {
    return floorBytes;
  }

  /** Bytes granted: in use, unused, and the floor. */
  long reservedBytes() {
    return reservedBytes;
  }

  long usedBytes() {
    return usedBytes;
  }

  long unusedBytes() {
    return reservedBytes - usedBytes;
  }

  /** Most bytes ever in use. */
  long peakBytes() {
    return peakBytes;
  }

  void open(long floor) {
    floorBytes = floor;
    reservedBytes = floor;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the consumer's monitor is held
  void grant(long bytes) {
    reservedBytes += bytes;
  }

  /** Protects bytes until the driver's next border, which its gate counts in epochs. */
  void claim(long bytes, int epoch) {
    claimedBytes = bytes;
    claimEpoch = epoch;
  }

  void dropClaim() {
    claimedBytes = 0;
  }

  /** Takes bytes into use; false if they are not reserved and unused. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the consumer's monitor is held
  boolean use(long bytes) {
    if (bytes < 0 || unusedBytes() < bytes) {
      return false;
    }
    usedBytes += bytes;
    peakBytes = Math.max(peakBytes, usedBytes);
    claimedBytes = Math.max(0, claimedBytes - bytes);
    return true;
  }

  /** Takes back {@link #use}; false if so much is not in use. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the consumer's monitor is held
  boolean unuse(long bytes) {
    if (bytes < 0 || bytes > usedBytes) {
      return false;
    }
    usedBytes -= bytes;
    return true;
  }

  /** Takes up to so many bytes off that are unused, not claimed, and above the floor. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the consumer's monitor is held
  long takeExcess(long maxBytes, int epoch) {
    long claimed = claimEpoch == epoch ? claimedBytes : 0;
    long kept = Math.max(usedBytes + claimed, floorBytes);
    long excess = Math.clamp(reservedBytes - kept, 0, Math.max(0, maxBytes));
    reservedBytes -= excess;
    return excess;
  }

  /** What the floor would lack if so many bytes were handed over. */
  long floorLackingWithout(long bytes) {
    return Math.max(0, floorBytes - (reservedBytes - bytes));
  }

  /**
   * Hands bytes in use over, with their reservation; both monitors are held.
   *
   * @param refilledBytes granted to the floor in their place; what it still lacks moves along
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // both monitors are held
  void handOver(ConsumerBooks other, long bytes, long refilledBytes) {
    long movedFloor = floorLackingWithout(bytes) - refilledBytes;
    usedBytes -= bytes;
    reservedBytes += refilledBytes - bytes;
    floorBytes -= movedFloor;
    other.floorBytes += movedFloor;
    other.usedBytes += bytes;
    other.reservedBytes += bytes;
    other.peakBytes = Math.max(other.peakBytes, other.usedBytes);
  }

  void close() {
    usedBytes = 0;
    reservedBytes = 0;
    floorBytes = 0;
  }
}
