package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.command.Command;
import io.scheelite.sql.command.Command.Alteration;
import io.scheelite.sql.expression.Literals;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.logical.TableScans;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE and ALTER TABLE, which copies a table's rows into another one. */
final class TableDeclarations {
  private final Catalog catalog;
  private final ColumnFactory columns;

  TableDeclarations(Catalog catalog, ColumnFactory columns) {
    this.catalog = catalog;
    this.columns = columns;
  }

  static SqlStatement create(Command.CreateTable create) {
    List<Field> fields = new ArrayList<>();
    List<Literal> defaults = new ArrayList<>();
    for (Command.Column column : create.columns()) {
      fields.add(column.field());
      defaults.add(defaultOf(column));
    }
    return new SqlStatement.CreateTable(
        create.name(),
        new Schema(fields),
        new TableRules(defaults, create.primaryKey()),
        create.ifThere());
  }

  private static Literal defaultOf(Command.Column column) {
    DataType type = column.field().type();
    Literal constant = literal(column.defaultValue(), type);
    if (TypedExpressions.cast(constant, type) instanceof Literal converted) {
      return converted;
    }
    throw SqlException.of(
        ErrorCode.INVALID_CAST,
        "DEFAULT is not a constant of the column's type: column=" + column.field().name());
  }

  private static Literal literal(@Nullable Object value, DataType type) {
    return switch (value) {
      case null -> new Literal(null, type);
      case Boolean flag -> new Literal(flag, DataType.BOOLEAN);
      case BigDecimal number -> Literals.number(number);
      default -> new Literal(value, DataType.UTF8);
    };
  }

  /** A table as it is to be. */
  private static final class Draft {
    private String name;
    private final List<Field> fields = new ArrayList<>();
    private final List<Literal> defaults = new ArrayList<>();
    private final List<String> key = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    Draft(String name) {
      this.name = name;
    }

    void rename(int index, String to) {
      String from = fields.get(index).name();
      key.replaceAll(column -> column.equals(from) ? to : column);
      fields.set(index, new Field(to, fields.get(index).type(), fields.get(index).nullable()));
    }

    void remove(int index) {
      fields.remove(index);
      defaults.remove(index);
      outputs.remove(index);
    }
  }

  SqlStatement alter(Command.Alter alter) {
    TableSource table = catalog.find(alter.table());
    if (table == null) {
      if (alter.ifExists()) {
        return new SqlStatement.Nothing();
      }
      List<String> names = catalog.entries().stream().map(Catalog.Entry::name).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_TABLE,
          "unknown table: " + alter.table() + NearNames.hint(alter.table(), names));
    }
    LogicalQuery rows = TableScans.scan(table, alter.table(), columns);
    TableRules rules = TableRules.of(table);
    Draft draft = new Draft(alter.table());
    draft.fields.addAll(table.schema().fields());
    draft.defaults.addAll(rules.defaults());
    draft.key.addAll(rules.primaryKey());
    draft.outputs.addAll(rows.outputs());
    LogicalPlan plan = change(draft, alter.alteration(), rows.plan());
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < draft.outputs.size(); i++) {
      outputs.add(new Output(draft.fields.get(i).name(), draft.outputs.get(i).column()));
    }
    return new SqlStatement.Alter(
        alter.table(),
        table,
        draft.name,
        new Schema(draft.fields),
        new TableRules(draft.defaults, draft.key),
        new LogicalQuery(plan, outputs, rows.shared()));
  }

  private LogicalPlan change(Draft draft, Alteration alteration, LogicalPlan rows) {
    switch (alteration) {
      case Alteration.Rename(String name) -> {
        if (catalog.find(name) != null || catalog.findView(name) != null) {
          throw SqlException.of(
              ErrorCode.DUPLICATE_TABLE, "table or view is there already: name=" + name);
        }
        draft.name = name;
      }
      case Alteration.RenameColumn(String column, String name) -> {
        requireNew(draft, name);
        draft.rename(find(draft, column), name);
      }
      case Alteration.Drop(String column, boolean ifThere) -> {
        if (!ifThere || indexOf(draft, column) >= 0) {
          drop(draft, find(draft, column));
        }
      }
      case Alteration.Add(Command.Column column, boolean ifMissing) -> {
        if (!ifMissing || indexOf(draft, column.field().name()) < 0) {
          return add(draft, column, rows);
        }
      }
    }
    return rows;
  }

  private static void drop(Draft draft, int index) {
    String name = draft.fields.get(index).name();
    if (draft.fields.size() == 1 || draft.key.contains(name)) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "a table's only column, or one of its key, cannot be dropped: column=" + name);
    }
    draft.remove(index);
  }

  private LogicalPlan add(Draft draft, Command.Column column, LogicalPlan rows) {
    requireNew(draft, column.field().name());
    Literal value = defaultOf(column);
    List<Assignment> assignments = new ArrayList<>();
    for (PlanColumn before : rows.columns()) {
      assignments.add(new Assignment(before, before));
    }
    PlanColumn added = columns.create(column.field().name(), value);
    assignments.add(new Assignment(added, value));
    draft.fields.add(column.field());
    draft.defaults.add(value);
    draft.outputs.add(new Output(column.field().name(), added));
    return new LogicalPlan.Project(rows, assignments);
  }

  private static int indexOf(Draft draft, String name) {
    for (int i = 0; i < draft.fields.size(); i++) {
      if (draft.fields.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int find(Draft draft, String name) {
    int index = indexOf(draft, name);
    if (index < 0) {
      List<String> names = draft.fields.stream().map(Field::name).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_COLUMN, "unknown column: " + name + NearNames.hint(name, names));
    }
    return index;
  }

  private static void requireNew(Draft draft, String name) {
    if (indexOf(draft, name) >= 0) {
      throw SqlException.of(ErrorCode.DUPLICATE_COLUMN, "column is there twice: " + name);
    }
  }
}
