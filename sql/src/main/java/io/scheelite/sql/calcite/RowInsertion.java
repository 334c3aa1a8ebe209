package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules.Default;
import io.scheelite.sql.expression.Literals;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.result.ValueText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlWith;
import org.jspecify.annotations.Nullable;

/**
 * INSERT as a query that gives the table's columns. Rows of constants do not pass through the
 * validator: each value is converted to its column's type. Used by one thread, for one statement.
 */
final class RowInsertion {
  private static final int ABSENT = -1;

  private final Catalog catalog;
  private final CalciteSession session;
  private final ColumnFactory columns;

  RowInsertion(Catalog catalog, CalciteSession session, ColumnFactory columns) {
    this.catalog = catalog;
    this.session = session;
    this.columns = columns;
  }

  SqlStatement translate(SqlInsert insert) {
    ChangedTable table = ChangedTable.of(insert.getTargetTable(), catalog, session);
    int[] targets = targets(insert, table);
    SqlNode source = insert.getSource();
    if (isDefaults(source)) {
      return insert(table, values(table, new int[0], List.of(List.of())));
    }
    List<List<Literal>> rows = constantRows(source, table, targets);
    return insert(
        table, rows != null ? values(table, targets, rows) : query(source, table, targets));
  }

  private SqlStatement insert(ChangedTable table, LogicalQuery rows) {
    return new SqlStatement.Insert(
        table.name(), table.source(), DeclaredExpressions.checked(rows, table.rules(), columns));
  }

  /** What columns get that are not given. */
  private List<Expression> defaults(ChangedTable table) {
    return new DeclaredExpressions(catalog, columns).defaults(table.rules(), table.schema());
  }

  /** Whether rows are DEFAULT VALUES. */
  private static boolean isDefaults(SqlNode source) {
    return source instanceof SqlCall values
        && source.getKind() == SqlKind.VALUES
        && values.operandCount() == 1
        && DataChanges.isDefault(items(values.operand(0)).getFirst());
  }

  private LogicalQuery query(SqlNode source, ChangedTable table, int[] targets) {
    LogicalQuery query =
        session.toQuery(converted(source, table, targets), OutputLabels.none(), columns);
    requireCount(query.outputs().size(), targets.length, source, table);
    return assigned(query, table.schema(), defaults(table), targets, columns);
  }

  /**
   * Rows of values, each in its column's type: so those of one column need not fit together, as
   * {@code (1, 'a'), ('2', DATE '2020-01-01')} do not. DEFAULT is what the column's declaration
   * says.
   */
  private SqlNode converted(SqlNode source, ChangedTable table, int[] targets) {
    if (source instanceof SqlWith with) {
      return WithChanges.around(with, converted(with.body, table, targets));
    }
    if (!(source instanceof SqlCall values) || source.getKind() != SqlKind.VALUES) {
      return source;
    }
    DeclaredExpressions expressions = new DeclaredExpressions(catalog, columns);
    List<Field> fields = table.schema().fields();
    for (SqlNode row : values.getOperandList()) {
      requireCount(items(row).size(), targets.length, row, table);
      for (int i = 0; i < targets.length && row instanceof SqlCall line; i++) {
        SqlNode value =
            line.operand(i).getKind() == SqlKind.DEFAULT
                ? expressions.node(table.rules().defaults().get(targets[i]))
                : line.operand(i);
        if (values.operandCount() > 1 || value != line.operand(i)) {
          line.setOperand(i, DataChanges.cast(value, fields.get(targets[i]).type()));
        }
      }
    }
    return source;
  }

  /** Whether a statement adds one row of constants and parameters. */
  static boolean insertsOneRow(SqlNode parsed) {
    return parsed instanceof SqlInsert insert
        && insert.getSource() instanceof SqlCall values
        && values.getKind() == SqlKind.VALUES
        && values.operandCount() == 1
        && items(values.operand(0)).stream().allMatch(RowInsertion::isConstant);
  }

  private static boolean isConstant(SqlNode item) {
    return item instanceof SqlDynamicParam || constant(item, DataType.NULL) != null;
  }

