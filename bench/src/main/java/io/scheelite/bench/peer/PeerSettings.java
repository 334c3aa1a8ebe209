package io.scheelite.bench.peer;

import io.scheelite.memory.MachineMemory;

/**
 * What a peer may use.
 *
 * @param threads that run queries
 * @param heapBytes Java heap of a peer that keeps its data there
 */
public record PeerSettings(int threads, long heapBytes) {
  /** So many threads, and half of the machine's memory, which is our own engine's default, too. */
  public static PeerSettings ofThreads(int threads) {
    return new PeerSettings(threads, MachineMemory.ofSystem().totalBytes() / 2);
  }
}
