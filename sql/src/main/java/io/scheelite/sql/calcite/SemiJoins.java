package io.scheelite.sql.calcite;

import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.CatalogSchema.KnownRows;
import io.scheelite.sql.catalog.SystemTable;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.ListScope;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code a SEMI JOIN b ON c} as {@code a JOIN one_row ON EXISTS (SELECT '' FROM b WHERE c)},
 * and {@code ANTI JOIN} as the same with NOT: so the right side's names mean something within the
 * condition alone. The table of one row has no columns; {@link RelTranslator} makes a filter of the
 * join. Used by one thread, for one statement.
 */
final class SemiJoins extends SqlShuttle {
  /** The name of that table. */
  static final String ONE_ROW = "*one row*";

  /** One row without columns. */
  static final SystemTable TABLE =
      new SystemTable(ONE_ROW, new Schema(List.of()), () -> List.of(List.of()));

  /** What their queries select. */
  private static final String CONDITION = "*semi join*";

  private int numJoins;

  private SemiJoins() {}

  static SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new SemiJoins()));
  }

  /** Whether a join takes rows of its left side, but no columns of the right one. */
  static boolean isOne(SqlJoin join) {
    return join.getJoinType() == JoinType.LEFT_SEMI_JOIN
        || join.getJoinType() == JoinType.LEFT_ANTI_JOIN;
  }

  /** Refuses names in such a condition that are columns of both sides. */
  static void requireUnambiguous(SqlSelect select, SqlValidatorImpl validator) {
    boolean ofSemiJoin =
        select.getWhere() != null
            && select.getSelectList().size() == 1
            && select.getSelectList().get(0) instanceof SqlCharStringLiteral text
            && CONDITION.equals(text.getValueAs(String.class));
    ListScope right = validator.getRawSelectScope(select);
    if (ofSemiJoin && right != null && right.getParent() instanceof ListScope left) {
      Objects.requireNonNull(select.getWhere())
          .accept(
              new SqlBasicVisitor<@Nullable Void>() {
                @Override
                public @Nullable Void visit(SqlIdentifier name) {
                  if (name.isSimple() && isIn(left, name) && isIn(right, name)) {
                    throw CalciteErrors.at(
                        name.getParserPosition(),
                        ErrorCode.AMBIGUOUS_COLUMN,
                        "ambiguous column, both sides of the join have it: " + name);
                  }
                  return null;
                }

                @Override
                public @Nullable Void visit(SqlCall call) {
                  return call.isA(SqlKind.QUERY) ? null : super.visit(call);
                }
              });
    }
  }

  private static boolean isIn(ListScope scope, SqlIdentifier name) {
    return scope.getChildren().stream()
        .anyMatch(table -> table.getRowType().getField(name.getSimple(), false, false) != null);
  }

  /** Whether a side of a join is that table. */
  static boolean isOneRow(RelNode side) {
    KnownRows rows =
        side instanceof TableScan scan ? scan.getTable().unwrap(KnownRows.class) : null;
    return rows != null && rows.table() == TABLE;
  }

  /**
   * The left side's rows that a condition on both sides leaves. Those without a match that is true
   * are found by a join; NOT IN would ask whether a match is unknown, too.
   */
  static LogicalPlan filtered(LogicalPlan left, Expression condition) {
    return condition instanceof Expression.Comparison comparison
            && comparison.operator() == ComparisonOperator.IS_DISTINCT_FROM
            && comparison.left() instanceof SubqueryExpression.In in
        ? new LogicalPlan.Join(left, in.plan(), LogicalPlan.JoinKind.ANTI, in.matches())
        : PlanTrees.filter(left, ExpressionTrees.conjuncts(condition));
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode result = super.visit(call);
    return result instanceof SqlJoin join && isOne(join) ? written(join) : result;
  }

  private SqlNode written(SqlJoin join) {
    SqlParserPos place = join.getParserPosition();
    boolean anti = join.getJoinType() == JoinType.LEFT_ANTI_JOIN;
    if (join.isNatural() || join.getConditionType() == JoinConditionType.NONE) {
      throw SqlException.of(
          ErrorCode.SYNTAX_ERROR, (anti ? "ANTI" : "SEMI") + " JOIN needs ON or USING");
    }
    numJoins++;
    return new SqlJoin(
        place,
        join.getLeft(),
        SqlLiteral.createBoolean(false, place),
        JoinType.INNER.symbol(place),
        SqlStdOperatorTable.AS.createCall(
            place,
            new SqlIdentifier(ONE_ROW, place),
            new SqlIdentifier(ONE_ROW + ' ' + numJoins, place)),
        JoinConditionType.ON.symbol(place),
        join.getConditionType() == JoinConditionType.ON ? exists(join, anti) : in(join, anti));
  }

  private static SqlNode exists(SqlJoin join, boolean anti) {
    SqlParserPos place = join.getParserPosition();
    SqlNode item = SqlLiteral.createCharString(CONDITION, place);
    SqlNode query = select(SqlNodeList.of(item), join, Objects.requireNonNull(join.getCondition()));
    SqlNode exists = SqlStdOperatorTable.EXISTS.createCall(place, query);
    return anti ? SqlStdOperatorTable.NOT.createCall(place, exists) : exists;
  }

  /** Names of USING are those of the left side here, and of the right one within the query. */
  private static SqlNode in(SqlJoin join, boolean anti) {
    SqlParserPos place = join.getParserPosition();
    List<SqlNode> left = new ArrayList<>();
    List<SqlNode> right = new ArrayList<>();
    for (SqlNode name : (SqlNodeList) Objects.requireNonNull(join.getCondition())) {
      left.add(name);
      right.add(name.clone(name.getParserPosition()));
    }
    SqlNode values =
        left.size() == 1 ? left.getFirst() : SqlStdOperatorTable.ROW.createCall(place, left);
    SqlNode query = select(new SqlNodeList(right, place), join, null);
    SqlNode in = SqlStdOperatorTable.IN.createCall(place, values, query);
    return anti ? SqlStdOperatorTable.IS_NOT_TRUE.createCall(place, in) : in;
  }

  private static SqlSelect select(SqlNodeList items, SqlJoin join, @Nullable SqlNode condition) {
    return SelectSyntax.select(join.getParserPosition(), items, join.getRight(), condition);
  }
}
