package io.scheelite.memory;

/**
 * One consumer's attempt to get memory, over all calls of reserve until one is granted. Used by its
 * driver alone.
 */
final class WaitEpisode {
  private static final int PATIENT_ROUNDS = 8;

  private int rounds;
  private long startNanos;

  /** Whether it still pays to ask others; after so many rounds in vain a consumer helps itself. */
  boolean isPatient() {
    return rounds < PATIENT_ROUNDS;
  }

  /** Begins another wait; returns how long the whole episode lasts already. */
  long nextRound(long nowNanos) {
    if (rounds == 0) {
      startNanos = nowNanos;
    }
    rounds++;
    return nowNanos - startNanos;
  }

  void granted() {
    rounds = 0;
  }
}
