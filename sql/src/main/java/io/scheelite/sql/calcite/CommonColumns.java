package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.AggregatingScope;
import org.apache.calcite.sql.validate.DelegatingScope;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a column is that a join's sides have in common ({@code USING}, {@code NATURAL}) Calcite
 * knows in few places; so its name is replaced here by what it stands for: the left side's column,
 * the right side's of a right join, the first of both that is not null of a full join.
 */
final class CommonColumns {
  private static final Set<SqlKind> DIRECTIONS =
      EnumSet.of(SqlKind.DESCENDING, SqlKind.NULLS_FIRST, SqlKind.NULLS_LAST);

  /** Operands of a join. */
  private static final int NATURAL = 1;

  private static final int CONDITION_TYPE = 4;
  private static final int CONDITION = 5;

  private final SqlValidatorImpl validator;
  private final SqlNode from;
  private final List<String> names = new ArrayList<>();

  /** Queries whose own columns and results come first. */
  private final List<SqlSelect> inside;

  /** Whether groups are read of the query, for what those are inside. */
  private final boolean ofGroups;

  private CommonColumns(
      SqlNode from, List<SqlSelect> inside, boolean ofGroups, SqlValidatorImpl validator) {
    this.validator = validator;
    this.from = from;
    this.inside = inside;
    this.ofGroups = ofGroups;
    addNames(from);
  }

  /**
   * Replaces names in all clauses of a query whose FROM was validated: of its own common columns,
   * and of those of the queries around.
   */
  static void replace(SqlSelect select, SqlValidatorImpl validator) {
    List<SqlSelect> inside = new ArrayList<>();
    SqlValidatorScope scope = validator.getRawSelectScope(select);
    boolean ofGroups = false;
    while (scope instanceof DelegatingScope delegating) {
      ofGroups |= scope instanceof AggregatingScope;
      if (scope instanceof SelectScope query) {
        SqlNode from = query.getNode().getFrom();
        if (from instanceof SqlJoin) {
          new CommonColumns(from, List.copyOf(inside), ofGroups, validator).replaceIn(select);
        }
        inside.add(query.getNode());
        ofGroups = false;
      }
      scope = delegating.getParent();
    }
  }

  /** Replaces names in the condition of a join whose sides were validated. */
  static void replaceInCondition(SqlJoin join, SqlValidatorImpl validator) {
    if (join.getConditionType() == JoinConditionType.ON) {
      CommonColumns columns = new CommonColumns(join, List.of(), false, validator);
      join.setOperand(CONDITION, columns.replaced(join.getCondition()));
    }
  }

  /**
   * Makes {@code ON} of the condition of a join in a validated query: Calcite would compare the
   * first column of the name on either side, whatever the joins there say.
   */
  static void compare(SqlJoin join, SqlValidatorImpl validator) {
    CommonColumns columns = new CommonColumns(join, List.of(), false, validator);
    SqlParserPos place = join.getParserPosition();
    SqlNode condition = null;
    for (String common : columns.commonNames(join)) {
      SqlIdentifier name = new SqlIdentifier(common, place);
      List<SqlNode> left = columns.meanings(name, join.getLeft());
      List<SqlNode> right = columns.meanings(name, join.getRight());
      if (left.size() > 1 || right.size() > 1) {
        throw CalciteErrors.at(
            place,
            ErrorCode.AMBIGUOUS_COLUMN,
            "ambiguous column, one side of the join has it twice: " + common);
      }
      if (left.isEmpty() || right.isEmpty()) {
        return; // a table without a name of its own
      }
      SqlNode equal =
          SqlStdOperatorTable.EQUALS.createCall(place, left.getFirst(), right.getFirst());
      condition =
          condition == null ? equal : SqlStdOperatorTable.AND.createCall(place, condition, equal);
    }
    if (condition != null) {
      validator.deriveType(Objects.requireNonNull(validator.getJoinScope(join)), condition);
      join.setOperand(NATURAL, SqlLiteral.createBoolean(false, place));
      join.setOperand(CONDITION_TYPE, JoinConditionType.ON.symbol(place));
      join.setOperand(CONDITION, condition);
    }
  }

  private void replaceIn(SqlSelect select) {
    if (names.isEmpty()) {
      return;
    }
    select.setWhere(replaced(select.getWhere()));
    select.setHaving(replaced(select.getHaving()));
    select.setQualify(replaced(select.getQualify()));
    replaceInside(select.getGroup());
    if (inside.isEmpty()) {
      StarColumns.expand(select, validator);
    }
    select.getSelectList().replaceAll(this::named);
    SqlNodeList orderings = select.getOrderList();
    if (orderings != null) {
      orderings.replaceAll(key -> ordered(key, select));
    }
  }

