package io.scheelite.shuffle.transport;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The log of this package. Peers that misbehave are counted and told at each power of two, so that
 * garbage on a port cannot fill a disk with messages about it.
 */
final class TransportLog {
  static final Logger LOG = System.getLogger("io.scheelite.shuffle.transport");

  private final AtomicLong count = new AtomicLong();

  /** Notes a refused peer. */
  void refused(Supplier<String> message) {
    long refusals = count.incrementAndGet();
    if (Long.bitCount(refusals) == 1) {
      LOG.log(Level.WARNING, () -> message.get() + " refusedSoFar=" + refusals);
    }
  }
}
