package io.scheelite.sql;

import io.scheelite.memory.ByteSize;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.Dialect;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.logical.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** SET and SHOW of an engine's settings. Thread-safe. */
final class Settings {
  private final Engine engine;
  private final Catalog catalog;

  Settings(Engine engine, Catalog catalog) {
    this.engine = engine;
    this.catalog = catalog;
  }

  private Map<String, String> values() {
    Dialect dialect = catalog.dialect();
    Map<String, String> values = new TreeMap<>();
    values.put("memory_limit", Long.toString(engine.memory().limitBytes()));
    values.put("threads", Integer.toString(engine.config().threads()));
    values.put("spill_dir", engine.config().spillDirectory().toString());
    values.put("batch_size", Integer.toString(engine.runner().batchSize()));
    values.put("master", engine.master());
    values.put("integer_division", Boolean.toString(dialect.integerDivision()));
    values.put("division_by_zero", dialect.nullForDivisionByZero() ? "null" : "error");
    values.put("default_null_order", dialect.nullsFirst() ? "nulls_first" : "nulls_last");
    return values;
  }

  /** Names and values; null for all. */
  List<List<@Nullable Object>> rows(@Nullable String name) {
    Map<String, String> values = values();
    if (name != null && !values.containsKey(name)) {
      throw unknown(name, values);
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    values.forEach(
        (setting, value) -> {
          if (name == null || name.equals(setting)) {
            rows.add(List.of(setting, value));
          }
        });
    return rows;
  }

  StatementOutcome assign(SqlStatement.Assign assign) {
    assign(assign.setting(), assign.value());
    return StatementOutcome.changed(0);
  }

  void assign(String name, String value) {
    switch (name) {
      case "memory_limit" -> resize(value);
      case "batch_size" -> engine.runner().setBatchSize(number(name, value));
      case "integer_division" -> {
        boolean wanted = isFirst(name, value, "true", "false");
        catalog.changeDialect(dialect -> dialect.withIntegerDivision(wanted));
      }
      case "division_by_zero" -> {
        boolean wanted = isFirst(name, value, "null", "error");
        catalog.changeDialect(dialect -> dialect.withNullForDivisionByZero(wanted));
      }
      case "default_null_order" -> {
        boolean wanted = isFirst(name, value, "nulls_first", "nulls_last");
        catalog.changeDialect(dialect -> dialect.withNullsFirst(wanted));
      }
      default -> requireSame(name, value);
    }
    catalog.settingsChanged();
  }

  private void requireSame(String name, String value) {
    Map<String, String> values = values();
    if (!values.containsKey(name)) {
      throw unknown(name, values);
    }
    if (!value.equals(values.get(name))) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "setting is made when the engine starts, give it in the URL or to the builder: " + name);
    }
  }

  /** Whether a value is the first of two words; other spellings of them are known, too. */
  private static boolean isFirst(String name, String value, String first, String second) {
    String word =
        switch (value.strip().toLowerCase(Locale.ROOT).replace(' ', '_')) {
          case "on", "1" -> "true";
          case "off", "0" -> "false";
          case "first", "nullsfirst" -> "nulls_first";
          case "last", "nullslast" -> "nulls_last";
          case String other -> other;
        };
    if (!word.equals(first) && !word.equals(second)) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "setting must be " + first + " or " + second + ": " + name + "=" + value);
    }
    return word.equals(first);
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING, "setting must be a number: " + name + "=" + value);
    }
  }

  private void resize(String value) {
    long bytes;
    try {
      bytes = ByteSize.parse(value);
    } catch (IllegalArgumentException e) {
      throw SqlException.at(ErrorCode.INVALID_SETTING, String.valueOf(e.getMessage()), 0, 0, e);
    }
    var _ = engine.resize(bytes); // memory comes back as it comes free
  }

  private static SqlException unknown(String name, Map<String, String> values) {
    return SqlException.of(
        ErrorCode.INVALID_SETTING,
        "unknown setting: " + name + NearNames.hint(name, values.keySet()));
  }
}
