package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.expression.Literals;
import io.scheelite.sql.expression.NumericTypes;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.result.ValueText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * INSERT, UPDATE and DELETE as queries over the table: what is added, or what the table is
 * afterwards. Used by one thread, for one statement.
 */
final class DataChanges {
  private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;
  static final String CHANGED = "is changed";
  static final SqlIdentifier STAR = SqlIdentifier.star(NOWHERE);
  private static final SqlNode ONE = SqlLiteral.createExactNumeric("1", NOWHERE);

  private final Catalog catalog;
  private final CalciteSession session;
  private final ColumnFactory columns;
  private @Nullable SqlWith with; // before the statement

  DataChanges(Catalog catalog, CalciteSession session, ColumnFactory columns) {
    this.catalog = catalog;
    this.session = session;
    this.columns = columns;
  }

  /** Whether a statement changes rows. */
  static boolean isChange(SqlNode parsed) {
    return parsed instanceof SqlWith around && isChange(around.body)
        || parsed instanceof SqlInsert
        || parsed instanceof SqlUpdate
        || parsed instanceof SqlDelete;
  }

  SqlStatement translate(SqlNode parsed) {
    return switch (parsed) {
      case SqlInsert insert -> new RowInsertion(catalog, session, columns).translate(insert);
      case SqlWith around -> {
        with = around;
        yield translate(around.body);
      }
      case SqlUpdate update -> update(update);
      case SqlDelete delete -> delete(delete);
      default -> throw SqlException.unsupported("statement " + parsed.getKind());
    };
  }

  /** The table's name means it in the queries that are made of the statement, too. */
  private ChangedTable changed(SqlNode table) {
    ChangedTable changed = ChangedTable.of(table, catalog, session);
    for (SqlNode item : with == null ? SqlNodeList.EMPTY : with.withList) {
      if (((SqlWithItem) item).name.getSimple().equalsIgnoreCase(changed.name())) {
        throw changed.at(
            item,
            ErrorCode.INVALID_QUERY,
            "the table that is changed has the name of a query of WITH: " + changed.name());
      }
    }
    return changed;
  }

  private SqlStatement update(SqlUpdate update) {
    SqlNode table = update.getTargetTable();
    ChangedTable changed = changed(table);
    Schema schema = changed.schema();
    String alias = ChangedTable.lastName(update.getAlias() == null ? table : update.getAlias());
    SqlSelect joined = joined(update.getCondition());
    SqlIdentifier flag = new SqlIdentifier(CHANGED, NOWHERE);
    SqlNode[] items = new SqlNode[schema.size() + 1];
    for (int i = 0; i < schema.size(); i++) {
      String name = schema.fields().get(i).name();
      items[i] = new SqlIdentifier(List.of(alias, name), NOWHERE);
    }
    items[schema.size()] = flag;
    Set<Integer> targets = new HashSet<>();
    for (SetClause.Assigned assigned : SetClause.of(update)) {
      SqlNode named = assigned.column();
      int target = changed.column(named);
      if (!targets.add(target)) {
        throw changed.at(named, ErrorCode.DUPLICATE_COLUMN, "column is set twice: " + named);
      }
      SqlNode value = assigned.value();
      if (isDefault(value)) {
        value =
            new DeclaredExpressions(catalog, columns).node(changed.rules().defaults().get(target));
      }
      items[target] =
          new SqlCase(
              NOWHERE,
              null,
              SqlNodeList.of(flag),
              SqlNodeList.of(cast(value, schema.fields().get(target).type())),
              items[target]);
    }
    SqlNode rows =
        joined == null
            ? select(Arrays.asList(items), flagged(table, alias, update.getCondition()), null)
            : new JoinedUpdate(table, alias, joined).select(items, schema);
    LogicalQuery query =
        session.toQuery(WithChanges.around(with, rows), OutputLabels.none(), columns);
    return new SqlStatement.Rewrite(
        changed.name(),
        changed.source(),
        DeclaredExpressions.checked(query, changed.rules(), columns),
        false);
  }

  /** Whether a value is the word DEFAULT in an UPDATE, or all values of an INSERT are theirs. */
  static boolean isDefault(SqlNode value) {
    return value instanceof SqlIdentifier name
        && name.isSimple()
        && name.getSimple().equals(SelectShapes.DEFAULT);
  }

  /** A constant, which is to be converted to its type; times have years that literals have not. */
  static SqlNode constant(Literal declared) {
    Object value = value(declared);
    return value instanceof Temporal
        ? SqlLiteral.createCharString(ValueText.of(value), NOWHERE)
        : ParameterValues.literal(value, NOWHERE);
  }

