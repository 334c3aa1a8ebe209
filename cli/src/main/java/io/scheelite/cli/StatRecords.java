package io.scheelite.cli;

import io.scheelite.bench.report.ReportFormat;
import io.scheelite.memory.counters.CountersSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes counters for programs. */
final class StatRecords {
  private StatRecords() {}

  /** One line per counter, two or three per pool. */
  static String csv(List<CountersSnapshot> all) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("pid", "engine", "state", "counter", "value"));
    Map<Long, Integer> engines = new HashMap<>();
    for (CountersSnapshot one : all) {
      String engine = Integer.toString(engines.merge(one.pid(), 1, Integer::sum));
      List<Value> values = values(one);
      values.addAll(poolValues(one));
      for (Value value : values) {
        rows.add(
            List.of(
                Long.toString(one.pid()),
                engine,
                StatText.state(one),
                value.name,
                Long.toString(value.value)));
      }
    }
    return ReportFormat.CSV.render(rows);
  }

  /** An array of objects; the numbers as in the file. */
  static String json(List<CountersSnapshot> all) {
    return all.stream().map(StatRecords::json).collect(Collectors.joining(",\n ", "[", "]\n"));
  }

  private static String json(CountersSnapshot one) {
    String counters =
        values(one).stream()
            .map(value -> quoted(value.name) + ": " + value.value)
            .collect(Collectors.joining(", ", "{", "}"));
    String pools =
        one.pools().stream()
            .map(pool -> json(one, pool))
            .collect(Collectors.joining(", ", "[", "]"));
    return "{\"pid\": "
        + one.pid()
        + ", \"running\": "
        + one.live()
        + ", \"started_millis\": "
        + one.startMillis()
        + ", \"command\": "
        + quoted(one.command())
        + ", \"counters\": "
        + counters
        + ", \"pools\": "
        + pools
        + "}";
  }

  private static String json(CountersSnapshot one, CountersSnapshot.Pool pool) {
    return "{\"path\": "
        + quoted(path(one, pool))
        + ", \"current_bytes\": "
        + pool.currentBytes()
        + ", \"peak_bytes\": "
        + pool.peakBytes()
        + ", \"limit_bytes\": "
        + (pool.limitBytes() == Long.MAX_VALUE ? "null" : pool.limitBytes())
        + "}";
  }

  /** A number and what it says. Pools may have the same path. */
  private record Value(String name, long value) {}

  private static List<Value> values(CountersSnapshot one) {
    List<Value> values = new ArrayList<>();
    one.counters().forEach((counter, value) -> values.add(new Value(counter.label(), value)));
    one.others().forEach((label, value) -> values.add(new Value(label, value)));
    return values;
  }

  private static List<Value> poolValues(CountersSnapshot one) {
    List<Value> values = new ArrayList<>();
    for (CountersSnapshot.Pool pool : one.pools()) {
      String prefix = "pool/" + path(one, pool);
      values.add(new Value(prefix + "/current-bytes", pool.currentBytes()));
      values.add(new Value(prefix + "/peak-bytes", pool.peakBytes()));
      if (pool.limitBytes() != Long.MAX_VALUE) {
        values.add(new Value(prefix + "/limit-bytes", pool.limitBytes()));
      }
    }
    return values;
  }

  /** Names from the engine down; a pool whose parent is gone stands alone. */
  private static String path(CountersSnapshot one, CountersSnapshot.Pool pool) {
    return one.pools().stream()
        .filter(above -> above.number() == pool.parent() && above.number() < pool.number())
        .findFirst()
        .map(above -> path(one, above) + "/" + pool.name())
        .orElse(pool.name());
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      switch (next) {
        case '"', '\\' -> quoted.append('\\').append(next);
        default -> {
          if (next < ' ') {
            quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
          } else {
            quoted.append(next);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
