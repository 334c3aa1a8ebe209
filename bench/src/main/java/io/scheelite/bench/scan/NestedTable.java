package io.scheelite.bench.scan;

import io.scheelite.bench.scan.ScanQuery.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The orders of TPC-H with their items in lists: a table of structs, lists, and lists of structs.
 */
final class NestedTable {
  /** Of its files. */
  static final String NAME = "nested";

  private NestedTable() {}

  /** Makes the rows, in the order of the orders' key. In SQL of DuckDB. */
  static String select(Path orders, Path lineitem) {
    return "SELECT o_orderkey, {'custkey': o_custkey, 'totalprice': o_totalprice, 'orderdate':"
        + " o_orderdate, 'clerk': o_clerk} AS header, list(l_quantity ORDER BY l_linenumber) AS"
        + " quantities, list(l_shipmode ORDER BY l_linenumber) AS shipmodes, list({'partkey':"
        + " l_partkey, 'price': l_extendedprice} ORDER BY l_linenumber) AS items FROM '"
        + orders
        + "' JOIN '"
        + lineitem
        + "' ON o_orderkey = l_orderkey GROUP BY ALL ORDER BY o_orderkey";
  }

  /** The queries by their names. */
  static Map<String, ScanQuery> queries() {
    Map<String, ScanQuery> queries = new LinkedHashMap<>();
    queries.put(
        "struct-fields",
        query(
            new Value("SUM(header['custkey'])", "sum header.custkey"),
            new Value("SUM(header['totalprice'])", "sum header.totalprice"),
            new Value("MAX(header['orderdate'])", "max header.orderdate"),
            new Value("SUM(strlen(header['clerk']))", "bytes header.clerk")));
    queries.put(
        "numbers",
        query(
            new Value("SUM(len(quantities))", "length quantities"),
            new Value("SUM(quantities[1])", "sum quantities.1")));
    queries.put(
        "texts",
        query(
            new Value("SUM(len(shipmodes))", "length shipmodes"),
            new Value("MAX(shipmodes[1])", "max shipmodes.1")));
    queries.put(
        "structs",
        query(
            new Value("SUM(len(items))", "length items"),
            new Value("SUM(items[1]['price'])", "sum items.1.price")));
    return queries;
  }

  private static ScanQuery query(Value... values) {
    return new ScanQuery(List.of(values), null);
  }
}
