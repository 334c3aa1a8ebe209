package io.scheelite.memory;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Words for errors: who wanted how much, which limit stood in the way, who holds what. */
final class LimitReport {
  private static final int TOP_POOLS = 40;
  private static final int TOP_CONSUMERS = 5;
  private static final int TOP_SITES = 3;
  private static final int TOP_FRAMES = 6;
  private static final long MEBIBYTE = 1L << 20;

  private final Ledger ledger;

  LimitReport(Ledger ledger) {
    this.ledger = ledger;
  }

  MemoryLimitExceededException limitExceeded(MemoryConsumer consumer, long missing) {
    long limit = limitOf(consumer);
    long sufficient = consumer.reservedBytes() + missing + heldByOthers(consumer);
    return new MemoryLimitExceededException(
        ErrorCode.MEMORY_LIMIT_EXCEEDED,
        "memory limit exceeded, raise the limit: pool="
            + consumer.pool().path()
            + " requestedBytes="
            + missing
            + " limitBytes="
            + limit
            + " sufficientLimitBytes="
            + sufficient
            + tree(),
        missing,
        limit,
        sufficient);
  }

  MemoryLimitExceededException waitTimedOut(MemoryConsumer consumer, long missing, String holder) {
    return new MemoryLimitExceededException(
        ErrorCode.MEMORY_WAIT_TIMEOUT,
        "memory did not come free in time, raise the limit or run less at once: pool="
            + consumer.pool().path()
            + " requestedBytes="
            + missing
            + " holder="
            + holder
            + " limitBytes="
            + limitOf(consumer)
            + tree(),
        missing,
        limitOf(consumer),
        0);
  }

  MemoryLimitExceededException systemRefused(MemoryConsumer consumer, long bytes) {
    return new MemoryLimitExceededException(
        ErrorCode.SYSTEM_OUT_OF_MEMORY,
        "the operating system refused memory inside the limit, lower the limit or free the machine: pool="
            + consumer.pool().path()
            + " requestedBytes="
            + bytes
            + tree(),
        bytes,
        limitOf(consumer),
        0);
  }

  MemoryLimitExceededException floorNotAdmitted(
      MemoryConsumer consumer, long floorBytes, long fromQuery) {
    return new MemoryLimitExceededException(
        ErrorCode.MEMORY_LIMIT_EXCEEDED,
        "the floor of an operator fits neither into the admitted floor of its query nor into free memory: pool="
            + consumer.pool().path()
            + " floorBytes="
            + floorBytes
            + " leftOfAdmittedFloorBytes="
            + fromQuery
            + tree(),
        floorBytes,
        limitOf(consumer),
        0);
  }

  MemoryLimitExceededException neverAdmitted(String query, long floorBytes, long limitBytes) {
    return new MemoryLimitExceededException(
        ErrorCode.MEMORY_LIMIT_EXCEEDED,
        "the query needs more memory at once than its limit, raise the limit to at least "
            + wholeMebibytes(floorBytes)
            + " MiB: query="
            + query
            + " floorBytes="
            + floorBytes
            + " limitBytes="
            + limitBytes
            + tree(),
        floorBytes,
        limitBytes,
        floorBytes);
  }

