package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.CatalogSchema.CatalogTable;
import io.scheelite.sql.calcite.CatalogSchema.KnownRows;
import io.scheelite.sql.catalog.SystemTable;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.SameValue;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.RowNumbers;
import io.scheelite.sql.logical.TableScans;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Translates Calcite's relational algebra, which knows columns by position, into ours, which knows
 * them by identity. Projections that merely rename or reorder therefore vanish.
 */
final class RelTranslator {
  /** A translated node: {@code row} says which of the plan's columns stands at which position. */
  record Relation(LogicalPlan plan, List<PlanColumn> row) {}

  private final ColumnFactory columns;
  private final LocalDateTime now;
  private boolean dependsOnNow;
  private final OuterRows outerRows = new OuterRows();
  private final Recursions recursions;

  RelTranslator(ColumnFactory columns, LocalDateTime now) {
    this.columns = columns;
    this.now = now;
    this.recursions = new Recursions(this, columns);
  }

  Relation translate(RelNode node) {
    return switch (node) {
      case TableScan scan -> scan(scan);
      case Filter filter -> filter(filter);
      case Project project -> project(project);
      case Join join -> join(join);
      case Correlate correlate -> lateral(correlate);
      case Aggregate aggregate -> aggregate(aggregate);
      case Sort sort -> sort(sort);
      case Union union -> union(union);
      case Intersect intersect -> setOperation(intersect, JoinKind.SEMI, "INTERSECT");
      case Minus minus -> setOperation(minus, JoinKind.ANTI, "EXCEPT");
      case Values values -> values(values);
      case RepeatUnion recursion -> recursions.translate(recursion);
      default -> throw SqlException.unsupported(featureName(node));
    };
  }

  private static String featureName(RelNode node) {
    String name = node.getClass().getSimpleName().replace("Logical", "");
    return switch (name) {
      case "TableFunctionScan" -> "table functions";
      case "Uncollect" -> "UNNEST";
      case "Sample" -> "TABLESAMPLE";
      default -> name.toUpperCase(Locale.ROOT);
    };
  }

  /** What CURRENT_DATE or a current timestamp is, the same all over the statement. */
  Expression.Literal now(String function) {
    dependsOnNow = true;
    if (function.equals("CURRENT_DATE")) {
      return new Expression.Literal(now.toLocalDate().toEpochDay(), DataType.DATE);
    }
    long micros = ChronoUnit.MICROS.between(LocalDate.EPOCH.atStartOfDay(), now);
    return new Expression.Literal(micros, DataType.TIMESTAMP);
  }

  /** Whether anything asked for {@link #now}. */
  boolean dependsOnNow() {
    return dependsOnNow;
  }

  OuterRows outerRows() {
    return outerRows;
  }

  private Relation scan(TableScan scan) {
    KnownRows known = scan.getTable().unwrap(KnownRows.class);
    if (known != null) {
      LogicalPlan values = values(known.table());
      return new Relation(values, values.columns());
    }
    CatalogTable table = scan.getTable().unwrap(CatalogTable.class);
    if (table == null) {
      return recursions.rows(scan);
    }
    LogicalPlan plan = TableScans.scan(table.source(), table.name(), columns).plan();
    return new Relation(plan, plan.columns());
  }