  /** A name alone is that of a column of the result, if there is one. */
  private SqlNode ordered(SqlNode key, SqlSelect select) {
    if (key instanceof SqlCall directed && DIRECTIONS.contains(key.getKind())) {
      directed.setOperand(0, ordered(directed.operand(0), select));
      return key;
    }
    boolean ofResult =
        key instanceof SqlIdentifier name
            && name.isSimple()
            && isInResult(name.getSimple(), select);
    return ofResult ? key : Objects.requireNonNull(replaced(key));
  }

  private boolean isInResult(String name, SqlSelect select) {
    for (SqlNode item : select.getSelectList()) {
      boolean isStar = SelectSyntax.isStar(item);
      String alias = SqlValidatorUtil.alias(item);
      if (isStar || (alias != null && contains(List.of(alias), name))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a query has a column or a result of a name. */
  private boolean isNamed(String name, SqlSelect query) {
    boolean isResult =
        query.getSelectList().stream()
            .anyMatch(
                item ->
                    item.getKind() == SqlKind.AS
                        && contains(List.of(((SqlCall) item).operand(1).toString()), name));
    return isResult
        || Objects.requireNonNull(validator.getRawSelectScope(query)).getChildren().stream()
            .anyMatch(table -> contains(table.getRowType().getFieldNames(), name));
  }

  private void addNames(SqlNode part) {
    if (part instanceof SqlJoin join) {
      addNames(join.getLeft());
      addNames(join.getRight());
      names.addAll(commonNames(join));
    }
  }

  private List<String> commonNames(SqlJoin join) {
    List<String> common = validator.usingNames(join);
    return common == null ? List.of() : common;
  }

  private boolean contains(List<String> among, String name) {
    return among.stream()
        .anyMatch(each -> validator.getCatalogReader().nameMatcher().matches(each, name));
  }

  private @Nullable SqlNode replaced(@Nullable SqlNode node) {
    if (node instanceof SqlIdentifier name
        && name.isSimple()
        && contains(names, name.getSimple())
        && inside.stream().noneMatch(query -> isNamed(name.getSimple(), query))) {
      List<SqlNode> meanings = meanings(name, from);
      if (ofGroups && meanings.size() == 1 && meanings.getFirst() instanceof SqlCall) {
        throw SqlException.unsupported("a full join's common column in a subquery of groups");
      }
      return meanings.size() == 1 ? meanings.getFirst() : name;
    }
    replaceInside(node);
    return node;
  }

  /** What stands in a select list keeps its name. */
  private SqlNode named(SqlNode item) {
    SqlNode value = Objects.requireNonNull(replaced(item));
    return value == item
        ? item
        : SqlStdOperatorTable.AS.createCall(item.getParserPosition(), value, item);
  }

  /** Queries inside have names of their own. */
  private void replaceInside(@Nullable SqlNode node) {
    if (node instanceof SqlNodeList list) {
      list.replaceAll(this::replaced);
    } else if (node instanceof SqlCall call
        && !node.isA(SqlKind.QUERY)
        && !(node instanceof SqlStarExclude)) { // has names alone
      int numOperands = call.getKind() == SqlKind.AS ? 1 : call.operandCount();
      for (int i = 0; i < numOperands; i++) {
        SqlNode operand = call.getOperandList().get(i);
        SqlNode replacement = replaced(operand);
        if (replacement != operand) {
          call.setOperand(i, replacement);
        }
      }
    }
  }

  /** What a name can mean in a part of FROM. */
  private List<SqlNode> meanings(SqlIdentifier name, SqlNode part) {
    if (!(part instanceof SqlJoin join)) {
      return columnsNamed(name, part);
    }
    List<SqlNode> left = meanings(name, join.getLeft());
    List<SqlNode> right = meanings(name, join.getRight());
    if (left.size() == 1 && right.size() == 1 && contains(commonNames(join), name.getSimple())) {
      return switch (join.getJoinType()) {
        case RIGHT -> right;
        case FULL ->
            List.of(
                SqlStdOperatorTable.COALESCE.createCall(
                    name.getParserPosition(), left.getFirst(), right.getFirst()));
        default -> left;
      };
    }
    List<SqlNode> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  private List<SqlNode> columnsNamed(SqlIdentifier name, SqlNode table) {
    SqlValidatorNamespace namespace = validator.getNamespace(table);
    String alias = SqlValidatorUtil.alias(table);
    List<SqlNode> columns = new ArrayList<>();
    if (namespace != null && alias != null) {
      for (String column : namespace.getRowType().getFieldNames()) {
        if (validator.getCatalogReader().nameMatcher().matches(column, name.getSimple())) {
          columns.add(new SqlIdentifier(List.of(alias, column), name.getParserPosition()));
        }
      }
    }
    return columns;
  }
}
