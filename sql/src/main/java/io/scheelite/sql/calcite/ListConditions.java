package io.scheelite.sql.calcite;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code x IN (1, 2)} as {@code x = 1 OR x = 2} in ORDER BY and OVER of groups: for Calcite
 * a list is a subquery, and beside groups it looks for those of SELECT and HAVING alone. Where rows
 * are grouped by a list, all of the query is written so: the keys must be found again.
 */
final class ListConditions extends SqlShuttle {
  private final boolean everywhere;
  private int aggregates;

  private ListConditions(boolean everywhere) {
    this.everywhere = everywhere;
  }

  /** Changes a node in its place, if it is a query. */
  static void replace(@Nullable SqlNode node) {
    if (node instanceof SqlWith with) {
      replace(with.body); // which has got the ORDER BY behind it by now
    }
    if (!(node instanceof SqlSelect select)) {
      return;
    }
    boolean grouped = select.getGroup() != null;
    if (grouped && hasList(select.getGroup())) {
      replaceAll(select);
      return;
    }
    Windows windows = new Windows(grouped);
    select.setSelectList((SqlNodeList) select.getSelectList().accept(windows));
    if (select.getQualify() != null) {
      select.setQualify(select.getQualify().accept(windows));
    }
    if (select.getOrderList() != null) {
      grouped |=
          select.getHaving() != null
              || select.getOrderList().stream().anyMatch(ListConditions::isAggregated);
      ListConditions shuttle = new ListConditions(grouped);
      select
          .getOrderList()
          .replaceAll(key -> key == null || isItem(select, key) ? key : key.accept(shuttle));
    }
  }

  /** What SELECT has, too, is found there. */
  private static boolean isItem(SqlSelect select, SqlNode key) {
    SqlNode value = key;
    while (value.getKind() == SqlKind.DESCENDING
        || value.getKind() == SqlKind.NULLS_FIRST
        || value.getKind() == SqlKind.NULLS_LAST) {
      value = ((SqlCall) value).operand(0);
    }
    for (SqlNode item : select.getSelectList()) {
      if (value.equalsDeep(SqlUtil.stripAs(item), Litmus.IGNORE)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAggregated(@Nullable SqlNode node) {
    return node instanceof SqlCall call
        && !call.getKind().belongsTo(SqlKind.QUERY)
        && call.getKind() != SqlKind.OVER
        && (call.getOperator().isAggregator()
            || call.getOperandList().stream().anyMatch(ListConditions::isAggregated));
  }

  private static boolean hasList(@Nullable SqlNode node) {
    return switch (node) {
      case SqlNodeList keys -> keys.stream().anyMatch(ListConditions::hasList);
      case SqlCall call when !call.getKind().belongsTo(SqlKind.QUERY) ->
          isList(call) || call.getOperandList().stream().anyMatch(ListConditions::hasList);
      case null, default -> false;
    };
  }

  private static boolean isList(SqlCall call) {
    return (call.getKind() == SqlKind.IN || call.getKind() == SqlKind.NOT_IN)
        && call.operand(1) instanceof SqlNodeList members
        && !members.isEmpty();
  }

  private static void replaceAll(SqlSelect select) {
    ListConditions everywhere = new ListConditions(true);
    select.setSelectList((SqlNodeList) select.getSelectList().accept(everywhere));
    select.setGroupBy((SqlNodeList) select.getGroup().accept(everywhere));
    if (select.getHaving() != null) {
      select.setHaving(select.getHaving().accept(everywhere));
    }
    if (select.getQualify() != null) {
      select.setQualify(select.getQualify().accept(everywhere));
    }
    if (select.getOrderList() != null) {
      select.setOrderBy((SqlNodeList) select.getOrderList().accept(everywhere));
    }
  }

  /** Finds the functions over windows. */
  private static final class Windows extends SqlShuttle {
    private final boolean grouped;

    Windows(boolean grouped) {
      this.grouped = grouped;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      if (call.getKind().belongsTo(SqlKind.QUERY)) {
        return call;
      }
      if (call.getKind() != SqlKind.OVER) {
        return super.visit(call);
      }
      SqlCall function = call.operand(0);
      for (int i = 0; i < function.operandCount(); i++) {
        if (function.operand(i) != null) {
          function.setOperand(i, function.operand(i).accept(lists()));
        }
      }
      call.setOperand(1, call.operand(1).accept(lists()));
      return call;
    }

    private ListConditions lists() {
      return new ListConditions(grouped);
    }
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call.getKind().belongsTo(SqlKind.QUERY)) {
      return call;
    }
    boolean aggregate = call.getOperator().isAggregator() || call.getKind() == SqlKind.FILTER;
    aggregates += aggregate ? 1 : 0;
    SqlNode result = everywhere || aggregates > 0 ? condition(call) : super.visit(call);
    aggregates -= aggregate ? 1 : 0;
    return result;
  }

  private @Nullable SqlNode condition(SqlCall call) {
    if (!isList(call)) {
      return super.visit(call);
    }
    SqlNode any = any(call.operand(0), call.<SqlNodeList>operand(1), call.getParserPosition());
    return call.getKind() == SqlKind.NOT_IN
        ? SqlStdOperatorTable.NOT.createCall(call.getParserPosition(), any)
        : any;
  }

  /** A tree without long chains. */
  private SqlNode any(SqlNode value, List<SqlNode> members, SqlParserPos at) {
    if (members.size() == 1) {
      return SqlStdOperatorTable.EQUALS.createCall(
          at, value.accept(this).accept(new NodeCopy()), members.getFirst().accept(this));
    }
    int half = members.size() / 2;
    return SqlStdOperatorTable.OR.createCall(
        at,
        any(value, members.subList(0, half), at),
        any(value, members.subList(half, members.size()), at));
  }
}
