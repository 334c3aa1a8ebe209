package io.scheelite.sql.catalog;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.SqlException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tables an engine knows by name, ignoring case, and how its statements are read. Thread-safe.
 */
public final class Catalog {
  /** The schema that all tables and views are in; a statement may name it or not. */
  public static final String SCHEMA = "main";

  /** A table under the name it was registered with. */
  public record Entry(String name, TableSource table) {}

  /** A query that a name stands for. */
  public record View(String name, String query, Schema schema) {}

  /** What stands before the schema of a table in its full name. */
  public static final String NAME = "scheelite";

  /** What all tables may keep on the heap: the rest is for planning and queries. */
  private static final int HEAP_SHARE = 4;

  private final long mostHeapBytes;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, View> views = new ConcurrentHashMap<>();
  private final Map<String, String> indexes = new ConcurrentHashMap<>(); // with tables
  private final AtomicLong version = new AtomicLong();
  private final List<SystemTable> systemTables = new CopyOnWriteArrayList<>();
  private volatile Dialect dialect = Dialect.DEFAULT;
  private final FileOpener fileOpener;

  /** An empty catalog that opens files with {@code fileOpener}. */
  public Catalog(FileOpener fileOpener) {
    this(fileOpener, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /** As {@link #Catalog(FileOpener)}, where columns are always found out. */
  public Catalog(Function<FileReference, TableSource> fileOpener) {
    this((file, _) -> fileOpener.apply(file));
  }

  Catalog(Function<FileReference, TableSource> fileOpener, long mostHeapBytes) {
    this((file, _) -> fileOpener.apply(file), mostHeapBytes);
  }

  private Catalog(FileOpener fileOpener, long mostHeapBytes) {
    this.fileOpener = fileOpener;
    this.mostHeapBytes = mostHeapBytes;
  }

  /**
   * Adds or replaces a table.
   *
   * @throws SqlException if the tables together would keep too much on the heap
   */
  public synchronized void register(String name, TableSource table) {
    long others =
        entries.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(key(name)))
            .mapToLong(entry -> entry.getValue().table().heapBytes())
            .sum();
    if (table.heapBytes() > mostHeapBytes - others) {
      throw SqlException.of(
          ErrorCode.MEMORY_LIMIT_EXCEEDED,
          "the tables' footers take too much of the heap, raise -Xmx or register fewer: table="
              + name
              + " heapBytes="
              + table.heapBytes()
              + " ofOthersBytes="
              + others
              + " limitBytes="
              + mostHeapBytes);
    }
    views.remove(key(name));
    forgetIndexes(name); // they were of the table before
    entries.put(key(name), new Entry(name, table));
    version.incrementAndGet();
  }

  private void forgetIndexes(String table) {
    indexes.values().removeIf(key(table)::equals);
  }

  /** Puts a table in place of another one, whose indexes become its. */
  public synchronized void replace(String before, String name, TableSource table) {
    Map<String, String> kept = new HashMap<>(indexes);
    kept.values().removeIf(of -> !of.equals(key(before)));
    register(name, table);
    kept.replaceAll((_, _) -> key(name));
    indexes.putAll(kept);
    if (!key(before).equals(key(name))) {
      entries.remove(key(before));
    }
    version.incrementAndGet();
  }

  /** Adds or replaces a view. */
  public synchronized void registerView(View view) {
    entries.remove(key(view.name()));
    views.put(key(view.name()), view);
    version.incrementAndGet();
  }

  /** Whether what stands before a table's name is nothing, or the one schema's name. */
  public static boolean isOwnSchema(List<String> qualifier) {
    boolean full = qualifier.size() == 2 && qualifier.getFirst().equalsIgnoreCase(NAME);
    return qualifier.isEmpty()
        || ((full || qualifier.size() == 1) && qualifier.getLast().equalsIgnoreCase(SCHEMA));
  }

  /** What is wrong with such a qualifier that is not {@linkplain #isOwnSchema the own}. */
  public static String unknownSchema(List<String> qualifier) {
    return "unknown schema: " + String.join(".", qualifier) + "; all tables are in " + SCHEMA;
  }

  /** How statements are read. */
  public Dialect dialect() {
    return dialect;
  }

  /** Changes how statements are read from now on. */
  public synchronized void changeDialect(UnaryOperator<Dialect> change) {
    dialect = change.apply(dialect);
    settingsChanged();
  }

  /** Notes that a statement may mean, or be planned as, something else than before. */
  public void settingsChanged() {
    version.incrementAndGet();
  }

  /** Adds a table that tells something of the engine; tables of the user go before it. */
  public void addSystemTable(SystemTable table) {
    systemTables.add(table);
  }

  /** Tables that tell something of the engine. */
  public List<SystemTable> systemTables() {
    return systemTables;
  }

  /** Looks and changes at once: nobody changes the catalog between. Must not wait for anything. */
  public synchronized <T> T atomically(Supplier<T> change) {
    return change.get();
  }

  /** What the catalog knows at a moment; see {@link #snapshot}. */
  public record Snapshot(
      Map<String, Entry> entries, Map<String, View> views, Map<String, String> indexes) {}

  /** All that is known now, to be {@linkplain #restore put back}. */
  public synchronized Snapshot snapshot() {
    return new Snapshot(Map.copyOf(entries), Map.copyOf(views), Map.copyOf(indexes));
  }

  /** Knows what was known then, and nothing else. */
  public synchronized void restore(Snapshot then) {
    entries.clear();
    entries.putAll(then.entries());
    views.clear();
    views.putAll(then.views());
    indexes.clear();
    indexes.putAll(then.indexes());
    version.incrementAndGet();
  }

  /** Forgets a table; returns it, or null if there was none. */
  public synchronized @Nullable TableSource removeTable(String name) {
    Entry removed = entries.remove(key(name));
    forgetIndexes(name);
    version.incrementAndGet(); // after the change: who has the new version sees it
    return removed == null ? null : removed.table();
  }

  /** Forgets a view; false if there was none. */
  public synchronized boolean removeView(String name) {
    boolean removed = views.remove(key(name)) != null;
    version.incrementAndGet();
    return removed;
  }

  /** The view of that name, or null. */
  public @Nullable View findView(String name) {
    return views.get(key(name));
  }

  /** All views, sorted by name. */
  public List<View> views() {
    return views.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The table of that name, or null. */
  public @Nullable TableSource find(String name) {
    Entry entry = entries.get(key(name));
    return entry == null ? null : entry.table();
  }

  /** All tables, sorted by name. */
  public List<Entry> entries() {
    return entries.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Grows with every change of what a statement means. */
  public long version() {
    return version.get();
  }

  /** Opens the file, directory or glob that a statement names in place of a table. */
  public TableSource open(FileReference files) {
    return open(files, List.of());
  }

  /** As {@link #open(FileReference)}, of texts whose columns are known. */
  public TableSource open(FileReference files, List<Field> columns) {
    return fileOpener.open(files, columns);
  }

  /** Notes an index, of which the name alone matters; false if there is one of that name. */
  public synchronized boolean addIndex(String name, String table) {
    return indexes.putIfAbsent(key(name), key(table)) == null;
  }

  /** Whether there is an index of that name. */
  public boolean hasIndex(String name) {
    return indexes.containsKey(key(name));
  }

  /** Forgets an index. */
  public synchronized void removeIndex(String name) {
    indexes.remove(key(name));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
