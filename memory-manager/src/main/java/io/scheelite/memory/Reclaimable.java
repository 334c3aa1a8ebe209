package io.scheelite.memory;

/**
 * State that can be given back, usually by spilling it.
 *
 * <p>{@link #reclaim} runs at a batch border of its own driver or while that driver does not run,
 * never both at once; it may run on another thread than the driver's. It frees memory through its
 * {@link MemoryConsumer} ({@link MemoryConsumer#free}), uses only workspace that it holds already,
 * and must not reserve.
 *
 * <p>A border lies between batches of the operator itself, not of its whole driver: while it runs,
 * a batch that this operator lent may still be on its way downstream. What such a batch refers to
 * stays where it is until the operator is called for the next one.
 */
public interface Reclaimable {
  /** State that cannot be given back. */
  Reclaimable NONE =
      new Reclaimable() {
        @Override
        public long reclaimableBytes() {
          return 0;
        }

        @Override
        public long reclaim(long targetBytes) {
          return 0;
        }
      };

  /**
   * About how many bytes {@link #reclaim} could free now. Called from any thread at any time, also
   * while the driver runs: read a counter, take no lock, expect a stale answer to be used as a hint
   * only.
   */
  long reclaimableBytes();

  /**
   * Frees at least {@code targetBytes} if it can and returns the bytes really freed; the caller
   * measures them as well.
   */
  long reclaim(long targetBytes);
}
