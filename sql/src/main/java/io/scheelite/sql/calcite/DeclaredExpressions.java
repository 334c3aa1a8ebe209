package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.catalog.TableRules.Default;
import io.scheelite.sql.command.Command;
import io.scheelite.sql.expression.NumericTypes;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of declarations, DEFAULT and CHECK, which read no other table. Used by one
 * thread, for one statement.
 */
final class DeclaredExpressions {
  private final Catalog catalog;
  private final ColumnFactory columns;

  DeclaredExpressions(Catalog catalog, ColumnFactory columns) {
    this.catalog = catalog;
    this.columns = columns;
  }

  /** The columns of a table that is being declared. */
  private record Declared(Schema schema) implements TableSource {
    @Override
    public TableStatistics statistics() {
      ColumnStatistics unknown = new ColumnStatistics(null, null, -1, 0, Long.BYTES);
      return new TableStatistics(-1, Collections.nCopies(schema.size(), unknown));
    }

    @Override
    public String description() {
      return "a table that is being declared";
    }

    @Override
    public List<Split> splits(ScanRequest request) {
      return List.of();
    }

    @Override
    public long readerFloorBytes(ScanRequest request) {
      return 0;
    }
  }

  /** What DEFAULT says; a null if it is not there. */
  Default defaultOf(Field field, Command.@Nullable Selected declared) {
    DataType type = field.type();
    if (declared == null) {
      return new Default.Constant(new Literal(null, type));
    }
    return StatementTranslator.withErrors(
        declared.query(),
        catalog,
        (_, session) -> {
          Expression value = constant(session);
          Expression converted = TypedExpressions.cast(value, type);
          if (converted instanceof Literal literal && !session.dependsOnNow()) {
            return new Default.Constant(literal);
          }
          if (value instanceof Literal && !session.dependsOnNow()) {
            throw SqlException.of(
                ErrorCode.INVALID_CAST,
                "DEFAULT is not a constant of the column's type: column=" + field.name());
          }
          return new Default.Computed(declared.text(), declared.query());
        });
  }