  /**
   * Of a statement that {@linkplain #insertsOneRow inserts one row}: that row for each row of
   * parameters.
   */
  SqlStatement translate(
      SqlNode parsed, List<? extends List<? extends @Nullable Object>> parameterRows) {
    SqlInsert insert = (SqlInsert) parsed;
    ChangedTable table = ChangedTable.of(insert.getTargetTable(), catalog, session);
    int[] targets = targets(insert, table);
    SqlNode row = ((SqlCall) insert.getSource()).operand(0);
    List<List<Literal>> rows = new ArrayList<>(parameterRows.size());
    for (List<? extends @Nullable Object> parameters : parameterRows) {
      List<Literal> line = row(row, table, targets, parameters);
      if (line == null) {
        throw SqlException.unsupported("a value of this kind for many rows at once");
      }
      rows.add(line);
    }
    return insert(table, values(table, targets, rows));
  }

  /** Which column each value is for. */
  private int[] targets(SqlInsert insert, ChangedTable table) {
    SqlNodeList named = insert.getTargetColumnList();
    int[] targets = new int[named == null ? table.schema().size() : named.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = named == null ? i : table.column(named.get(i));
      for (int j = 0; j < i; j++) {
        if (targets[j] == targets[i] && named != null) {
          throw table.at(
              named.get(i), ErrorCode.DUPLICATE_COLUMN, "column is there twice: " + named.get(i));
        }
      }
    }
    return targets;
  }

  /**
   * Rows with the columns of the table.
   *
   * @param rows with the columns that are given
   */
  private LogicalQuery values(ChangedTable table, int[] targets, List<List<Literal>> rows) {
    List<Field> fields = table.schema().fields();
    List<Expression> defaults = defaults(table);
    int[] places = new int[fields.size()];
    Arrays.fill(places, ABSENT);
    for (int i = 0; i < targets.length; i++) {
      places[targets[i]] = i;
    }
    boolean known = true;
    for (int i = 0; i < places.length; i++) {
      known &= places[i] != ABSENT || defaults.get(i) instanceof Literal;
    }
    if (!known) {
      List<Field> given = new ArrayList<>();
      for (int target : targets) {
        given.add(fields.get(target));
      }
      List<List<Literal>> lines = rows;
      if (given.isEmpty()) { // rows have a column
        given.add(new Field("none", DataType.INT32, true));
        lines = List.of(List.of(new Literal(null, DataType.INT32)));
      }
      LogicalQuery query = LogicalQuery.of(new LogicalPlan.Values(row(given), lines));
      return assigned(query, table.schema(), defaults, targets, columns);
    }
    List<List<Literal>> complete = new ArrayList<>(rows.size());
    for (List<Literal> row : rows) {
      Literal[] line = new Literal[places.length];
      for (int i = 0; i < line.length; i++) {
        line[i] = places[i] == ABSENT ? (Literal) defaults.get(i) : row.get(places[i]);
      }
      complete.add(Arrays.asList(line));
    }
    return LogicalQuery.of(new LogicalPlan.Values(row(fields), complete));
  }

  private List<PlanColumn> row(List<Field> fields) {
    List<PlanColumn> row = new ArrayList<>();
    for (Field field : fields) {
      row.add(columns.create(field.name(), field.type(), true));
    }
    return row;
  }

  /** The rows of a VALUES of constants, in the table's types; null if it is anything else. */
  private @Nullable List<List<Literal>> constantRows(
      SqlNode source, ChangedTable table, int[] targets) {
    if (!(source instanceof SqlCall values) || source.getKind() != SqlKind.VALUES) {
      return null;
    }
    List<List<Literal>> rows = new ArrayList<>();
    for (SqlNode row : values.getOperandList()) {
      List<Literal> line = row(row, table, targets, List.of());
      if (line == null) {
        return null;
      }
      rows.add(line);
    }
    return rows;
  }

  private static List<SqlNode> items(SqlNode row) {
    return row instanceof SqlCall call && row.getKind() == SqlKind.ROW
        ? call.getOperandList()
        : List.of(row);
  }

