package io.scheelite.bench.scan;

import io.scheelite.bench.scan.ScanQuery.Range;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table of TPC-H and what is asked of it. Both tables are sorted by their order's key, of which a
 * range is clustered; the rows of a range of the other key lie everywhere.
 */
enum ScanTable {
  LINEITEM("l_orderkey", "l_partkey", 200_000),
  ORDERS("o_orderkey", "o_custkey", 150_000);

  private static final double ORDER_KEYS = 6_000_000;
  private static final double SHARE = 0.02;

  private final String sortedColumn;
  private final String randomColumn;
  private final double randomKeys;

  /**
   * @param randomKeys different values of that column, at scale factor 1
   */
  ScanTable(String sortedColumn, String randomColumn, double randomKeys) {
    this.sortedColumn = sortedColumn;
    this.randomColumn = randomColumn;
    this.randomKeys = randomKeys;
  }

  /** Two keys and two values. */
  private List<String> fourColumns() {
    return switch (this) {
      case LINEITEM -> List.of("l_quantity", "l_extendedprice", "l_discount", "l_shipdate");
      case ORDERS -> List.of("o_orderkey", "o_custkey", "o_totalprice", "o_orderdate");
    };
  }

  String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The queries by their names. Filters read the same four columns, with that of the filter.
   *
   * @param scale the scale factor
   */
  Map<String, ScanQuery> queries(Schema schema, double scale) {
    List<String> strings =
        schema.fields().stream()
            .filter(field -> field.type() instanceof DataType.Utf8)
            .map(Field::name)
            .toList();
    Map<String, ScanQuery> queries = new LinkedHashMap<>();
    queries.put("four-columns", ScanQuery.of(schema, fourColumns(), null));
    queries.put("all-columns", ScanQuery.of(schema, List.of(), null));
    queries.put("clustered-2%", ScanQuery.of(schema, fourColumns(), sortedRange(scale)));
    queries.put("random-2%", ScanQuery.of(schema, fourColumns(), randomRange(scale)));
    queries.put("strings", ScanQuery.of(schema, strings, null));
    return queries;
  }

  /** In the middle of the table. */
  private Range sortedRange(double scale) {
    long from = Math.round(ORDER_KEYS * scale / 2);
    return new Range(sortedColumn, from, from + Math.round(ORDER_KEYS * scale * SHARE) - 1);
  }

  private Range randomRange(double scale) {
    return new Range(randomColumn, 1, Math.round(randomKeys * scale * SHARE));
  }
}
