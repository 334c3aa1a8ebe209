package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlStarReplace;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.jspecify.annotations.Nullable;

/**
 * Gives {@code TABLE t} the meaning of {@code SELECT * FROM t}, and queries with {@code GROUP BY
 * ALL} and {@code DISTINCT ON}, which {@link SelectShapes} has marked, theirs: the former groups by
 * whatever is selected and no aggregate; the latter takes the first row of each group, in the
 * query's order, by a window's numbers.
 */
final class SelectSyntax {
  private SelectSyntax() {}

  /** The statement without those marks. */
  static SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new Rewriter()));
  }

  /** Whether a list of GROUP BY or ORDER BY says ALL. */
  static boolean isAll(@Nullable SqlNodeList list) {
    return list != null && list.size() == 1 && saysAll(list.get(0));
  }

  /** The query behind WITH. */
  static SqlNode body(SqlNode query) {
    return query instanceof SqlWith with ? body(with.body) : query;
  }

  /** Whether an item of a select list stands for columns of tables. */
  static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier name && name.isStar()
        || item instanceof SqlStarExclude
        || item instanceof SqlStarReplace;
  }

  /** A query of rows of FROM, without other clauses; of one row where nothing is selected from. */
  static SqlSelect select(
      SqlParserPos place, SqlNodeList items, @Nullable SqlNode from, @Nullable SqlNode where) {
    return new SqlSelect(
        place, null, items, from, where, null, null, null, null, null, null, null, null);
  }

  private static boolean saysAll(SqlNode item) {
    if (item instanceof SqlCall call && isDirection(call)) {
      return saysAll(call.operand(0));
    }
    return item instanceof SqlIdentifier name
        && name.isSimple()
        && name.getSimple().equals(SelectShapes.ALL);
  }

  private static boolean isDirection(SqlNode item) {
    return switch (item.getKind()) {
      case DESCENDING, NULLS_FIRST, NULLS_LAST -> true;
      default -> false;
    };
  }

  /** What a key of ORDER BY orders by. */
  static SqlNode withoutDirection(SqlNode ordering) {
    return ordering instanceof SqlCall call && isDirection(call)
        ? withoutDirection(call.operand(0))
        : ordering;
  }

  /** The same direction for another value. */
  static SqlNode inDirection(SqlNode ordering, SqlNode value) {
    return ordering instanceof SqlCall call && isDirection(call)
        ? call.getOperator()
            .createCall(call.getParserPosition(), inDirection(call.operand(0), value))
        : value;
  }

  private static final class Rewriter extends SqlShuttle {
    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      if (call.getKind() == SqlKind.EXTEND) { // Calcite takes columns with types behind a table
        throw CalciteErrors.at(
            call.getParserPosition(),
            ErrorCode.SYNTAX_ERROR,
            "a table's name alone is expected here");
      }
      if (call.getKind() == SqlKind.EXPLICIT_TABLE) { // which Calcite cannot order
        SqlParserPos place = call.getParserPosition();
        return select(place, SqlNodeList.of(SqlIdentifier.star(place)), call.operand(0), null);
      }
      if (call instanceof SqlCase cases) {
        requireConditions(cases);
      }
      if (call instanceof SqlOrderBy ordered
          && body(ordered.query) instanceof SqlSelect select
          && isDistinctOn(select)) {
        chooseFirst(select, ordered.orderList);
      } else if (call instanceof SqlSelect select) {
        if (isDistinctOn(select)) {
          chooseFirst(select, SqlNodeList.EMPTY);
        }
        if (isAll(select.getGroup())) {
          groupByAll(select);
        }
      }
      return super.visit(call);
    }
  }

  /** Calcite's grammar has lists behind WHEN, which it compares with the value behind CASE. */
  private static void requireConditions(SqlCase cases) {
    for (SqlNode condition : cases.getWhenOperands()) {
      if (condition instanceof SqlNodeList list) {
        throw CalciteErrors.at(
            list.get(1).getParserPosition(),
            ErrorCode.SYNTAX_ERROR,
            "one condition is expected behind WHEN");
      }
    }
  }

  private static boolean isDistinctOn(SqlSelect select) {
    return !select.getSelectList().isEmpty()
        && select.getSelectList().get(0) instanceof SqlBasicCall call
        && call.getOperator().getName().equals(SelectShapes.DISTINCT_ON);
  }

  private static void chooseFirst(SqlSelect select, SqlNodeList orderings) {
    List<SqlNode> items = new ArrayList<>(select.getSelectList().getList());
    SqlBasicCall marked = (SqlBasicCall) items.removeFirst();
    if (select.getQualify() != null) {
      throw SqlException.unsupported("DISTINCT ON beside QUALIFY");
    }
    SqlParserPos place = marked.getParserPosition();
    List<SqlNode> keys = new ArrayList<>();
    marked.getOperandList().forEach(key -> keys.add(meaning(key, items)));
    List<SqlNode> order = new ArrayList<>();
    for (SqlNode ordering : orderings) {
      if (saysAll(ordering)) {
        throw SqlException.unsupported("DISTINCT ON beside ORDER BY ALL");
      }
      order.add(inDirection(ordering, meaning(withoutDirection(ordering), items)));
    }
    SqlNode window =
        SqlWindow.create(
            null,
            null,
            new SqlNodeList(keys, place),
            new SqlNodeList(order, place),
            SqlLiteral.createBoolean(false, place),
            null,
            null,
            null,
            place);
    SqlNode number =
        SqlStdOperatorTable.OVER.createCall(
            place, SqlStdOperatorTable.ROW_NUMBER.createCall(place), window);
    select.setSelectList(new SqlNodeList(items, place));
    select.setQualify(
        SqlStdOperatorTable.EQUALS.createCall(
            place, number, SqlLiteral.createExactNumeric("1", place)));
  }

  /** What a number or an alias of the select list stands for; else the value itself. */
  private static SqlNode meaning(SqlNode value, List<SqlNode> items) {
    if (value instanceof SqlNumericLiteral number && number.isInteger()) {
      int index = number.getValueAs(BigDecimal.class).intValue() - 1;
      if (items.stream().limit(index + 1L).anyMatch(SelectSyntax::isStar)) {
        throw SqlException.unsupported("numbers of columns that * stands for beside DISTINCT ON");
      }
      if (index < 0 || index >= items.size()) {
        throw SqlException.of(
            ErrorCode.INVALID_QUERY, "the select list has no such column: number=" + number);
      }
      return expression(items.get(index));
    }
    if (value instanceof SqlIdentifier name && name.isSimple()) {
      for (SqlNode item : items) {
        if (item.getKind() == SqlKind.AS
            && ((SqlCall) item).operand(1) instanceof SqlIdentifier alias
            && alias.getSimple().equalsIgnoreCase(name.getSimple())) {
          return expression(item);
        }
      }
    }
    return value;
  }

  private static SqlNode expression(SqlNode item) {
    return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
  }

  private static void groupByAll(SqlSelect select) {
    List<SqlNode> keys = new ArrayList<>();
    for (SqlNode item : select.getSelectList()) {
      SqlNode value = expression(item);
      if (isStar(value)) {
        throw SqlException.unsupported("GROUP BY ALL of *");
      }
      boolean isConstant = value instanceof SqlLiteral || value instanceof SqlDynamicParam;
      if (!isConstant && !hasAggregate(value)) {
        keys.add(value.clone(value.getParserPosition()));
      }
    }
    select.setGroupBy(
        keys.isEmpty() ? null : new SqlNodeList(keys, select.getGroup().getParserPosition()));
  }

  private static boolean hasAggregate(SqlNode node) {
    if (node instanceof SqlNodeList list) {
      return list.stream().anyMatch(item -> item != null && hasAggregate(item));
    }
    if (!(node instanceof SqlCall call) || node.isA(SqlKind.QUERY)) {
      return false;
    }
    return call.getKind() == SqlKind.OVER
        || isAggregate(call.getOperator())
        || call.getOperandList().stream()
            .anyMatch(operand -> operand != null && hasAggregate(operand));
  }

  private static boolean isAggregate(SqlOperator operator) {
    if (operator.isAggregator()) {
      return true;
    }
    if (!(operator instanceof SqlFunction function) || function.getNameAsId() == null) {
      return false;
    }
    List<SqlOperator> found = new ArrayList<>();
    DialectOperators.INSTANCE.lookupOperatorOverloads(
        Objects.requireNonNull(function.getNameAsId()),
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        SqlSyntax.FUNCTION,
        found,
        SqlNameMatchers.withCaseSensitive(false));
    return found.stream().anyMatch(SqlOperator::isAggregator);
  }
}
