package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap memory that several managers of one JVM share: together they never hold more, neither on
 * their ledgers nor resident.
 *
 * <p>A manager takes from the budget before it grants, and keeps what it took until somebody else
 * lacks it. Then what it does not use goes back at once; what it uses beyond an equal share (the
 * budget divided by the managers that have queries or blocks) is evicted and spilled for those
 * below theirs. For a query that waits to be admitted elsewhere everything above the floors may be
 * asked back. Thread-safe; its one lock is a leaf and guards sums only, so that no thread ever
 * holds locks of two managers.
 */
public final class MemoryBudget {
  private final long bytes;
  private final Object lock = new Object();
  private final List<BudgetShare> members = new ArrayList<>();
  private final List<BudgetShare> claimants = new ArrayList<>(); // first come, first served
  private long heldBytes;
  private long peakHeldBytes;

  private MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /**
   * A budget for managers made with {@link MemoryConfig#withBudget}.
   *
   * @throws IllegalArgumentException if no manager could work with it
   */
  public static MemoryBudget of(long bytes) {
    if (bytes < MemoryConfig.SMALLEST_OFF_HEAP_BYTES) {
      throw new IllegalArgumentException(
          "memory budget is too small, raise it: bytes="
              + bytes
              + " smallestBytes="
              + MemoryConfig.SMALLEST_OFF_HEAP_BYTES);
    }
    return new MemoryBudget(bytes);
  }

  /** What all managers may hold together. */
  public long bytes() {
    return bytes;
  }

  /** What all managers hold now, used or not. */
  public long heldBytes() {
    synchronized (lock) {
      return heldBytes;
    }
  }

  /** The most that all managers ever held at once; never above {@link #bytes()}. */
  public long peakHeldBytes() {
    synchronized (lock) {
      return peakHeldBytes;
    }
  }

  void join(BudgetShare member) {
    synchronized (lock) {
      members.add(member);
    }
  }

  void leave(BudgetShare member) {
    synchronized (lock) {
      members.remove(member);
      claimants.remove(member);
    }
  }

  /** All managers but one; whoever calls them holds no lock. */
  List<BudgetShare> others(BudgetShare member) {
    synchronized (lock) {
      return members.stream().filter(other -> other != member).toList();
    }
  }

  /**
   * Takes up to {@code most} bytes, but at least {@code least} or nothing; what is claimed by
   * managers that came earlier stays for them.
   */
  long take(BudgetShare taker, long least, long most) {
    synchronized (lock) {
      long available = availableTo(taker);
      long taken = available < least ? 0 : Math.min(most, available);
      heldBytes += taken;
      peakHeldBytes = Math.max(peakHeldBytes, heldBytes);
      return taken;
    }
  }

  /** What {@link #take} could give. */
  long availableBytes(BudgetShare taker) {
    synchronized (lock) {
      return availableTo(taker);
    }
  }

  private long availableTo(BudgetShare taker) {
    long available = bytes - heldBytes;
    for (BudgetShare claimant : claimants) {
      if (claimant == taker) {
        break;
      }
      available -= claimant.claimedBytes();
    }
    return Math.max(0, available);
  }

  /** Gives back; the caller then wakes those who lack, outside of all locks. */
  void give(long given) {
    synchronized (lock) {
      heldBytes -= given;
    }
  }

  /** Whether nobody that came earlier has a query to admit. */
  boolean isFirstClaimant(BudgetShare member) {
    synchronized (lock) {
      return !claimants.isEmpty() && claimants.getFirst() == member;
    }
  }

  /** Keeps what comes free for a manager that has a query to admit; false ends that. */
  void claim(BudgetShare member, boolean wanted) {
    synchronized (lock) {
      if (!wanted) {
        claimants.remove(member);
      } else if (!claimants.contains(member)) {
        claimants.add(member);
      }
    }
  }
}