  private LogicalPlan values(SystemTable table) {
    dependsOnNow = true;
    List<Field> fields = table.schema().fields();
    List<PlanColumn> row = new ArrayList<>();
    fields.forEach(field -> row.add(columns.create(field.name(), field.type(), true)));
    List<List<Expression.Literal>> rows = new ArrayList<>();
    for (List<? extends @Nullable Object> values : table.rows().get()) {
      List<Expression.Literal> literals = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        literals.add(new Expression.Literal(values.get(i), fields.get(i).type()));
      }
      rows.add(literals);
    }
    return new LogicalPlan.Values(row, rows);
  }

  private Relation filter(Filter filter) {
    Relation input = translate(filter.getInput());
    outerRows.define(filter.getVariablesSet(), filter.getInput(), input.row());
    outerRows.define(HavingReferences.in(filter, outerRows), filter.getInput(), input.row());
    Expression condition = new RexTranslator(this, input.row()).translate(filter.getCondition());
    return new Relation(
        PlanTrees.filter(input.plan(), ExpressionTrees.conjuncts(condition)), input.row());
  }

  private Relation project(Project project) {
    Relation input = translate(project.getInput());
    outerRows.define(project.getVariablesSet(), project.getInput(), input.row());
    WindowCollector windows = new WindowCollector(columns, input.plan());
    RexTranslator translator = new RexTranslator(this, input.row(), windows);
    List<PlanColumn> row = new ArrayList<>();
    List<Assignment> computed = new ArrayList<>();
    for (int i = 0; i < project.getProjects().size(); i++) {
      Expression expression = translator.translate(project.getProjects().get(i));
      if (expression instanceof PlanColumn column
          && (input.row().contains(column) || windows.defines(column))) {
        row.add(column);
      } else {
        PlanColumn column = columns.create(project.getRowType().getFieldNames().get(i), expression);
        computed.add(new Assignment(column, expression));
        row.add(column);
      }
    }
    LogicalPlan plan = windows.plan();
    return new Relation(computed.isEmpty() ? plan : withComputed(plan, computed), row);
  }

  /** All of the input's columns and the computed ones; pruning drops what nobody reads. */
  static LogicalPlan withComputed(LogicalPlan input, List<Assignment> computed) {
    List<Assignment> all = new ArrayList<>();
    input.columns().forEach(column -> all.add(Assignment.keep(column)));
    all.addAll(computed);
    return new LogicalPlan.Project(input, all);
  }

  private Relation join(Join join) {
    Relation left = translate(join.getLeft());
    if (SemiJoins.isOneRow(join.getRight())) {
      outerRows.define(join.getVariablesSet(), join, left.row());
      Expression condition = new RexTranslator(this, left.row()).translate(join.getCondition());
      return new Relation(SemiJoins.filtered(left.plan(), condition), left.row());
    }
    Relation right = translate(join.getRight());
    List<PlanColumn> row = new ArrayList<>(left.row());
    row.addAll(right.row());
    outerRows.define(join.getVariablesSet(), join, row);
    List<Expression> condition =
        ExpressionTrees.conjuncts(new RexTranslator(this, row).translate(join.getCondition()));
    return switch (join.getJoinType()) {
      case INNER -> {
        boolean subquery = condition.stream().anyMatch(ExpressionTrees::hasSubquery);
        LogicalPlan plan =
            new LogicalPlan.Join(
                left.plan(), right.plan(), JoinKind.INNER, subquery ? List.of() : condition);
        yield new Relation(subquery ? PlanTrees.filter(plan, condition) : plan, row);
      }
      case LEFT -> {
        LogicalPlan plan =
            new LogicalPlan.Join(left.plan(), right.plan(), JoinKind.LEFT, condition);
        yield new Relation(plan, concat(left.row(), nullable(right.row())));
      }
      case RIGHT -> {
        LogicalPlan plan =
            new LogicalPlan.Join(right.plan(), left.plan(), JoinKind.LEFT, condition);
        yield new Relation(plan, concat(nullable(left.row()), right.row()));
      }
      case FULL -> {
        LogicalPlan plan =
            new LogicalPlan.Join(left.plan(), right.plan(), JoinKind.FULL, condition);
        yield new Relation(plan, concat(nullable(left.row()), nullable(right.row())));
      }
      default -> throw SqlException.unsupported(join.getJoinType() + " JOIN");
    };
  }

  /** A join whose right side reads columns of the left one. */
  private Relation lateral(Correlate correlate) {
    Relation left = translate(correlate.getLeft());
    outerRows.define(correlate.getVariablesSet(), correlate, left.row());
    Relation right = translate(correlate.getRight());
    return switch (correlate.getJoinType()) {
      case INNER ->
          new Relation(
              new LogicalPlan.Join(left.plan(), right.plan(), JoinKind.INNER, List.of()),
              concat(left.row(), right.row()));
      case LEFT ->
          new Relation(
              new LogicalPlan.Join(left.plan(), right.plan(), JoinKind.LEFT, List.of()),
              concat(left.row(), nullable(right.row())));
      default -> throw SqlException.unsupported(correlate.getJoinType() + " JOIN LATERAL");
    };
  }

  private static List<PlanColumn> nullable(List<PlanColumn> row) {
    return row.stream().map(column -> column.withNullable(true)).toList();
  }

  private static List<PlanColumn> concat(List<PlanColumn> left, List<PlanColumn> right) {
    List<PlanColumn> result = new ArrayList<>(left);
    result.addAll(right);
    return result;
  }

  private Relation aggregate(Aggregate aggregate) {
    CompositeAggregates composites =
        new CompositeAggregates(aggregate, translate(aggregate.getInput()), columns);
    List<PlanColumn> composed = new ArrayList<>();
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      AggregateCall source = aggregate.getAggCallList().get(i);
      String name = aggregate.getRowType().getFieldNames().get(aggregate.getGroupCount() + i);
      if (CompositeAggregates.isOne(source)) {
        composed.add(composites.add(source, name));
      }
    }
    Relation input = composites.input();
    GroupingSets sets = new GroupingSets(aggregate, input, columns);
    List<PlanColumn> row = new ArrayList<>(sets.keys());
    List<AggregateAssignment> calls = new ArrayList<>(composites.calls());
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      AggregateCall source = aggregate.getAggCallList().get(i);
      String name = aggregate.getRowType().getFieldNames().get(aggregate.getGroupCount() + i);
      if (GroupingSets.isGrouping(source)) {
        row.add(sets.grouping(source, name));
      } else if (CompositeAggregates.isOne(source)) {
        row.add(composed.removeFirst());
      } else {
        AggregateAssignment call = call(source, name, input.row());
        calls.add(call);
        row.add(call.column());
      }
    }
    return new Relation(composites.finish(sets.group(calls)), row);
  }

  private AggregateAssignment call(AggregateCall call, String name, List<PlanColumn> input) {
    AggregateFunction function = function(call);
    Expression argument =
        call.getArgList().isEmpty() ? null : input.get(call.getArgList().getFirst());
    if (argument != null
        && (function.takesDoubles()
            || (function == AggregateFunction.AVG && argument.type() instanceof DataType.Null))) {
      argument = TypedExpressions.cast(argument, DataType.FLOAT64);
    }
    if (call.getArgList().size() > 1) {
      throw SqlException.unsupported(call.getAggregation().getName() + " of several columns");
    }
    PlanColumn filter = call.filterArg < 0 ? null : input.get(call.filterArg);
    boolean nullable =
        function != AggregateFunction.COUNT && function != AggregateFunction.COUNT_STAR;
    PlanColumn column = columns.create(name, AggregateTypes.result(function, argument), nullable);
    boolean approximate = call.getAggregation().getName().equals("APPROX_COUNT_DISTINCT");
    boolean distinct =
        (approximate || call.isDistinct())
            && function != AggregateFunction.BIT_OR
            && function != AggregateFunction.MIN
            && function != AggregateFunction.MAX;
    return new AggregateAssignment(column, function, argument, filter, distinct);
  }

  private static AggregateFunction function(AggregateCall call) {
    if (call.getAggregation() == DialectAggregates.PRODUCT) {
      return AggregateFunction.PRODUCT;
    }
    return switch (call.getAggregation().getKind()) {
      case COUNT ->
          call.getArgList().isEmpty() ? AggregateFunction.COUNT_STAR : AggregateFunction.COUNT;
      case ANY_VALUE -> AggregateFunction.MIN;
      case SUM, MIN, MAX, AVG, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP, BIT_OR, BIT_XOR ->
          AggregateFunction.valueOf(call.getAggregation().getKind().name());
      default ->
          throw SqlException.unsupported(
              "aggregate " + call.getAggregation().getName().toLowerCase(Locale.ROOT));
    };
  }

  private Relation sort(Sort sort) {
    Relation input = translate(sort.getInput());
    LogicalPlan plan = input.plan();
    List<Ordering> orderings = new ArrayList<>();
    Set<PlanColumn> seen = new HashSet<>();
    for (RelFieldCollation field : sort.getCollation().getFieldCollations()) {
      PlanColumn column = input.row().get(field.getFieldIndex());
      if (seen.add(column)) {
        orderings.add(
            new Ordering(
                column,
                !field.getDirection().isDescending(),
                field.nullDirection == RelFieldCollation.NullDirection.FIRST));
      }
    }
    if (!orderings.isEmpty()) {
      plan = new LogicalPlan.Sort(plan, orderings);
    }
    if (sort.fetch != null || sort.offset != null) {
      plan =
          new LogicalPlan.Limit(
              plan, count("LIMIT", sort.fetch, Long.MAX_VALUE), count("OFFSET", sort.offset, 0));
    }
    return new Relation(plan, input.row());
  }

  private static long count(String what, @Nullable RexNode node, long absent) {
    if (node == null || (node instanceof RexLiteral nothing && nothing.isNull())) {
      return absent;
    }
    BigDecimal value =
        node instanceof RexLiteral literal && SqlTypeUtil.isNumeric(literal.getType())
            ? literal.getValueAs(BigDecimal.class)
            : null;
    if (value == null) {
      throw SqlException.unsupported(what + " with anything but a number");
    }
    if (value.signum() < 0) {
      throw SqlException.of(ErrorCode.INVALID_ARGUMENT, what + " must not be negative: " + value);
    }
    if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw SqlException.of(ErrorCode.NUMERIC_OVERFLOW, what + " is too large: " + value);
    }
    return value.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private Relation union(Union union) {
    List<Relation> inputs = new ArrayList<>();
    union.getInputs().forEach(input -> addUnited(union, input, inputs));
    int width = inputs.getFirst().row().size();
    List<DataType> types = new ArrayList<>();
    List<PlanColumn> row = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      int position = i;
      List<Expression> values =
          inputs.stream().<Expression>map(input -> input.row().get(position)).toList();
      DataType type = TypedExpressions.commonType("UNION", values);
      types.add(type);
      row.add(
          columns.create(
              union.getRowType().getFieldNames().get(i),
              type,
              values.stream().anyMatch(Expression::nullable)));
    }
    List<Relation> typed = inputs.stream().map(input -> withTypes(input, types)).toList();
    LogicalPlan plan =
        new LogicalPlan.UnionAll(
            typed.stream().map(Relation::plan).toList(),
            row,
            typed.stream().map(Relation::row).toList());
    return new Relation(union.all ? plan : new LogicalPlan.Aggregate(plan, row, List.of()), row);
  }

  /** What a union within a union unites is united by the outer one. */
  private void addUnited(Union union, RelNode node, List<Relation> inputs) {
    if (node instanceof Union inner && (inner.all || !union.all)) {
      inner.getInputs().forEach(input -> addUnited(union, input, inputs));
    } else {
      inputs.add(translate(node));
    }
  }

  /** The distinct rows of the first input that are, or are not, among those of the others. */
  private Relation setOperation(SetOp operation, JoinKind kind, String name) {
    List<Relation> inputs = new ArrayList<>();
    operation.getInputs().forEach(input -> inputs.add(translate(input)));
    List<DataType> types = new ArrayList<>();
    for (int i = 0; i < inputs.getFirst().row().size(); i++) {
      int position = i;
      types.add(
          TypedExpressions.commonType(
              name, inputs.stream().<Expression>map(input -> input.row().get(position)).toList()));
    }
    Relation first = withTypes(inputs.getFirst(), types);
    List<PlanColumn> keys = first.row().stream().distinct().toList();
    LogicalPlan plan = first.plan();
    for (Relation input : inputs.subList(1, inputs.size())) {
      Relation other = withTypes(input, types);
      List<Expression> same = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        same.add(SameValue.of(first.row().get(i), other.row().get(i)));
      }
      plan =
          operation.all
              ? joinByNumber(new Relation(plan, keys), other, kind, same)
              : new LogicalPlan.Join(plan, other.plan(), kind, same);
    }
    LogicalPlan rows = operation.all ? plan : new LogicalPlan.Aggregate(plan, keys, List.of());
    return new Relation(rows, first.row());
  }

  /** The n-th of several equal rows has a match if there are n of them on the other side. */
  private LogicalPlan joinByNumber(
      Relation left, Relation right, JoinKind kind, List<Expression> same) {
    RowNumbers ofLeft = RowNumbers.of(left.plan(), left.row(), List.of(), columns);
    List<PlanColumn> rightKeys = right.row().stream().distinct().toList();
    RowNumbers ofRight = RowNumbers.of(right.plan(), rightKeys, List.of(), columns);
    List<Expression> condition = new ArrayList<>(same);
    condition.add(SameValue.of(ofLeft.number(), ofRight.number()));
    return new LogicalPlan.Join(ofLeft.plan(), ofRight.plan(), kind, condition);
  }

  Relation withTypes(Relation relation, List<DataType> types) {
    List<PlanColumn> row = new ArrayList<>();
    List<Assignment> computed = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      PlanColumn column = relation.row().get(i);
      Expression typed = TypedExpressions.cast(column, types.get(i));
      if (typed.equals(column)) {
        row.add(column);
      } else {
        PlanColumn converted = columns.create(column.name(), typed);
        computed.add(new Assignment(converted, typed));
        row.add(converted);
      }
    }
    return computed.isEmpty()
        ? relation
        : new Relation(withComputed(relation.plan(), computed), row);
  }

  private Relation values(Values values) {
    RexTranslator translator = new RexTranslator(this, List.of());
    List<DataType> types = new ArrayList<>();
    List<PlanColumn> row = new ArrayList<>();
    for (var field : values.getRowType().getFieldList()) {
      DataType type = CalciteTypes.fromCalcite(field.getType());
      types.add(type);
      row.add(columns.create(field.getName(), type, field.getType().isNullable()));
    }
    List<List<Expression.Literal>> rows = new ArrayList<>();
    for (List<RexLiteral> tuple : values.getTuples()) {
      List<Expression.Literal> literals = new ArrayList<>();
      for (int i = 0; i < tuple.size(); i++) {
        Expression value = TypedExpressions.cast(translator.translate(tuple.get(i)), types.get(i));
        if (!(value instanceof Expression.Literal literal)) {
          throw SqlException.unsupported("this constant in VALUES");
        }
        literals.add(literal);
      }
      rows.add(literals);
    }
    return new Relation(new LogicalPlan.Values(row, rows), row);
  }
}
