package io.scheelite.bench.scan;

import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        ScanQuery.ofSql(
            "SUM(header['custkey'])",
            "SUM(header['totalprice'])",
            "MAX(header['orderdate'])",
            "SUM(strlen(header['clerk']))"));
    queries.put("numbers", ScanQuery.ofSql("SUM(len(quantities))", "SUM(quantities[1])"));
    queries.put("texts", ScanQuery.ofSql("SUM(len(shipmodes))", "MAX(shipmodes[1])"));
    queries.put("structs", ScanQuery.ofSql("SUM(len(items))", "SUM(items[1]['price'])"));
    return queries;
  }
}
