package io.scheelite.memory;

/**
 * One consumer's attempt to get memory, over all calls of reserve until one is granted. Used by its
 * driver alone.
 */
final class WaitEpisode {
  private static final int PATIENT_ROUNDS = 8;

  private int rounds;
  private long startNanos;
  private long outlook;
  private long evictedInVain = Long.MAX_VALUE;

  /** It asks now, with this {@link Ledger#evictionOutlook}. */
  void asks(long evictionOutlook) {
    if (outlook != evictionOutlook) {
      outlook = evictionOutlook;
      evictedInVain = Long.MAX_VALUE;
    }
  }

  /** So much could not be evicted. */
  void evictedInVain(long bytes) {
    evictedInVain = Math.min(evictedInVain, bytes);
  }

  /** The outlook with which it asked last. */
  long evictionOutlook() {
    return outlook;
  }

  /** The least that could not be evicted since the outlook is what it is. */
  long evictedInVain() {
    return evictedInVain;
  }

  /**
   * Whether it still pays to ask others; after so many rounds in vain, or so long, a consumer helps
   * itself.
   */
  boolean isPatient(long nowNanos, long timeoutNanos) {
    return rounds == 0 || (rounds < PATIENT_ROUNDS && nowNanos - startNanos < timeoutNanos);
  }

  /** Begins another wait; returns how long the whole episode lasts already. */
  long nextRound(long nowNanos) {
    if (rounds == 0) {
      startNanos = nowNanos;
    }
    rounds++;
    return nowNanos - startNanos;
  }

  /** Ends the attempt: granted, or given up. */
  void end() {
    rounds = 0;
    evictedInVain = Long.MAX_VALUE;
  }
}
