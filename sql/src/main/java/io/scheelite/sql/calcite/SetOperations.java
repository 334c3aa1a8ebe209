package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Makes a balanced tree of a long chain of unions or intersections, which parses as one level per
 * branch: Calcite looks at the whole subtree on each level. Both are associative.
 */
final class SetOperations {
  /** Shorter ones stay as they are written. */
  private static final int MOST_LEVELS = 16;

  /** Each becomes a join. */
  private static final int MOST_INTERSECTIONS = 200;

  private SetOperations() {}

  /** The statement with its chains balanced. */
  static SqlNode balance(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new Balancer()));
  }

  private static boolean isChain(SqlCall call) {
    return (call.getKind() == SqlKind.UNION || call.getKind() == SqlKind.INTERSECT)
        && call.operandCount() == 2;
  }

  /** The branches of a chain from left to right. */
  private static List<SqlNode> branches(SqlCall chain) {
    Deque<SqlNode> reversed = new ArrayDeque<>();
    SqlNode left = chain;
    while (left instanceof SqlCall call
        && isChain(call)
        && call.getOperator().equals(chain.getOperator())) {
      reversed.push(call.operand(1));
      left = call.operand(0);
    }
    reversed.push(left);
    return List.copyOf(reversed);
  }

  private static SqlNode tree(SqlCall chain, List<SqlNode> branches) {
    if (branches.size() == 1) {
      return branches.getFirst();
    }
    int middle = branches.size() / 2;
    return new SqlBasicCall(
        chain.getOperator(),
        List.of(
            tree(chain, branches.subList(0, middle)),
            tree(chain, branches.subList(middle, branches.size()))),
        chain.getParserPosition());
  }

  /** Visits everything, since queries may be anywhere. */
  private static final class Balancer extends SqlShuttle {
    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      if (isChain(call)) {
        List<SqlNode> branches = branches(call);
        if (call.getKind() == SqlKind.INTERSECT && branches.size() > MOST_INTERSECTIONS) {
          throw SqlException.of(
              ErrorCode.STATEMENT_TOO_COMPLEX,
              "too many intersections: found=" + branches.size() + " limit=" + MOST_INTERSECTIONS);
        }
        if (branches.size() > MOST_LEVELS) {
          List<SqlNode> balanced = new ArrayList<>();
          branches.forEach(branch -> balanced.add(Objects.requireNonNull(branch.accept(this))));
          return tree(call, balanced);
        }
      }
      return super.visit(call);
    }
  }
}
