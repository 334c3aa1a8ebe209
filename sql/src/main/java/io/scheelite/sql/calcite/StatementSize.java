package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tables that a statement reads when every name stands for its query: thirty queries of
 * WITH, each reading the one before twice, are a billion. One per statement.
 */
final class StatementSize {
  private static final long MOST_TABLES = 10_000;

  /** Views of other views, of which each is parsed once. */
  interface ViewParser {
    /** The query of a view. */
    SqlNode parse(Catalog.View view);
  }

  private final Catalog catalog;
  private final ViewParser parser;
  private final Map<String, Long> views = new HashMap<>();

  StatementSize(Catalog catalog, ViewParser parser) {
    this.catalog = catalog;
    this.parser = parser;
  }

  /** Refuses a statement that is too large. */
  void check(SqlNode statement) {
    if (count(statement, Map.of()) >= MOST_TABLES) {
      throw SqlException.of(
          ErrorCode.STATEMENT_TOO_COMPLEX,
          "names of WITH and views stand for too many tables altogether: limit=" + MOST_TABLES);
    }
  }

  /** Names that stand for one table, columns among them, do not count: only what names multiply. */
  private long count(@Nullable SqlNode node, Map<String, Long> named) {
    return switch (node) {
      case null -> 0;
      case SqlWith with -> count(with, named);
      case SqlIdentifier identifier ->
          identifier.isSimple() ? sizeOf(identifier.getSimple(), named) : 0;
      case SqlNodeList list -> count(list.getList(), named);
      case SqlCall call -> count(call.getOperandList(), named);
      default -> 0;
    };
  }

  private long count(Iterable<? extends @Nullable SqlNode> nodes, Map<String, Long> named) {
    long sum = 0;
    for (SqlNode node : nodes) {
      sum = Math.min(MOST_TABLES, sum + count(node, named));
    }
    return sum;
  }

  private long count(SqlWith with, Map<String, Long> outer) {
    Map<String, Long> named = new HashMap<>(outer);
    Set<String> own = new HashSet<>();
    for (SqlNode node : with.withList) {
      SqlWithItem item = (SqlWithItem) node;
      if (!own.add(item.name.getSimple().toLowerCase(Locale.ROOT))) {
        throw CalciteErrors.at(
            item.name.getParserPosition(),
            ErrorCode.DUPLICATE_ALIAS,
            "name is there twice in WITH: " + item.name.getSimple());
      }
      long size = Math.max(1, count(item.query, named));
      named.put(item.name.getSimple().toLowerCase(Locale.ROOT), size);
    }
    return count(with.body, named);
  }

  private long sizeOf(String name, Map<String, Long> named) {
    String key = name.toLowerCase(Locale.ROOT);
    Long size = named.get(key);
    if (size != null) {
      return size;
    }
    Long known = views.get(key);
    if (known != null) {
      return known;
    }
    Catalog.View view = catalog.findView(name);
    if (view == null) {
      return 0;
    }
    views.put(key, 1L); // should it name itself
    long count = Math.max(1, count(parser.parse(view), Map.of()));
    views.put(key, count);
    return count;
  }
}
