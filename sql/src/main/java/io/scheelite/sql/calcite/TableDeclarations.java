package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.ColumnRef;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.catalog.TableRules.Default;
import io.scheelite.sql.command.Command;
import io.scheelite.sql.command.Command.Alteration;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.Output;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.logical.TableScans;
import io.scheelite.sql.result.ValueText;
import java.util.ArrayList;
import java.util.List;

/** CREATE TABLE and ALTER TABLE, which copies a table's rows into another one. */
final class TableDeclarations {
  private final Catalog catalog;
  private final ColumnFactory columns;

  TableDeclarations(Catalog catalog, ColumnFactory columns) {
    this.catalog = catalog;
    this.columns = columns;
  }

  SqlStatement create(Command.CreateTable create) {
    DeclaredExpressions expressions = new DeclaredExpressions(catalog, columns);
    List<Field> fields = new ArrayList<>();
    List<Default> defaults = new ArrayList<>();
    for (Command.Column column : create.columns()) {
      fields.add(column.field());
      defaults.add(expressions.defaultOf(column.field(), column.defaultValue()));
    }
    Schema schema = new Schema(fields);
    List<TableRules.Check> checks = new ArrayList<>();
    for (Command.Check check : create.checks()) {
      checks.add(expressions.check(check, create.name(), schema));
    }
    TableRules rules = new TableRules(defaults, create.primaryKey(), checks);
    for (Command.ForeignKey key : create.foreignKeys()) {
      if (key.table().equalsIgnoreCase(create.name())) {
        requireReferenced(key, schema, rules);
      } else {
        requireReferenced(key);
      }
    }
    return new SqlStatement.CreateTable(create.name(), schema, rules, create.ifThere());
  }

  private void requireReferenced(Command.ForeignKey key) {
    TableSource table = find(key.table());
    requireReferenced(key, table.schema(), TableRules.of(table));
  }