  /** What columns get where an INSERT has no values for them, of their types. */
  List<Expression> defaults(TableRules rules, Schema schema) {
    List<Expression> defaults = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      DataType type = schema.fields().get(i).type();
      defaults.add(
          switch (rules.defaults().get(i)) {
            case Default.Constant(Literal value) -> value;
            case Default.Computed(String _, String query) ->
                StatementTranslator.withErrors(
                    query, catalog, (_, session) -> TypedExpressions.cast(constant(session), type));
          });
    }
    return defaults;
  }

  /** What DEFAULT says, to be put into a statement. */
  SqlNode node(Default declared) {
    return switch (declared) {
      case Default.Constant(Literal value) -> DataChanges.constant(value);
      case Default.Computed(String _, String query) ->
          StatementTranslator.withErrors(
              query, catalog, (_, session) -> select(session).getSelectList().get(0));
    };
  }

  private Expression constant(CalciteSession session) throws SqlParseException {
    LogicalQuery query = session.toQuery(select(session), OutputLabels.none(), columns);
    if (query.plan() instanceof LogicalPlan.Values values) {
      return values.rows().getFirst().getFirst();
    }
    return query.plan() instanceof LogicalPlan.Project project
            && project.input() instanceof LogicalPlan.Values
        ? expression(project, query, "DEFAULT")
        : refuse(query, "DEFAULT");
  }

  private static SqlSelect select(CalciteSession session) throws SqlParseException {
    if (ParameterValues.put(session.parse(), List.of()) instanceof SqlSelect select
        && select.getFrom() == null
        && select.getSelectList().size() == 1) {
      return select;
    }
    throw SqlException.of(ErrorCode.SYNTAX_ERROR, "an expression is expected in a declaration");
  }

  /** What CHECK says of a table's columns. */
  TableRules.Check check(Command.Check check, String table, Schema schema) {
    Catalog declared = new Catalog(file -> new Declared(schema));
    declared.changeDialect(_ -> catalog.dialect());
    declared.register(table, new Declared(schema));
    return StatementTranslator.withErrors(
        check.condition().query(),
        declared,
        (_, session) -> {
          SqlSelect select = select(session);
          select.setFrom(new SqlIdentifier(table, SqlParserPos.ZERO));
          LogicalQuery query = session.toQuery(select, OutputLabels.none(), columns);
          if (session.dependsOnNow()) {
            throw SqlException.unsupported("CHECK of the time");
          }
          return new TableRules.Check(check.name(), condition(query));
        });
  }

  private static Expression condition(LogicalQuery query) {
    LogicalPlan input =
        query.plan() instanceof LogicalPlan.Project project ? project.input() : query.plan();
    if (!(input instanceof LogicalPlan.Scan scan)) {
      return refuse(query, "CHECK");
    }
    Expression condition =
        ExpressionTrees.rewrite(
            query.plan() instanceof LogicalPlan.Project project
                ? expression(project, query, "CHECK")
                : query.outputs().getFirst().column(),
            node ->
                node instanceof PlanColumn column
                    ? new Expression.ColumnRef(
                        scan.sourceColumns().get(scan.columns().indexOf(column)),
                        column.type(),
                        true)
                    : node);
    DataType type = condition.type();
    if (!(type instanceof DataType.Bool || type instanceof DataType.Null)
        && !NumericTypes.isInteger(type)) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH, "CHECK must be a condition: type=" + type.sqlName());
    }
    return TypedExpressions.cast(condition, DataType.BOOLEAN);
  }

  private static Expression expression(
      LogicalPlan.Project project, LogicalQuery query, String clause) {
    PlanColumn wanted = query.outputs().getFirst().column();
    for (Assignment assignment : project.assignments()) {
      if (assignment.column().equals(wanted)) {
        return hasSubquery(assignment.expression())
            ? refuse(query, clause)
            : assignment.expression();
      }
    }
    throw new IllegalStateException("output is not assigned: " + wanted);
  }

  private static boolean hasSubquery(Expression expression) {
    return expression instanceof SubqueryExpression
        || expression.children().stream().anyMatch(DeclaredExpressions::hasSubquery);
  }

  private static Expression refuse(LogicalQuery query, String clause) {
    if (hasAggregate(query.plan())) {
      throw SqlException.of(ErrorCode.GROUPING_ERROR, "aggregates cannot stand in " + clause);
    }
    throw SqlException.unsupported("queries and window functions in " + clause);
  }

  private static boolean hasAggregate(LogicalPlan plan) {
    return plan instanceof LogicalPlan.Aggregate
        || plan.inputs().stream().anyMatch(DeclaredExpressions::hasAggregate);
  }

  /**
   * Rows of a table, behind other columns of theirs what CHECK says of each.
   *
   * @param query whose first columns are the table's
   */
  static LogicalQuery checked(LogicalQuery query, TableRules rules, ColumnFactory columns) {
    if (rules.checks().isEmpty()) {
      return query;
    }
    List<Assignment> assignments = new ArrayList<>();
    query.plan().columns().forEach(column -> assignments.add(Assignment.keep(column)));
    List<Output> outputs = new ArrayList<>(query.outputs());
    for (TableRules.Check check : rules.checks()) {
      Expression condition =
          ExpressionTrees.rewrite(
              check.condition(),
              node ->
                  node instanceof Expression.ColumnRef column
                      ? query.outputs().get(column.index()).column()
                      : node);
      PlanColumn column = columns.create(check.name(), condition.type(), true);
      assignments.add(new Assignment(column, condition));
      outputs.add(new Output(check.name(), column));
    }
    return new LogicalQuery(
        new LogicalPlan.Project(query.plan(), assignments), outputs, query.shared());
  }
}
