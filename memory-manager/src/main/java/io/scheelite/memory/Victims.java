package io.scheelite.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who gives memory back. Candidates are copied under the ledger's lock; what they could
 * give is asked outside of it.
 *
 * <p>Order: the requester's own task; its own query; other queries, youngest first, largest first.
 * Beyond the own task only what a task holds above its fair share is taken, and only for a
 * requester below its own: nobody spills for somebody richer.
 */
final class Victims {
  private final Ledger ledger;

  Victims(Ledger ledger) {
    this.ledger = ledger;
  }

  /** A consumer and how much to ask of it. */
  record Demand(MemoryConsumer consumer, long bytes) {}

  private record Candidate(MemoryConsumer consumer, long taskSurplusBytes) {}

  /**
   * In the requester's own task: the smallest other consumer that holds at least the need, else the
   * largest.
   */
  @Nullable MemoryConsumer inOwnTask(
      MemoryConsumer requester, long need, Set<MemoryConsumer> tried) {
    MemoryConsumer best = null;
    long bestBytes = 0;
    for (MemoryConsumer candidate : othersInTask(requester)) {
      long bytes = tried.contains(candidate) ? 0 : candidate.reclaim().reclaimableBytes();
      boolean better = bestBytes >= need ? bytes >= need && bytes < bestBytes : bytes > bestBytes;
      if (better) {
        best = candidate;
        bestBytes = bytes;
      }
    }
    return best;
  }

  private List<MemoryConsumer> othersInTask(MemoryConsumer requester) {
    List<MemoryConsumer> others = new ArrayList<>();
    synchronized (ledger.lock()) {
      for (MemoryConsumer consumer : requester.task().consumers()) {
        if (consumer != requester && consumer.mode() == requester.mode()) {
          others.add(consumer);
        }
      }
    }
    return others;
  }

  /**
   * In other tasks: own query first, then other queries; as many as it takes to cover what is
   * missing, without those that were asked before.
   */
  List<Demand> elsewhere(MemoryConsumer requester, long missing, Set<MemoryConsumer> tried) {
    List<Candidate> candidates = new ArrayList<>();
    long entitled;
    synchronized (ledger.lock()) {
      QueryMemory own = requester.task().query();
      MemoryPool task = requester.task().pool();
      if (Math.min(task.limitBytes() - task.currentBytes(), requester.roomBytes()) < missing) {
        return List.of(); // its own limit or its task's binds: nobody elsewhere can help
      }
      boolean limitBinds = own.limitRoomBytes() < missing;
      long share = ledger.region(requester.mode()).fairShareBytes();
      long held = requester.task().pool().currentBytes(requester.mode());
      entitled = Math.min(missing, share - held);
      if (entitled <= 0) {
        return List.of();
      }
      // Below the query's limit nobody else's memory helps; inside the query there is no surplus to
      // respect then.
      collect(candidates, own, requester, limitBinds ? 0 : share);
      if (!limitBinds) {
        for (QueryMemory query : ledger.queries().reversed()) {
          if (query != own) {
            collect(candidates, query, requester, share);
          }
        }
      }
    }
    candidates.removeIf(candidate -> tried.contains(candidate.consumer));
    return cover(candidates, entitled);
  }

  /** For admission: anybody's memory above the floors, youngest query first. */
  List<Demand> anywhere(long missing) {
    List<Candidate> candidates = new ArrayList<>();
    synchronized (ledger.lock()) {
      for (QueryMemory query : ledger.queries().reversed()) {
        for (TaskMemory task : query.tasks()) {
          for (MemoryConsumer consumer : task.consumers()) {
            if (consumer.mode() == MemoryMode.OFF_HEAP) {
              candidates.add(new Candidate(consumer, Long.MAX_VALUE));
            }
          }
        }
      }
    }
    return cover(candidates, missing);
  }

  private static void collect(
      List<Candidate> candidates, QueryMemory query, MemoryConsumer requester, long share) {
    MemoryMode mode = requester.mode();
    for (TaskMemory task : query.tasks()) {
      long surplus = task.pool().currentBytes(mode) - share;
      if (task != requester.task() && surplus > 0) {
        for (MemoryConsumer consumer : task.consumers()) {
          if (consumer.mode() == mode) {
            candidates.add(new Candidate(consumer, surplus));
          }
        }
      }
    }
  }

  /**
   * Keeps the order of queries, takes the largest first inside each, and never more of a task than
   * its surplus.
   */
  private static List<Demand> cover(List<Candidate> candidates, long missing) {
    List<Demand> possible = new ArrayList<>();
    for (Candidate candidate : candidates) {
      long bytes =
          Math.min(candidate.taskSurplusBytes, candidate.consumer.reclaim().reclaimableBytes());
      if (bytes > 0) {
        possible.add(new Demand(candidate.consumer, bytes));
      }
    }
    List<QueryMemory> order =
        possible.stream().map(demand -> demand.consumer.task().query()).distinct().toList();
    possible.sort(
        Comparator.<Demand>comparingInt(demand -> order.indexOf(demand.consumer.task().query()))
            .thenComparing(Comparator.comparingLong(Demand::bytes).reversed()));
    List<Demand> chosen = new ArrayList<>();
    long open = missing;
    for (Demand demand : possible) {
      if (open <= 0) {
        break;
      }
      chosen.add(new Demand(demand.consumer, Math.min(open, demand.bytes)));
      open -= demand.bytes;
    }
    return chosen;
  }
}
