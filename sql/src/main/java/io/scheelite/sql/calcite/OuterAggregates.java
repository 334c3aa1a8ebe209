package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * Refuses aggregates in a subquery that read nothing but columns of outer queries, as in {@code
 * SELECT (SELECT sum(t.x)) FROM t}: such an aggregate is one of the outer query's rows, which makes
 * that a query of groups. For Calcite it would be one of the subquery's own rows.
 */
final class OuterAggregates extends SqlBasicVisitor<@Nullable Void> {
  private final SelectScope scope;
  private final SqlNameMatcher matcher;

  private OuterAggregates(SelectScope scope, SqlNameMatcher matcher) {
    this.scope = scope;
    this.matcher = matcher;
  }

  /** Looks at a subquery that was validated, so that its columns have the names of their tables. */
  static void refuse(SqlSelect select, SelectScope scope, SqlNameMatcher matcher) {
    OuterAggregates aggregates = new OuterAggregates(scope, matcher);
    select.getSelectList().accept(aggregates);
    for (SqlNode clause : clauses(select)) {
      clause.accept(aggregates);
    }
  }

  private static List<SqlNode> clauses(SqlSelect select) {
    List<SqlNode> clauses = new ArrayList<>();
    for (SqlNode clause :
        new @Nullable SqlNode[] {select.getHaving(), select.getQualify(), select.getOrderList()}) {
      if (clause != null) {
        clauses.add(clause);
      }
    }
    return clauses;
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call.isA(SqlKind.QUERY)) {
      return null; // it was looked at
    }
    if (call.getKind() == SqlKind.OVER) {
      SqlCall function = call.operand(0);
      function.getOperandList().forEach(argument -> argument.accept(this));
      return null;
    }
    if (call.getOperator().isAggregator() && readsOuterColumnsOnly(call)) {
      throw CalciteErrors.at(
          call.getParserPosition(),
          ErrorCode.UNSUPPORTED,
          "not supported yet: an aggregate that reads columns of an outer query only");
    }
    return super.visit(call);
  }

  private boolean readsOuterColumnsOnly(SqlCall aggregate) {
    List<SqlIdentifier> names = new ArrayList<>();
    boolean[] hasQuery = {false};
    SqlBasicVisitor<@Nullable Void> reader =
        new SqlBasicVisitor<>() {
          @Override
          public @Nullable Void visit(SqlIdentifier name) {
            names.add(name);
            return null;
          }

          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
              hasQuery[0] = true;
              return null;
            }
            return super.visit(call);
          }
        };
    aggregate.getOperandList().forEach(argument -> argument.accept(reader));
    return !hasQuery[0] && !names.isEmpty() && names.stream().allMatch(this::isOuter);
  }

  private boolean isOuter(SqlIdentifier name) {
    if (name.isStar() || name.names.size() < 2) {
      return false;
    }
    SqlValidatorScope.ResolvedImpl found = new SqlValidatorScope.ResolvedImpl();
    scope.resolve(List.of(name.names.getFirst()), matcher, false, found);
    return found.count() == 1 && found.only().scope != scope;
  }
}
