package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.AggregatingScope;
import org.apache.calcite.sql.validate.JoinScope;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Lets columns of outer queries stand beside aggregates: {@code (SELECT o.x + MAX(i.y) FROM i)}.
 * For Calcite's check of what is grouped, such a column would have to be grouped, too. Knows
 * {@linkplain CommonColumns common columns} of joins, and which names {@linkplain ColumnsFirst mean
 * columns} rather than results. Used by one thread, for one statement.
 */
final class DialectValidator extends SqlValidatorImpl {
  private static final StackWalker STACK = StackWalker.getInstance();
  private static final String CHECK = "org.apache.calcite.sql.validate.AggChecker";
  private static final int CALLERS = 4;
  private static final Set<SqlKind> CASTS = EnumSet.of(SqlKind.CAST, SqlKind.SAFE_CAST);
  private static final Set<String> TEXTS = Set.of("CHAR", "VARCHAR");

  private final UnaryOperator<SqlNode> numbers;
  private final Deque<SqlSelect> selects = new ArrayDeque<>();

  /** Those of them whose FROM or WHERE is being validated. */
  private final Deque<SqlSelect> ungrouped = new ArrayDeque<>();

  /** Those being validated. */
  private final Deque<SqlJoin> joins = new ArrayDeque<>();

  /** The first query that gives the statement's columns, once it was begun. */
  private @Nullable SqlSelect labelled;

  /** What columns of its stars are called, by the names that they have there. */
  private final Map<String, String> labels = new HashMap<>();

  /** How many queries of FROM or WITH, whose columns others name, one is inside. */
  private int readByOthers;

  /**
   * @param numbers makes literals of the expressions of LIMIT and OFFSET
   */
  DialectValidator(
      SqlOperatorTable operators,
      SqlValidatorCatalogReader catalog,
      RelDataTypeFactory types,
      Config config,
      UnaryOperator<SqlNode> numbers) {
    super(operators, catalog, types, config);
    this.numbers = numbers;
  }

  /** Calcite has no cast of nested values to text; a function of ours makes the text of them. */
  @Override
  public RelDataType deriveType(SqlValidatorScope scope, SqlNode node) {
    if (node instanceof SqlCall cast
        && CASTS.contains(cast.getKind())
        && cast.operandCount() > 1
        && cast.operand(1) instanceof SqlDataTypeSpec type
        && TEXTS.contains(type.getTypeName().getSimple())) {
      SqlNode operand = cast.operand(0);
      if (CalciteTypes.isNested(super.deriveType(scope, operand))) {
        SqlParserPos place = operand.getParserPosition();
        cast.setOperand(0, DialectOperators.function("to_json").createCall(place, operand));
      }
    }
    return super.deriveType(scope, node);
  }

  @Override
  public SqlNode validate(SqlNode statement) {
    return super.validate(RowCounts.compute(statement, numbers));
  }

  /**
   * Reads rows of values in conditions as FROM would: when names and dates in them are found out,
   * calls around are copied, and Calcite knows no copy of VALUES.
   */
  @Override
  protected @Nullable SqlNode performUnconditionalRewrites(
      @Nullable SqlNode node, boolean underFrom) {
    if (node instanceof SqlCall call && call.operandCount() == 0) {
      requireArguments(call);
    } else if (node instanceof SqlCall call && ofRows(call)) {
      int last = call.operandCount() - 1;
      SqlNode rows = call.operand(last);
      if (rows.getKind() == SqlKind.VALUES) {
        call.setOperand(last, all(rows));
      }
    }
    SqlNode rewritten = super.performUnconditionalRewrites(node, underFrom);
    ListConditions.replace(rewritten);
    return rewritten;
  }

  /** Before Calcite looks for the arguments of what has none. */
  private static void requireArguments(SqlCall call) {
    if (call.getOperator().getName().equalsIgnoreCase("coalesce")) {
      throw CalciteErrors.at(
          call.getParserPosition(),
          ErrorCode.UNKNOWN_FUNCTION,
          "wrong number of arguments: coalesce takes 1 or more");
    }
  }

  private static boolean ofRows(SqlCall call) {
    return switch (call.getKind()) {
      case IN, NOT_IN, SOME, ALL, EXISTS -> true;
      default -> false;
    };
  }

  private static SqlSelect all(SqlNode rows) {
    SqlParserPos at = rows.getParserPosition();
    SqlNodeList star = SqlNodeList.of(SqlIdentifier.star(at));
    return SelectSyntax.select(at, star, rows, null);
  }

  @Override
  protected void validateSelect(SqlSelect select, RelDataType targetRowType) {
    if (labelled == null && selects.isEmpty() && readByOthers == 0) {
      labelled = select;
    }
    selects.push(select);
    try {
      super.validateSelect(select, targetRowType);
      SelectScope scope = getRawSelectScope(select);
      if (selects.size() > 1 && scope != null) {
        OuterAggregates.refuse(select, scope, getCatalogReader().nameMatcher());
      }
    } finally {
      selects.pop();
    }
  }

  @Override
  public void validateWithItem(SqlWithItem item) {
    readByOthers++;
    try {
      nameAll(item);
      super.validateWithItem(item);
    } finally {
      readByOthers--;
    }
  }

  /** Columns that are not named keep the names of the query. */
  private void nameAll(SqlWithItem item) {
    SqlNodeList names = item.columnList;
    SqlValidatorNamespace query = names == null ? null : getNamespace(item.query);
    List<String> all = query == null ? List.of() : query.getRowType().getFieldNames();
    for (int i = names == null ? 0 : names.size(); names != null && i < all.size(); i++) {
      names.add(new SqlIdentifier(all.get(i), names.getParserPosition()));
    }
  }

