package io.scheelite.sql.calcite;

import java.util.Objects;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Lets joins bind tighter than a comma, as the standard says, where that makes a difference: {@code
 * a, b FULL JOIN c} is {@code a, (b FULL JOIN c)}, and {@code USING} and {@code NATURAL} mean
 * columns of what is behind the comma. Calcite's grammar takes both as they come, which means the
 * same for other joins, and lets their conditions read what is before the comma.
 */
final class JoinSyntax {
  private JoinSyntax() {}

  /** The statement with its joins in that order. */
  static SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new Rewriter()));
  }

  private static final class Rewriter extends SqlShuttle {
    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      SqlNode result = super.visit(call);
      if (result instanceof SqlJoin join && bindsTighter(join)) {
        lift(join);
      }
      return result;
    }

    private static boolean bindsTighter(SqlJoin join) {
      return join.getJoinType() == JoinType.RIGHT
          || join.getJoinType() == JoinType.FULL
          || SemiJoins.isOne(join)
          || join.isNatural()
          || join.getConditionType() == JoinConditionType.USING;
    }
  }

  /** Moves a join and those to its left below the commas. */
  private static void lift(SqlJoin join) {
    if (join.getJoinType() != JoinType.COMMA && join.getLeft() instanceof SqlJoin before) {
      lift(before);
    }
    descend(join);
  }

  /** Moves a join below the comma directly to its left. */
  private static void descend(SqlJoin join) {
    if (join.getJoinType() == JoinType.COMMA
        || !(join.getLeft() instanceof SqlJoin commas)
        || commas.getJoinType() != JoinType.COMMA) {
      return;
    }
    SqlNode last = commas.getRight();
    SqlJoin lower =
        new SqlJoin(
            join.getParserPosition(),
            last,
            join.operand(1),
            join.operand(2),
            join.getRight(),
            join.operand(4),
            join.getCondition());
    join.setLeft(commas.getLeft());
    join.setOperand(1, commas.operand(1));
    join.setOperand(2, commas.operand(2));
    join.setRight(lower);
    join.setOperand(4, commas.operand(4));
    join.setOperand(5, null);
  }
}