  /** Rounded up, so that a limit set to it suffices. */
  private static long wholeMebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }

  MemoryLimitExceededException admissionTimedOut(String query, long floorBytes) {
    long limit = ledger.limitBytes();
    return new MemoryLimitExceededException(
        ErrorCode.MEMORY_WAIT_TIMEOUT,
        "the query was not admitted in time, run less at once: query="
            + query
            + " floorBytes="
            + floorBytes
            + " limitBytes="
            + limit
            + tree(),
        floorBytes,
        limit,
        0);
  }

  MemoryLimitExceededException resizeTimedOut(long limitBytes, long heldBytes) {
    return new MemoryLimitExceededException(
        ErrorCode.MEMORY_WAIT_TIMEOUT,
        "memory did not come back in time after the limit was lowered, end what holds it: limitBytes="
            + limitBytes
            + " heldBytes="
            + heldBytes
            + " holder="
            + largestHolder()
            + tree(),
        heldBytes,
        limitBytes,
        heldBytes);
  }

  private long limitOf(MemoryConsumer consumer) {
    return Math.min(
        consumer.pool().smallestLimitBytes(), ledger.region(consumer.mode()).limitBytes());
  }

  private long heldByOthers(MemoryConsumer consumer) {
    synchronized (ledger.lock()) {
      UnifiedRegion region = ledger.region(consumer.mode());
      long safeStorage = Math.min(region.storageUsed(), region.storageRegionBytes());
      return Math.max(0, region.executionUsed() - consumer.reservedBytes()) + safeStorage;
    }
  }

  void warnOfOverRelease(MemoryConsumer consumer, long bytes, long releasedBytes) {
    logger()
        .log(
            Level.WARNING,
            () ->
                "more execution memory released than held unused above the floor: consumer="
                    + consumer.pool().path()
                    + " bytes="
                    + bytes
                    + " releasedBytes="
                    + releasedBytes);
  }

  /**
   * Whether the request fits under the query's limit and the region at all, were everybody else
   * gone.
   */
  boolean couldEverFit(MemoryConsumer consumer, long missing) {
    return missing <= limitOf(consumer) - consumer.reservedBytes();
  }

  /**
   * Path of the consumer of another driver that holds most, else of another query; empty when there
   * is nobody.
   */
  String largestOther(MemoryConsumer consumer) {
    synchronized (ledger.lock()) {
      MemoryPool largest = null;
      for (QueryMemory query : ledger.queries()) {
        if (query != consumer.task().query()
            && query.pool().currentBytes() > 0
            && largest == null) {
          largest = query.pool();
        }
        for (MemoryConsumer other : query.openConsumers()) {
          boolean counts =
              other.gate() != consumer.gate()
                  && other.mode() == consumer.mode()
                  && other.reservedBytes() > 0;
          if (counts
              && (largest == null || other.reservedBytes() > largest.currentBytes(other.mode()))) {
            largest = other.pool();
          }
        }
      }
      return largest == null ? "" : largest.path();
    }
  }

  /** Path of the query or storage that holds most; of the engine if nobody holds anything. */
  String largestHolder() {
    MemoryPool largest = ledger.root();
    long most = 0;
    for (MemoryPool pool : ledger.root().children()) {
      long held = pool.currentBytes(MemoryMode.OFF_HEAP);
      if (held > most) {
        most = held;
        largest = pool;
      }
    }
    return largest.path();
  }

  /** Bounded, however many pools there are. */
  private String tree() {
    StringBuilder text =
        new StringBuilder("\n").append(ledger.root().describe(TOP_POOLS)).append("top consumers:");
    List<MemoryConsumer> all = new ArrayList<>();
    synchronized (ledger.lock()) {
      ledger.queries().forEach(query -> all.addAll(query.openConsumers()));
    }
    all.sort(Comparator.comparingLong(MemoryConsumer::reservedBytes).reversed());
    for (MemoryConsumer consumer : all.subList(0, Math.min(TOP_CONSUMERS, all.size()))) {
      text.append("\n  ")
          .append(consumer.pool().path())
          .append(" reserved=")
          .append(MemoryPool.readable(consumer.reservedBytes()))
          .append(" floor=")
          .append(MemoryPool.readable(consumer.floorBytes()))
          .append(" used=")
          .append(MemoryPool.readable(consumer.usedBytes()));
      sites(consumer, text);
    }
    return text.toString();
  }

  /** Where a consumer's memory was allocated, if that is tracked. */
  private static void sites(MemoryConsumer consumer, StringBuilder text) {
    consumer.bytesBySite().stream()
        .limit(TOP_SITES)
        .forEach(
            site ->
                text.append("\n    allocated ")
                    .append(MemoryPool.readable(site.getValue()))
                    .append(topFrames(site.getKey())));
  }

  private static String topFrames(String stack) {
    return stack
        .lines()
        .filter(frame -> !frame.isEmpty())
        .limit(TOP_FRAMES)
        .map(frame -> "\n  " + frame)
        .collect(Collectors.joining());
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static Logger logger() {
    return System.getLogger(MemoryConsumer.class.getName());
  }
}