  @Override
  protected RelDataType validateSelectList(
      SqlNodeList items, SqlSelect select, RelDataType targetRowType) {
    SqlNodeList named = readByOthers > 0 ? DistinctNames.of(items, select, this) : items;
    return super.validateSelectList(named, select, targetRowType);
  }

  /** Columns that a star stands for have different names, too. */
  @Override
  protected void addToSelectList(
      List<SqlNode> items,
      Set<String> names,
      List<Map.Entry<String, RelDataType>> fields,
      SqlNode column,
      SelectScope scope,
      boolean withSystemColumns) {
    String name = SqlValidatorUtil.alias(column);
    SqlNode named = column;
    if (name != null && names.contains(name)) {
      Set<String> taken = getCatalogReader().nameMatcher().createSet();
      taken.addAll(names);
      String own = DistinctNames.take(name, taken);
      named = SqlValidatorUtil.addAlias(column, own);
      if (labelled != null && selects.peek() == labelled) {
        labels.put(own, name);
      }
    }
    super.addToSelectList(items, names, fields, named, scope, withSystemColumns);
  }

  /** What the statement's column of a name is called: another one may be called so, too. */
  String label(String name) {
    return labels.getOrDefault(name, name);
  }

  /** Of {@code t AS x(a)} the other columns keep their names. */
  @Override
  protected void registerNamespace(
      @Nullable SqlValidatorScope usingScope,
      @Nullable String alias,
      SqlValidatorNamespace namespace,
      boolean forceNullable) {
    super.registerNamespace(usingScope, alias, FirstAliases.of(namespace, this), forceNullable);
  }

  /** Behind the right side of a join, which comes last, both are known. */
  @Override
  protected void validateFrom(SqlNode node, RelDataType targetRowType, SqlValidatorScope scope) {
    SqlJoin join = joins.peek();
    SqlJoin complete = join != null && join.getRight() == node ? join : null;
    ungrouped.push(selects.getFirst());
    readByOthers++;
    try {
      super.validateFrom(node, targetRowType, scope);
    } finally {
      readByOthers--;
      ungrouped.pop();
    }
    if (complete != null) {
      CommonColumns.replaceInCondition(complete, this);
    }
  }

  @Override
  protected void validateJoin(SqlJoin join, SqlValidatorScope scope) {
    joins.push(join);
    try {
      super.validateJoin(join, scope);
    } finally {
      joins.pop();
    }
  }

  /** FROM was validated, all else was not: WHERE comes first. */
  @Override
  protected void validateWhereClause(SqlSelect select) {
    SemiJoins.requireUnambiguous(select, this);
    CommonColumns.replace(select, this);
    ColumnsFirst.replace(select, this);
    ungrouped.push(select);
    try {
      super.validateWhereClause(select);
    } finally {
      ungrouped.pop();
    }
  }

  /** Calcite does not check that QUALIFY of groups reads what is grouped. */
  @Override
  protected void validateQualifyClause(SqlSelect select) {
    super.validateQualifyClause(select);
    if (select.getQualify() != null && getSelectScope(select) instanceof AggregatingScope groups) {
      groups.checkAggregateExpr(select.getQualify(), true);
    }
  }

  /** The select list is known by now, so that ALL is: its columns from first to last. */
  @Override
  protected void validateOrderList(SqlSelect select) {
    SqlNodeList orderings = select.getOrderList();
    if (orderings != null && SelectSyntax.isAll(orderings)) {
      SqlParserPos place = orderings.getParserPosition();
      List<SqlNode> all = new ArrayList<>();
      for (int number = 1; number <= select.getSelectList().size(); number++) {
        SqlNode value = SqlLiteral.createExactNumeric(Integer.toString(number), place);
        all.add(SelectSyntax.inDirection(orderings.get(0), value));
      }
      select.setOrderBy(new SqlNodeList(all, place));
    } else if (orderings != null) {
      RepeatedColumns.replace(orderings, select, getCatalogReader().nameMatcher());
    }
    super.validateOrderList(select);
  }

  /**
   * Asked by the check first whether a name is a function without parentheses; a column of an outer
   * query is as constant as one.
   */
  @Override
  public @Nullable SqlCall makeNullaryCall(SqlIdentifier name) {
    return name.names.size() == 2 && isOfOuterQuery(name) && isChecked()
        ? SqlStdOperatorTable.CURRENT_DATE.createCall(name.getParserPosition())
        : super.makeNullaryCall(name);
  }

  private boolean isOfOuterQuery(SqlIdentifier name) {
    SqlSelect select = selects.peek();
    if (select == null || !(getSelectScope(select) instanceof AggregatingScope)) {
      return false;
    }
    SelectScope scope = getRawSelectScope(select);
    if (scope == null) {
      return false;
    }
    SqlValidatorScope.ResolvedImpl found = new SqlValidatorScope.ResolvedImpl();
    scope.resolve(List.of(name.names.getFirst()), getCatalogReader().nameMatcher(), false, found);
    return found.count() == 1 && found.only().scope != scope && isRead(name, found.only().scope);
  }

  /** Whether a scope has a column: a row has them all, in FROM and WHERE, but a group its keys. */
  private boolean isRead(SqlIdentifier name, SqlValidatorScope scope) {
    if (!(scope instanceof SelectScope outer)) {
      return scope instanceof JoinScope;
    }
    return ungrouped.contains(outer.getNode())
        || !(getSelectScope(outer.getNode()) instanceof AggregatingScope groups)
        || groups.checkAggregateExpr(outer.fullyQualify(name).identifier, false);
  }

  private static boolean isChecked() {
    return STACK.walk(
        frames -> frames.limit(CALLERS).anyMatch(frame -> frame.getClassName().equals(CHECK)));
  }
}