  /** A row of constants; null if one of them is none. */
  private @Nullable List<Literal> row(
      SqlNode row, ChangedTable table, int[] targets, List<? extends @Nullable Object> parameters) {
    List<SqlNode> items = items(row);
    List<Field> fields = table.schema().fields();
    requireCount(items.size(), targets.length, row, table);
    Literal[] line = new Literal[targets.length];
    for (int i = 0; i < items.size(); i++) {
      DataType type = fields.get(targets[i]).type();
      if (items.get(i).getKind() == SqlKind.DEFAULT) {
        if (!(table.rules().defaults().get(targets[i]) instanceof Default.Constant declared)) {
          return null;
        }
        line[i] = declared.value();
        continue;
      }
      Literal constant =
          items.get(i) instanceof SqlDynamicParam parameter && !parameters.isEmpty()
              ? ofParameter(parameters.get(parameter.getIndex()), type)
              : constant(items.get(i), type);
      if (constant == null
          || !(TypedExpressions.cast(constant, type) instanceof Literal converted)) {
        return null;
      }
      line[i] = converted;
    }
    return Arrays.asList(line);
  }

  private static void requireCount(int found, int wanted, SqlNode place, ChangedTable table) {
    if (found != wanted) {
      throw table.at(
          place,
          ErrorCode.INVALID_QUERY,
          "number of values differs from the number of columns: values="
              + found
              + " columns="
              + wanted);
    }
  }

  /** A parameter's value; dates and times as texts, which are converted to the column's type. */
  private static @Nullable Literal ofParameter(@Nullable Object value, DataType type) {
    return switch (value) {
      case null -> new Literal(null, type);
      case Boolean flag -> new Literal(flag, DataType.BOOLEAN);
      case BigDecimal number -> Literals.number(number);
      case Float number -> approximate(number.doubleValue());
      case Double number -> approximate(number);
      case Number number -> Literals.number(BigDecimal.valueOf(number.longValue()));
      case LocalDate date -> new Literal(date.toString(), DataType.UTF8);
      case LocalDateTime time -> new Literal(ValueText.of(time), DataType.UTF8);
      case String text -> new Literal(text, DataType.UTF8);
      default -> null;
    };
  }

  private static @Nullable Literal approximate(double number) {
    return Double.isNaN(number) || Double.isInfinite(number)
        ? null
        : new Literal(number, DataType.FLOAT64);
  }

  private static @Nullable Literal constant(SqlNode item, DataType type) {
    if (item.getKind() == SqlKind.DEFAULT) {
      return new Literal(null, type);
    }
    if (item instanceof SqlBasicCall call
        && item.getKind() == SqlKind.MINUS_PREFIX
        && call.operand(0) instanceof SqlNumericLiteral number
        && number.isInteger()) {
      return Literals.number(number.bigDecimalValue().negate());
    }
    if (!(item instanceof SqlLiteral literal)) {
      return null;
    }
    return switch (literal.getTypeName()) {
      case NULL -> new Literal(null, type);
      case BOOLEAN -> new Literal(literal.booleanValue(), DataType.BOOLEAN);
      case CHAR -> new Literal(literal.getValueAs(String.class), DataType.UTF8);
      case DECIMAL ->
          literal instanceof SqlNumericLiteral number
              ? Literals.number(number.bigDecimalValue())
              : null;
      case DOUBLE ->
          literal.getValue() instanceof BigDecimal number
              ? new Literal(number.doubleValue(), DataType.FLOAT64)
              : null;
      case DATE ->
          new Literal(literal.toValue(), DataType.UTF8); // its text, converted to the column's type
      default -> null;
    };
  }

  /** The outputs of a query as the columns of a table: converted, what is missing its default. */
  static LogicalQuery assigned(
      LogicalQuery query,
      Schema schema,
      List<Expression> defaults,
      int[] targets,
      ColumnFactory columns) {
    List<Assignment> assignments = new ArrayList<>();
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      Field field = schema.fields().get(i);
      Expression value = defaults.get(i);
      for (int j = 0; j < targets.length; j++) {
        if (targets[j] == i) {
          value = TypedExpressions.cast(query.outputs().get(j).column(), field.type());
        }
      }
      PlanColumn column = columns.create(field.name(), value);
      assignments.add(new Assignment(column, value));
      outputs.add(new Output(field.name(), column));
    }
    return new LogicalQuery(
        new LogicalPlan.Project(query.plan(), assignments), outputs, query.shared());
  }
}
