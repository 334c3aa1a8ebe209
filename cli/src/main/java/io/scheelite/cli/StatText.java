package io.scheelite.cli;

import io.scheelite.bench.report.ReportFormat;
import io.scheelite.memory.ByteSize;
import io.scheelite.memory.counters.CountersSnapshot;
import io.scheelite.memory.counters.EngineCounter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes counters as a page for people. */
final class StatText {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_PER_SECOND = 1000;

  private final CountersSnapshot counters;
  private final StringBuilder text = new StringBuilder();

  private StatText(CountersSnapshot counters) {
    this.counters = counters;
  }

  /** One engine, all that is known of it. */
  static String of(CountersSnapshot counters) {
    StatText page = new StatText(counters);
    page.heading();
    page.memory();
    page.work();
    page.pools();
    return page.text.toString();
  }

  /** Several engines, a line for each. */
  static String list(List<CountersSnapshot> all) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("pid", "state", "started", "used", "peak", "limit", "command"));
    for (CountersSnapshot one : all) {
      rows.add(
          List.of(
              Long.toString(one.pid()),
              state(one),
              time(one.startMillis()),
              ByteSize.format(one.value(EngineCounter.OFF_HEAP_USED)),
              ByteSize.format(one.value(EngineCounter.OFF_HEAP_PEAK)),
              ByteSize.format(one.value(EngineCounter.OFF_HEAP_LIMIT)),
              one.command()));
    }
    return ReportFormat.TABLE.render(rows);
  }

  static String state(CountersSnapshot counters) {
    return counters.live() ? "running" : "ended";
  }

  private static String time(long millis) {
    return millis == 0
        ? "unknown"
        : Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void heading() {
    text.append("process ")
        .append(counters.pid())
        .append(' ')
        .append(counters.live() ? "running" : "ended, these are its last counters")
        .append(", started ")
        .append(time(counters.startMillis()))
        .append('\n')
        .append(counters.command())
        .append('\n');
  }

  private void memory() {
    region(
        "off-heap",
        EngineCounter.OFF_HEAP_LIMIT,
        EngineCounter.OFF_HEAP_USED,
        EngineCounter.OFF_HEAP_PEAK,
        EngineCounter.OFF_HEAP_STORAGE_USED,
        EngineCounter.OFF_HEAP_STORAGE_PEAK);
    region(
        "on-heap",
        EngineCounter.ON_HEAP_LIMIT,
        EngineCounter.ON_HEAP_USED,
        EngineCounter.ON_HEAP_PEAK,
        EngineCounter.ON_HEAP_STORAGE_USED,
        EngineCounter.ON_HEAP_STORAGE_PEAK);
    line(
        "native",
        "resident",
        bytes(EngineCounter.NATIVE_RESIDENT),
        "mapped",
        bytes(EngineCounter.NATIVE_MAPPED),
        "cached",
        bytes(EngineCounter.NATIVE_CACHED),
        "allocations",
        count(EngineCounter.ALLOCATIONS));
  }

  private void region(
      String name,
      EngineCounter limit,
      EngineCounter used,
      EngineCounter peak,
      EngineCounter storage,
      EngineCounter storagePeak) {
    if (counters.value(limit) == 0) {
      return;
    }
    line(
        name,
        "limit",
        bytes(limit),
        "used",
        bytes(used),
        "peak",
        bytes(peak),
        "execution",
        ByteSize.format(counters.value(used) - counters.value(storage)),
        "storage",
        bytes(storage) + " (peak " + bytes(storagePeak) + ")");
  }

  private void work() {
    line(
        "queries",
        "running",
        count(EngineCounter.QUERIES_RUNNING),
        "waiting",
        count(EngineCounter.QUERIES_WAITING),
        "admitted",
        count(EngineCounter.QUERIES_ADMITTED),
        "refused",
        count(EngineCounter.QUERIES_REFUSED));
    line(
        "tasks",
        "running",
        count(EngineCounter.TASKS_RUNNING),
        "ended",
        count(EngineCounter.TASKS_ENDED),
        "failed",
        count(EngineCounter.TASKS_FAILED));
    line(
        "waits",
        "waiting",
        count(EngineCounter.WAITING),
        "waits",
        count(EngineCounter.WAITS),
        "total",
        nanos(EngineCounter.WAIT_TIME),
        "longest",
        nanos(EngineCounter.LONGEST_WAIT),
        "timed out",
        count(EngineCounter.WAITS_TIMED_OUT));
    line(
        "reclaims",
        "itself",
        both(EngineCounter.RECLAIMS_ITSELF, EngineCounter.RECLAIMED_ITSELF),
        "own task",
        both(EngineCounter.RECLAIMS_OWN_TASK, EngineCounter.RECLAIMED_OWN_TASK),
        "own query",
        both(EngineCounter.RECLAIMS_OWN_QUERY, EngineCounter.RECLAIMED_OWN_QUERY),
        "other queries",
        both(EngineCounter.RECLAIMS_OTHER_QUERY, EngineCounter.RECLAIMED_OTHER_QUERY),
        "manager",
        both(EngineCounter.RECLAIMS_MANAGER, EngineCounter.RECLAIMED_MANAGER));
    line(
        "spills",
        "spills",
        count(EngineCounter.SPILLS),
        "files",
        both(EngineCounter.SPILL_FILES, EngineCounter.SPILLED),
        "now",
        both(EngineCounter.SPILL_FILES_LIVE, EngineCounter.SPILLED_LIVE));
    line("evictions", "evictions", both(EngineCounter.EVICTIONS, EngineCounter.EVICTED));
    blocks();
    lineUnlessZero(
        "shuffle", "fetches", EngineCounter.SHUFFLE_FETCHES, EngineCounter.SHUFFLE_FETCHED);
    lineUnlessZero("leaks", "leaks", EngineCounter.LEAKS, EngineCounter.LEAKED);
    for (Map.Entry<String, Long> other : counters.others().entrySet()) {
      line("other", other.getKey(), other.getValue().toString());
    }
  }

  private void blocks() {
    if (counters.value(EngineCounter.BLOCKS_STORED) + counters.value(EngineCounter.BLOCKS_REFUSED)
        == 0) {
      return; // nothing was ever cached
    }
    line(
        "blocks",
        "in memory",
        both(EngineCounter.BLOCKS_IN_MEMORY, EngineCounter.BLOCK_MEMORY),
        "on disk",
        both(EngineCounter.BLOCKS_ON_DISK, EngineCounter.BLOCK_FILES),
        "reads",
        "from memory "
            + count(EngineCounter.BLOCK_READS_FROM_MEMORY)
            + ", from disk "
            + count(EngineCounter.BLOCK_READS_FROM_DISK),
        "skipped",
        count(EngineCounter.BLOCKS_SKIPPED));
    line(
        "",
        "stored",
        count(EngineCounter.BLOCKS_STORED)
            + " (again "
            + count(EngineCounter.BLOCKS_STORED_AGAIN)
            + ")",
        "refused",
        count(EngineCounter.BLOCKS_REFUSED),
        "evicted to disk",
        count(EngineCounter.BLOCKS_EVICTED_TO_DISK),
        "returned",
        count(EngineCounter.BLOCKS_RETURNED),
        "dropped",
        count(EngineCounter.BLOCKS_DROPPED),
        "damaged",
        count(EngineCounter.BLOCKS_DAMAGED));
  }

  private void lineUnlessZero(String name, String what, EngineCounter times, EngineCounter bytes) {
    if (counters.value(times) > 0) {
      line(name, what, both(times, bytes));
    }
  }

  /** A name, then pairs of what and how much. */
  private void line(String name, String... pairs) {
    text.append(String.format(Locale.ROOT, "%-10s", name));
    for (int i = 0; i < pairs.length; i += 2) {
      text.append("  ").append(pairs[i]).append(' ').append(pairs[i + 1]);
    }
    text.append('\n');
  }

  private String bytes(EngineCounter counter) {
    return ByteSize.format(counters.value(counter));
  }

  private String count(EngineCounter counter) {
    return Long.toString(counters.value(counter));
  }

  private String both(EngineCounter times, EngineCounter bytes) {
    return count(times) + " (" + bytes(bytes) + ")";
  }

  private String nanos(EngineCounter counter) {
    long nanos = counters.value(counter);
    return nanos < NANOS_PER_MILLI * MILLIS_PER_SECOND
        ? String.format(Locale.ROOT, "%.1f ms", (double) nanos / NANOS_PER_MILLI)
        : String.format(
            Locale.ROOT, "%.1f s", (double) Duration.ofNanos(nanos).toMillis() / MILLIS_PER_SECOND);
  }

  private void pools() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("pool", "current", "peak", "limit"));
    poolsBelow(0, 0, rows);
    if (rows.size() > 1) {
      text.append('\n').append(ReportFormat.TABLE.render(rows));
    }
  }

  /** Largest first. */
  private void poolsBelow(long parent, int depth, List<List<String>> rows) {
    counters.pools().stream()
        .filter(pool -> pool.parent() == parent)
        .sorted((left, right) -> Long.compare(right.currentBytes(), left.currentBytes()))
        .forEach(
            pool -> {
              rows.add(
                  List.of(
                      "  ".repeat(depth) + pool.name(),
                      ByteSize.format(pool.currentBytes()),
                      ByteSize.format(pool.peakBytes()),
                      pool.limitBytes() == Long.MAX_VALUE
                          ? "-"
                          : ByteSize.format(pool.limitBytes())));
              poolsBelow(pool.number(), depth + 1, rows);
            });
  }
}
