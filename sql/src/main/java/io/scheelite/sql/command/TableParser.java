package io.scheelite.sql.command;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.command.Command.Column;
import io.scheelite.sql.command.Command.IfThere;
import io.scheelite.sql.command.CommandTokens.Kind;
import io.scheelite.sql.command.CommandTokens.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the columns and constraints of a table. Used by one thread, for one statement. */
final class TableParser {
  /** What may follow a DEFAULT. */
  private static final Set<String> BEHIND_DEFAULT =
      Set.of(
          "constraint",
          "not",
          "null",
          "default",
          "primary",
          "unique",
          "check",
          "references",
          "collate",
          "generated",
          "deferrable",
          "initially",
          "autoincrement",
          "auto_increment",
          "comment");

  private final CommandTokens tokens;
  private final Set<String> keyColumns = new HashSet<>();
  private final Map<String, @Nullable Token> keysNamed = new LinkedHashMap<>();
  private final List<Command.Check> checks = new ArrayList<>();
  private final List<Command.ForeignKey> foreignKeys = new ArrayList<>();

  TableParser(CommandTokens tokens) {
    this.tokens = tokens;
  }

  /** CREATE TABLE behind the table's name. */
  Command.CreateTable create(String name, IfThere ifThere) {
    tokens.expectSymbol("(");
    List<Column> columns = new ArrayList<>();
    do {
      if (!tableConstraint(name)) {
        columns.add(column(name, columns));
      }
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol(")");
    requireNamed(columns);
    List<Column> marked = new ArrayList<>();
    List<String> key = new ArrayList<>();
    for (Column column : columns) {
      Field field = column.field();
      boolean inKey = keyColumns.contains(field.name().toLowerCase(Locale.ROOT));
      marked.add(new Column(inKey ? field.withNullable(false) : field, column.defaultValue()));
      if (inKey) {
        key.add(field.name());
      }
    }
    return new Command.CreateTable(name, marked, key, checks, foreignKeys, ifThere);
  }

  /** A column of ALTER TABLE. */
  Command.Alteration.Add added(String table) {
    boolean _ = tokens.accept("column");
    boolean ifMissing = tokens.accept("if", "not", "exists");
    if (tokens.at("constraint")
        || tokens.at("primary", "key")
        || tokens.at("foreign", "key")
        || tokens.atCall("unique")
        || tokens.atCall("check")) {
      throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: ALTER TABLE ADD CONSTRAINT");
    }
    Column column = column(table, List.of());
    if (!checks.isEmpty()) {
      throw tokens.refuse(
          ErrorCode.UNSUPPORTED, "not supported yet: ALTER TABLE ADD COLUMN with CHECK");
    }
    return new Command.Alteration.Add(column, foreignKeys, ifMissing);
  }

  private void requireNamed(List<Column> columns) {
    List<String> names = columns.stream().map(column -> column.field().name()).toList();
    keysNamed.forEach(
        (name, at) -> {
          if (names.stream().noneMatch(name::equalsIgnoreCase)) {
            throw tokens.refuse(
                ErrorCode.UNKNOWN_COLUMN,
                "unknown column: " + name + NearNames.hint(name, names),
                at);
          }
        });
  }

  /** Takes a constraint of the table; false if a column is next. */
  private boolean tableConstraint(String table) {
    String name = tokens.accept("constraint") ? tokens.name() : null;
    boolean primary = tokens.accept("primary", "key");
    if (primary || tokens.atCall("unique")) {
      boolean _ = tokens.accept("unique");
      List<String> columns = namedColumns();
      if (primary) {
        keyColumns.addAll(columns);
      }
      return true;
    }
    if (tokens.atCall("check")) {
      check(name, table + "_check");
      return true;
    }
    if (tokens.accept("foreign", "key")) {
      List<String> columns = namedColumns();
      tokens.expect("references");
      references(columns);
      return true;
    }
    if (name != null) {
      throw tokens.unexpected("a constraint");
    }
    return false;
  }

  /** Columns in parentheses, which must be there in the end. */
  private List<String> namedColumns() {
    List<String> columns = new ArrayList<>();
    tokens.expectSymbol("(");
    do {
      Token at = tokens.peek();
      String column = tokens.name().toLowerCase(Locale.ROOT);
      keysNamed.put(column, at);
      columns.add(column);
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol(")");
    return columns;
  }

  /** PostgreSQL's names for constraints without one. */
  private void check(@Nullable String given, String otherwise) {
    tokens.expect("check");
    String name = given == null ? otherwise : given;
    for (int i = 1; given == null && isTaken(name); i++) {
      name = otherwise + i;
    }
    checks.add(new Command.Check(name, tokens.selectedParentheses()));
  }

  private boolean isTaken(String name) {
    return checks.stream().anyMatch(check -> check.name().equalsIgnoreCase(name));
  }

  /** Takes all that may follow REFERENCES; what happens to rows then is not enforced either. */
  private void references(List<String> columns) {
    String table = tokens.name();
    List<String> referenced = new ArrayList<>();
    if (tokens.acceptSymbol("(")) {
      do {
        referenced.add(tokens.name());
      } while (tokens.acceptSymbol(","));
      tokens.expectSymbol(")");
    }
    foreignKeys.add(new Command.ForeignKey(columns, table, referenced));
    while (tokens.at("on") || tokens.at("match")) {
      if (tokens.accept("match")) {
        requireOne(tokens.accept("full") || tokens.accept("partial") || tokens.accept("simple"));
      } else {
        tokens.expect("on");
        requireOne(tokens.accept("delete") || tokens.accept("update"));
        requireOne(
            tokens.accept("cascade")
                || tokens.accept("restrict")
                || tokens.accept("no", "action")
                || tokens.accept("set", "null")
                || tokens.accept("set", "default"));
      }
    }
    acceptDeferral();
  }

  private void requireOne(boolean found) {
    if (!found) {
      throw tokens.unexpected("what a foreign key says");
    }
  }

  /** Constraints that are not enforced are so at any time. */
  private void acceptDeferral() {
    boolean _ = tokens.accept("not", "deferrable") || tokens.accept("deferrable");
    boolean _ = tokens.accept("initially", "deferred") || tokens.accept("initially", "immediate");
  }

  private Column column(String table, List<Column> before) {
    Token at = tokens.peek();
    String name = tokens.name();
    if (before.stream().anyMatch(column -> column.field().name().equalsIgnoreCase(name))
        && at != null) {
      throw tokens.refuse(ErrorCode.DUPLICATE_COLUMN, "column is there twice: " + name, at);
    }
    DataType type = new TypeParser(tokens).type();
    boolean nullable = true;
    Command.Selected defaultValue = null;
    String constraint = null;
    Token next = tokens.peek();
    while (next != null && next.kind() == Kind.WORD) {
      String named = constraint;
      constraint = null;
      if (tokens.accept("constraint")) {
        constraint = tokens.name();
      } else if (tokens.accept("not", "null")) {
        nullable = false;
      } else if (tokens.accept("primary", "key")) {
        nullable = false;
        keyColumns.add(name.toLowerCase(Locale.ROOT));
        boolean _ = tokens.accept("asc");
      } else if (tokens.accept("default")) {
        defaultValue = tokens.selectedUpTo(BEHIND_DEFAULT);
      } else if (tokens.at("check")) {
        check(named, table + '_' + name + "_check");
      } else if (tokens.accept("references")) {
        references(List.of(name));
      } else if (!tokens.accept("null") && !tokens.accept("unique")) {
        throw tokens.refuse(
            ErrorCode.UNSUPPORTED, "not supported yet for a column: " + next.text());
      }
      next = tokens.peek();
    }
    if (constraint != null) {
      throw tokens.unexpected("a constraint");
    }
    return new Column(new Field(name, type, nullable), defaultValue);
  }
}
