package io.scheelite.sql.reference;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Statements kept as text, and the small tables they read. */
public final class SqlCases {
  private SqlCases() {}

  /** Statements whose answers have no order. */
  public static List<String> unordered() {
    return lines("/io/scheelite/sql/unordered.sql");
  }

  /** Statements whose answers are in order. */
  public static List<String> ordered() {
    return lines("/io/scheelite/sql/ordered.sql");
  }

  /** Statements with window functions, over a table v and {@link #tables()}. */
  public static List<String> windows() {
    return lines("/io/scheelite/sql/windows.sql");
  }

  /** Statements with grouping sets, over a table v and {@link #tables()}. */
  public static List<String> groupingSets() {
    return lines("/io/scheelite/sql/grouping-sets.sql");
  }

  private static List<String> lines(String resource) {
    try (InputStream stream = SqlCases.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no such resource: " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("--"))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Tables t, u and w of forty rows and the empty table e; their columns are named t_id and so on.
   */
  public static List<RowsTable> tables() {
    Random random = new Random(42);
    return List.of(
        table("t", 40, random),
        table("u", 40, random),
        table("w", 40, random),
        table("e", 0, random));
  }

  /** Small domains, so that keys repeat, and a fifth of all values null. */
  private static RowsTable table(String name, int numRows, Random random) {
    Schema schema =
        Schema.of(
            new Field(name + "_id", DataType.INT32, false),
            new Field(name + "_a", DataType.INT32, true),
            new Field(name + "_b", DataType.INT64, true),
            new Field(name + "_m", new DataType.Decimal(9, 2), true),
            new Field(name + "_s", DataType.UTF8, true));
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      rows.add(
          new @Nullable Object[] {
            (long) i,
            orNull(random, (long) random.nextInt(8)),
            orNull(random, (long) random.nextInt(12)),
            orNull(random, BigDecimal.valueOf(random.nextInt(1000), 2)),
            orNull(random, List.of("ax", "bx", "by", "cz").get(random.nextInt(4))),
          });
    }
    return new RowsTable(name, schema, rows);
  }

  private static @Nullable Object orNull(Random random, Object value) {
    return random.nextInt(5) == 0 ? null : value;
  }
}
