package io.scheelite.sql;

import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.RecursiveTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Optimized plans of queries that were run before, found by their text and parameters. A plan is
 * used while nothing has changed that it was made from: names of the catalog, settings, files that
 * the text names, and about how many rows tables have. Those used longest ago are dropped beyond a
 * number or an amount of memory. Thread-safe.
 */
final class PlanCache {
  /** A statement; parameters of different classes are different ones. */
  record Key(String text, List<@Nullable Object> parameters) {
    static Key of(String text, List<? extends @Nullable Object> parameters) {
      return new Key(text, new ArrayList<>(parameters));
    }
  }

  private static final int MOST_PLANS = 256;
  private static final long MOST_BYTES = 16L << 20;

  private static final int BYTES_PER_PARAMETER = 32;

  /** A larger one would displace all others. */
  private static final long MOST_BYTES_OF_ONE = MOST_BYTES / 4;

  /**
   * @param version of everything but the tables' content
   * @param tables what is scanned, each once
   * @param sizes of {@code tables}
   */
  private record Kept(
      PreparedQuery query,
      long version,
      List<TableSource> tables,
      List<Integer> sizes,
      long bytes) {
    boolean isCurrent(long versionNow) {
      return version == versionNow && sizes.equals(sizesOf(tables)) && !anyStale(tables);
    }
  }

  private final Catalog catalog;
  private final Map<Key, Kept> plans = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
  private long bytes; // guarded by this
  private long numHits; // guarded by this
  private long numMisses; // guarded by this

  PlanCache(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Of names and settings: whoever plans asks for it before and passes it to {@link #put}, so that
   * what changes meanwhile is found out.
   */
  long version() {
    return catalog.version();
  }

  /** The plan of a statement, or null if it has to be made. */
  @Nullable PreparedQuery find(Key key) {
    Kept kept;
    long version;
    synchronized (this) {
      kept = plans.get(key);
      version = version();
    }
    boolean current = kept != null && kept.isCurrent(version); // looks at files: under no lock
    synchronized (this) {
      if (!current) {
        numMisses++;
        if (kept != null && plans.remove(key, kept)) {
          bytes -= kept.bytes;
        }
        return null;
      }
      numHits++;
    }
    return kept == null ? null : kept.query;
  }

  /** Keeps a plan that was made of what {@code version} says. */
  void put(Key key, PreparedQuery query, long version) {
    List<TableSource> tables = query.tables();
    long size = bytes(key, query);
    if (size > MOST_BYTES_OF_ONE || tables.stream().anyMatch(PlanCache::isOfOneRun)) {
      return;
    }
    Kept kept = new Kept(query, version, tables, sizesOf(tables), size);
    synchronized (this) {
      Kept before = plans.put(key, kept);
      bytes += size - (before == null ? 0 : before.bytes);
      Iterator<Kept> oldest = plans.values().iterator();
      while (plans.size() > MOST_PLANS || bytes > MOST_BYTES) {
        bytes -= oldest.next().bytes;
        oldest.remove();
      }
    }
  }

  /** What is stored for a query, or computed before it: the next run has another one. */
  private static boolean isOfOneRun(TableSource table) {
    return table instanceof PersistedTable || table instanceof RecursiveTable;
  }

  /** What it holds and has done. */
  synchronized PlanCacheUsage usage() {
    return new PlanCacheUsage(numHits, numMisses, plans.size(), bytes);
  }

  private static boolean anyStale(List<TableSource> tables) {
    return tables.stream().anyMatch(TableSource::isStale);
  }

  /** A table that has twice the rows, or half of them, may ask for another plan. */
  private static List<Integer> sizesOf(List<TableSource> tables) {
    return tables.stream()
        .map(
            table ->
                table instanceof MemoryTable memory
                    ? Long.SIZE - Long.numberOfLeadingZeros(memory.numRows())
                    : 0)
        .toList();
  }

  /** Roughly what it holds on the heap; tables that the catalog knows are there anyway. */
  private long bytes(Key key, PreparedQuery query) {
    long size = textBytes(key.text()) + query.heapBytes();
    for (Object parameter : key.parameters()) {
      size += BYTES_PER_PARAMETER + textBytes(parameter);
    }
    for (TableSource table : query.tables()) {
      boolean known = catalog.entries().stream().anyMatch(entry -> entry.table() == table);
      size += known ? 0 : table.heapBytes();
    }
    return size;
  }

  /** Of a text, what its characters take at most. */
  static long textBytes(@Nullable Object value) {
    return value instanceof String text ? 2L * text.length() : 0;
  }
}