  /** Foreign keys are not enforced, but what they name is there. */
  private static void requireReferenced(
      Command.ForeignKey key, Schema referenced, TableRules rules) {
    List<String> names = key.referenced().isEmpty() ? rules.primaryKey() : key.referenced();
    if (names.size() != key.columns().size()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "a foreign key has other columns than the key of the table it references: table="
              + key.table()
              + " columns="
              + key.columns().size()
              + " referenced="
              + names.size());
    }
    names.forEach(name -> find(referenced.fields(), name));
  }

  /** A table as it is to be. */
  private static final class Draft {
    private String name;
    private final List<Field> fields = new ArrayList<>();
    private final List<Default> defaults = new ArrayList<>();
    private final List<TableRules.Check> checks = new ArrayList<>();
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
      checks.replaceAll(check -> without(index, check));
    }

    private boolean isChecked(int index) {
      return checks.stream().anyMatch(check -> reads(check.condition(), index));
    }

    private static boolean reads(Expression expression, int index) {
      return expression instanceof ColumnRef column && column.index() == index
          || expression.children().stream().anyMatch(child -> reads(child, index));
    }

    private static TableRules.Check without(int index, TableRules.Check check) {
      return new TableRules.Check(
          check.name(),
          ExpressionTrees.rewrite(
              check.condition(),
              node ->
                  node instanceof ColumnRef column && column.index() > index
                      ? new ColumnRef(column.index() - 1, column.type(), column.nullable())
                      : node));
    }
  }

  SqlStatement alter(Command.Alter alter) {
    if (alter.ifExists() && catalog.find(alter.table()) == null) {
      return new SqlStatement.Nothing();
    }
    TableSource table = find(alter.table());
    LogicalQuery rows = TableScans.scan(table, alter.table(), columns);
    TableRules rules = TableRules.of(table);
    Draft draft = new Draft(alter.table());
    draft.fields.addAll(table.schema().fields());
    draft.defaults.addAll(rules.defaults());
    draft.key.addAll(rules.primaryKey());
    draft.checks.addAll(rules.checks());
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
        new TableRules(draft.defaults, draft.key, draft.checks),
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
        draft.rename(find(draft.fields, column), name);
      }
      case Alteration.Drop(String column, boolean ifThere) -> {
        if (!ifThere || indexOf(draft.fields, column) >= 0) {
          drop(draft, find(draft.fields, column));
        }
      }
      case Alteration.Add add -> {
        if (!add.ifMissing() || indexOf(draft.fields, add.column().field().name()) < 0) {
          add.foreignKeys().forEach(this::requireReferenced);
          return add(draft, add.column(), rows);
        }
      }
      case Alteration.SetDefault(String column, Command.Selected value) -> {
        int index = find(draft.fields, column);
        Field field = draft.fields.get(index);
        draft.defaults.set(
            index, new DeclaredExpressions(catalog, columns).defaultOf(field, value));
      }
      case Alteration.SetNullable(String column, boolean nullable) -> {
        int index = find(draft.fields, column);
        Field field = draft.fields.get(index);
        if (nullable && draft.key.contains(field.name())) {
          throw SqlException.of(
              ErrorCode.INVALID_QUERY, "a column of a key cannot have nulls: column=" + column);
        }
        draft.fields.set(index, field.withNullable(nullable));
      }
      case Alteration.SetType(String column, DataType type) -> {
        return convert(draft, find(draft.fields, column), type, rows);
      }
    }
    return rows;
  }

  private static void drop(Draft draft, int index) {
    String name = draft.fields.get(index).name();
    if (draft.fields.size() == 1 || draft.key.contains(name) || draft.isChecked(index)) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "a table's only column, or one of its key or its checks, cannot be dropped: column="
              + name);
    }
    draft.remove(index);
  }

  private LogicalPlan add(Draft draft, Command.Column column, LogicalPlan rows) {
    requireNew(draft, column.field().name());
    DeclaredExpressions expressions = new DeclaredExpressions(catalog, columns);
    Default declared = expressions.defaultOf(column.field(), column.defaultValue());
    Schema added = Schema.of(column.field());
    TableRules rules = new TableRules(List.of(declared), List.of(), List.of());
    Expression value = expressions.defaults(rules, added).getFirst();
    List<Assignment> assignments = new ArrayList<>();
    for (PlanColumn before : rows.columns()) {
      assignments.add(new Assignment(before, before));
    }
    PlanColumn created = columns.create(column.field().name(), value);
    assignments.add(new Assignment(created, value));
    draft.fields.add(column.field());
    draft.defaults.add(declared);
    draft.outputs.add(new Output(column.field().name(), created));
    return new LogicalPlan.Project(rows, assignments);
  }

  private LogicalPlan convert(Draft draft, int index, DataType type, LogicalPlan rows) {
    Field field = draft.fields.get(index);
    if (draft.isChecked(index)) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "a column that is checked cannot have another type: column=" + field.name());
    }
    Field converted = new Field(field.name(), type, field.nullable());
    if (draft.defaults.get(index) instanceof Default.Constant(Literal value)) {
      draft.defaults.set(index, new Default.Constant(converted(value, converted)));
    }
    PlanColumn before = draft.outputs.get(index).column();
    Expression value = TypedExpressions.cast(before, type);
    List<Assignment> assignments = new ArrayList<>();
    rows.columns().forEach(column -> assignments.add(Assignment.keep(column)));
    PlanColumn after = columns.create(field.name(), value);
    assignments.add(new Assignment(after, value));
    draft.fields.set(index, converted);
    draft.outputs.set(index, new Output(field.name(), after));
    return new LogicalPlan.Project(rows, assignments);
  }

  private static Literal converted(Literal value, Field field) {
    DataType type = field.type();
    Object before = DataChanges.value(value);
    if (TypedExpressions.cast(value, type) instanceof Literal constant) {
      return constant;
    }
    if (before != null
        && TypedExpressions.cast(new Literal(ValueText.of(before), DataType.UTF8), type)
            instanceof Literal constant) {
      return constant;
    }
    throw SqlException.of(
        ErrorCode.INVALID_CAST,
        "DEFAULT is not a constant of the column's type: column=" + field.name());
  }

  private TableSource find(String name) {
    TableSource table = catalog.find(name);
    if (table == null) {
      List<String> names = catalog.entries().stream().map(Catalog.Entry::name).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_TABLE, "unknown table: " + name + NearNames.hint(name, names));
    }
    return table;
  }

  private static int indexOf(List<Field> fields, String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int find(List<Field> fields, String name) {
    int index = indexOf(fields, name);
    if (index < 0) {
      List<String> names = fields.stream().map(Field::name).toList();
      throw SqlException.of(
          ErrorCode.UNKNOWN_COLUMN, "unknown column: " + name + NearNames.hint(name, names));
    }
    return index;
  }

  private static void requireNew(Draft draft, String name) {
    if (indexOf(draft.fields, name) >= 0) {
      throw SqlException.of(ErrorCode.DUPLICATE_COLUMN, "column is there twice: " + name);
    }
  }
}
