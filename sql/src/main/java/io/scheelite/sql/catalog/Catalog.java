package io.scheelite.sql.catalog;

import io.scheelite.operators.source.TableSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables an engine knows by name, ignoring case. Thread-safe. */
public final class Catalog {
  /** A table under the name it was registered with. */
  public record Entry(String name, TableSource table) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Function<String, TableSource> pathOpener;

  /** An empty catalog that opens quoted paths with {@code pathOpener}. */
  public Catalog(Function<String, TableSource> pathOpener) {
    this.pathOpener = pathOpener;
  }

  /** Adds or replaces a table. */
  public void register(String name, TableSource table) {
    entries.put(key(name), new Entry(name, table));
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

  /** Opens the file, directory or glob that a statement names in place of a table. */
  public TableSource openPath(String path) {
    return pathOpener.apply(path);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
