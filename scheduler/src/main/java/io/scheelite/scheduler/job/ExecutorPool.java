package io.scheelite.scheduler.job;

import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The executors that there are, and who of them takes the next task. */
final class ExecutorPool {
  private final Map<String, ExecutorSlot> slots = new LinkedHashMap<>();

  void add(ExecutorSlot slot) {
    slots.put(slot.id(), slot);
  }

  @Nullable ExecutorSlot remove(String executor) {
    return slots.remove(executor);
  }

  boolean contains(String executor) {
    return slots.containsKey(executor);
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  int size() {
    return slots.size();
  }

  boolean anyFits() {
    for (ExecutorSlot slot : slots.values()) {
      if (slot.fits()) {
        return true;
      }
    }
    return false;
  }

  /** Whether an executor writes for a shuffle service. */
  boolean anyAt(ServiceAddress service) {
    for (ExecutorSlot slot : slots.values()) {
      if (slot.handle().shuffleService().equals(service)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The executor with most free cores on which the task has not failed. When it has failed on all,
   * any; when those that are left are busy, none: the task waits for them.
   *
   * @param avoided ids of executors
   */
  @Nullable ExecutorSlot pick(Set<String> avoided) {
    boolean all = avoided.containsAll(slots.keySet());
    ExecutorSlot best = null;
    for (ExecutorSlot slot : slots.values()) {
      boolean allowed = all || !avoided.contains(slot.id());
      if (allowed && slot.fits() && (best == null || slot.free() > best.free())) {
        best = slot;
      }
    }
    return best;
  }
}
