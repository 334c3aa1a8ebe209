package io.scheelite.memory;

import java.util.List;

/**
 * Memory that its owner did not give back before its task ended. The memory itself has been freed.
 *
 * @param owner path of the consumer's pool
 * @param bytes how much was still in use
 * @param allocationSites stack traces of the allocations, empty unless tracking is on
 */
public record LeakReport(String owner, long bytes, List<String> allocationSites) {
  public LeakReport {
    allocationSites = List.copyOf(allocationSites);
  }
}