  /** A constant's value, of the classes that parameters have. */
  static @Nullable Object value(Literal declared) {
    BigDecimal number =
        NumericTypes.isFloat(declared.type()) ? null : Literals.decimalValue(declared);
    Object value = number == null ? declared.value() : number;
    if (value instanceof Number count) {
      value =
          switch (declared.type()) {
            case DataType.Date _ -> LocalDate.ofEpochDay(count.longValue());
            case DataType.Timestamp _ ->
                LocalDate.EPOCH.atStartOfDay().plus(count.longValue(), ChronoUnit.MICROS);
            default -> value;
          };
    }
    return value;
  }

  /** The tables of FROM or USING and the condition, if a change has any. */
  private static @Nullable SqlSelect joined(@Nullable SqlNode condition) {
    return condition instanceof SqlCall exists
            && exists.getKind() == SqlKind.EXISTS
            && exists.operand(0) instanceof SqlSelect select
            && select.getSelectList().get(0) instanceof SqlIdentifier item
            && item.names.getLast().equals(SelectShapes.FROM)
        ? select
        : null;
  }

  /** The table's rows, and whether they are changed. */
  private static SqlNode flagged(SqlNode table, String alias, @Nullable SqlNode condition) {
    SqlNode isTrue =
        condition == null
            ? SqlLiteral.createBoolean(true, NOWHERE)
            : SqlStdOperatorTable.IS_TRUE.createCall(NOWHERE, condition);
    return as(select(List.of(STAR, as(isTrue, CHANGED)), as(table, alias), null), alias);
  }

  static SqlNode cast(SqlNode value, DataType type) {
    if (DataType.isNested(type)) {
      return value; // SQL has no cast to such a type
    }
    SqlTypeName name =
        switch (type) {
          case DataType.Null _ -> SqlTypeName.NULL;
          case DataType.Bool _ -> SqlTypeName.BOOLEAN;
          case DataType.Int8 _ -> SqlTypeName.TINYINT;
          case DataType.Int16 _ -> SqlTypeName.SMALLINT;
          case DataType.Int32 _ -> SqlTypeName.INTEGER;
          case DataType.Int64 _ -> SqlTypeName.BIGINT;
          case DataType.Float32 _ -> SqlTypeName.REAL;
          case DataType.Float64 _ -> SqlTypeName.DOUBLE;
          case DataType.Decimal _ -> SqlTypeName.DECIMAL;
          case DataType.Date _ -> SqlTypeName.DATE;
          case DataType.Timestamp _ -> SqlTypeName.TIMESTAMP;
          case DataType.Utf8 _ -> SqlTypeName.VARCHAR;
          case DataType.Binary _ -> SqlTypeName.VARBINARY;
          case DataType.List _, DataType.Struct _, DataType.Map _ ->
              throw new IllegalArgumentException("no cast to type " + type.sqlName());
        };
    SqlBasicTypeNameSpec spec =
        type instanceof DataType.Decimal decimal
            ? new SqlBasicTypeNameSpec(name, decimal.precision(), decimal.scale(), NOWHERE)
            : new SqlBasicTypeNameSpec(name, NOWHERE);
    SqlParserPos pos = value.getParserPosition();
    return SqlStdOperatorTable.CAST.createCall(pos, value, new SqlDataTypeSpec(spec, NOWHERE));
  }

  private SqlStatement delete(SqlDelete delete) {
    SqlNode table = delete.getTargetTable();
    ChangedTable changed = changed(table);
    SqlNode condition = delete.getCondition();
    String alias = ChangedTable.lastName(delete.getAlias() == null ? table : delete.getAlias());
    SqlSelect joined = joined(condition);
    if (joined != null) {
      joined.setSelectList(SqlNodeList.of(ONE));
      requireNames(joined, as(table, alias));
    }
    SqlNode kept =
        condition == null
            ? SqlLiteral.createBoolean(false, NOWHERE)
            : SqlStdOperatorTable.IS_NOT_TRUE.createCall(NOWHERE, condition);
    LogicalQuery query =
        session.toQuery(
            WithChanges.around(with, select(List.of(STAR), as(table, alias), kept)),
            OutputLabels.none(),
            columns);
    return new SqlStatement.Rewrite(changed.name(), changed.source(), query, true);
  }

  /**
   * Refuses names that mean columns of several tables: in the subquery that a condition becomes,
   * they would mean those of USING.
   */
  private void requireNames(SqlSelect joined, SqlNode table) {
    SqlNode others = Objects.requireNonNull(joined.getFrom());
    SqlNode together = JoinedUpdate.join(table, JoinType.CROSS, others, null);
    SqlNode query = select(List.of(ONE), together, joined.getWhere());
    SqlNode whole = WithChanges.around(with, query);
    session.validate(Objects.requireNonNull(whole.accept(new NodeCopy())));
  }

  static SqlNode as(SqlNode value, String alias) {
    return SqlStdOperatorTable.AS.createCall(NOWHERE, value, new SqlIdentifier(alias, NOWHERE));
  }

  static SqlSelect select(List<SqlNode> items, SqlNode from, @Nullable SqlNode where) {
    return SelectSyntax.select(NOWHERE, new SqlNodeList(items, NOWHERE), from, where);
  }
}
