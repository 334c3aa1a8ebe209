package io.scheelite.sql.jdbc;

import io.scheelite.memory.MemoryLimit;
import io.scheelite.sql.Engine;
import io.scheelite.sql.catalog.NearNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a URL and its properties ask for.
 *
 * @param values by the names of {@link #KNOWN}
 */
record ConnectionSettings(Map<String, String> values) {
  static final String PREFIX = "jdbc:scheelite:";

  /** Names and what they mean. */
  static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("memory_limit", "memory for queries and tables, such as 512m, 50% or process:1g");
    KNOWN.put("threads", "threads that run queries");
    KNOWN.put("spill_dir", "where state goes that does not fit into memory");
    KNOWN.put("batch_size", "most rows per batch");
    KNOWN.put("master", "HOST:PORT of a cluster's master that runs the queries");
    KNOWN.put("secret_file", "secret of that cluster");
    KNOWN.put("integer_division", "false: a division of integers gives a double");
    KNOWN.put("division_by_zero", "null: it is no error");
    KNOWN.put("default_null_order", "nulls_last or nulls_first");
  }

  /** Reads {@code jdbc:scheelite:[name][?a=b&c=d]}; semicolons separate properties as well. */
  static ConnectionSettings of(String url, @Nullable Properties properties) throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    if (properties != null) {
      for (String name : properties.stringPropertyNames()) {
        // what DriverManager and connection pools add for every driver
        if (!name.equals("user") && !name.equals("password")) {
          put(values, name, properties.getProperty(name));
        }
      }
    }
    String rest = url.substring(PREFIX.length());
    int start = rest.indexOf('?');
    start = start < 0 ? rest.indexOf(';') : start;
    String pairs = start < 0 ? "" : rest.substring(start + 1);
    for (String pair : pairs.split("[&;]")) {
      int equals = pair.indexOf('=');
      if (!pair.isBlank() && equals < 0) {
        throw JdbcErrors.badSetting("a property of the URL has no value: " + pair);
      }
      if (!pair.isBlank()) {
        put(values, pair.substring(0, equals), decode(pair.substring(equals + 1)));
      }
    }
    return new ConnectionSettings(values);
  }

  private static String decode(String text) throws SQLException {
    try {
      return URLDecoder.decode(
          text.replace("+", "%2B").replaceAll("%(?![0-9a-fA-F]{2})", "%25"),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw JdbcErrors.badSetting("a property of the URL is malformed: " + text);
    }
  }

  private static void put(Map<String, String> values, String name, String value)
      throws SQLException {
    String key = name.strip().toLowerCase(Locale.ROOT);
    if (!KNOWN.containsKey(key)) {
      throw JdbcErrors.badSetting(
          "unknown property: " + name + NearNames.hint(name, KNOWN.keySet()));
    }
    values.put(key, value.strip());
  }

  /** Starts the engine. */
  Engine open() throws SQLException {
    Engine.Builder builder = Engine.builder();
    String name = "";
    try {
      for (Map.Entry<String, String> entry : values.entrySet()) {
        name = entry.getKey();
        String value = entry.getValue();
        switch (name) {
          case "memory_limit" -> builder.memory(MemoryLimit.parse(value));
          case "threads" -> builder.threads(Integer.parseInt(value));
          case "spill_dir" -> builder.spillDirectory(Path.of(value));
          case "batch_size" -> builder.batchSize(Integer.parseInt(value));
          case "master" -> builder.master(value, secretFile());
          default -> {
            // secret_file goes with the master, the others are set below
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw JdbcErrors.badSetting("bad value of property " + name + ": " + e.getMessage());
    }
    return configured(builder.build());
  }

  /** With what can be set while it runs. */
  private Engine configured(Engine engine) {
    boolean done = false;
    try {
      for (String name : List.of("integer_division", "division_by_zero", "default_null_order")) {
        String value = values.get(name);
        if (value != null) {
          engine.set(name, value);
        }
      }
      done = true;
      return engine;
    } finally {
      if (!done) {
        engine.close();
      }
    }
  }

  private @Nullable Path secretFile() {
    String path = values.get("secret_file");
    return path == null ? null : Path.of(path);
  }
}
