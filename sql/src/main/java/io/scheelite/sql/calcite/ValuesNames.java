package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Names the columns of VALUES in FROM and WITH {@code col0}, {@code col1} and so on, unless they
 * are named there, as DuckDB does.
 */
final class ValuesNames extends SqlShuttle {
  private static final Pattern HINT = Pattern.compile("\\bvalues\\b", Pattern.CASE_INSENSITIVE);
  private static final int NAMES = 2; // of columns begin there in AS

  private int numNameless;

  private ValuesNames() {}

  /** The statement with such names. */
  static SqlNode rewrite(SqlNode statement, SqlText text) {
    return HINT.matcher(text.text()).find()
        ? Objects.requireNonNull(statement.accept(new ValuesNames()))
        : statement;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode result = super.visit(call);
    switch (result) {
      case SqlSelect select when select.getFrom() != null ->
          select.setFrom(named(select.getFrom()));
      case SqlJoin join -> {
        join.setLeft(named(join.getLeft()));
        join.setRight(named(join.getRight()));
      }
      case SqlWithItem item when item.query.getKind() == SqlKind.VALUES -> {
        SqlNodeList given = item.columnList == null ? SqlNodeList.EMPTY : item.columnList;
        item.columnList = new SqlNodeList(names(item.query, given), given.getParserPosition());
      }
      case null, default -> {}
    }
    return result;
  }

  private SqlNode named(SqlNode table) {
    if (table.getKind() == SqlKind.VALUES) {
      numNameless++;
      String name = "unnamed_subquery" + (numNameless == 1 ? "" : numNameless);
      return as(table, table, new SqlIdentifier(name, table.getParserPosition()), List.of());
    }
    if (table instanceof SqlCall call && table.getKind() == SqlKind.AS) {
      SqlNode rows = call.operand(0);
      if (rows.getKind() == SqlKind.LATERAL) {
        rows = ((SqlCall) rows).operand(0);
      }
      if (rows.getKind() == SqlKind.VALUES) {
        List<SqlNode> operands = call.getOperandList();
        return as(call.operand(0), rows, operands.get(1), operands.subList(NAMES, operands.size()));
      }
    }
    return table;
  }

  private static SqlNode as(SqlNode table, SqlNode rows, SqlNode name, List<SqlNode> given) {
    List<SqlNode> operands = new ArrayList<>(List.of(table, name));
    operands.addAll(names(rows, given));
    return SqlStdOperatorTable.AS.createCall(table.getParserPosition(), operands);
  }

  private static List<SqlNode> names(SqlNode rows, Iterable<SqlNode> given) {
    List<SqlNode> names = new ArrayList<>();
    given.forEach(names::add);
    SqlNode row = ((SqlCall) rows).operand(0);
    int numColumns =
        row instanceof SqlCall call && row.getKind() == SqlKind.ROW ? call.operandCount() : 1;
    SqlParserPos at = rows.getParserPosition();
    while (names.size() < numColumns) {
      names.add(new SqlIdentifier("col" + names.size(), at));
    }
    return names;
  }
}
