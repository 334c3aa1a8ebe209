package io.scheelite.sql.command;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.command.Command.IfThere;
import io.scheelite.sql.command.Command.TransactionStep;
import io.scheelite.sql.command.CommandTokens.Kind;
import io.scheelite.sql.command.CommandTokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads commands by recursive descent. One per statement, used by one thread. */
public final class CommandParser {
  /** What others drop. */
  private static final Set<String> ABSENT =
      Set.of(
          "schema",
          "database",
          "sequence",
          "function",
          "macro",
          "type",
          "trigger",
          "role",
          "user",
          "domain",
          "procedure",
          "materialized",
          "foreign",
          "extension",
          "policy",
          "aggregate");

  private final CommandTokens tokens;

  private CommandParser(String sql) {
    this.tokens = new CommandTokens(sql);
  }

  /** The command that a statement is; null if it is none. */
  public static @Nullable Command parse(String sql) {
    CommandParser parser = new CommandParser(sql);
    Command command = parser.command();
    if (command != null) {
      parser.tokens.expectEnd();
    }
    return command;
  }

  private @Nullable Command command() {
    if (tokens.accept("create")) {
      return create();
    }
    if (tokens.accept("drop")) {
      return drop();
    }
    if (tokens.accept("alter")) {
      return alter();
    }
    if (tokens.accept("copy")) {
      return copy();
    }
    if (tokens.accept("show")) {
      return show();
    }
    if (tokens.accept("describe") || tokens.accept("desc")) {
      return new Command.Describe(query());
    }
    if (tokens.accept("set") || tokens.accept("pragma")) {
      return assign();
    }
    return transaction();
  }

  private @Nullable Command transaction() {
    TransactionStep step;
    if (tokens.accept("begin") || tokens.accept("start", "transaction")) {
      step = TransactionStep.BEGIN;
    } else if (tokens.accept("commit") || tokens.accept("end")) {
      step = TransactionStep.COMMIT;
    } else if (tokens.accept("rollback") || tokens.accept("abort")) {
      step = TransactionStep.ROLLBACK;
    } else {
      return maintenance();
    }
    boolean _ = tokens.accept("transaction") || tokens.accept("work");
    if (tokens.at("to")) {
      throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: savepoints");
    }
    return new Command.Transaction(step);
  }

  private @Nullable Command maintenance() {
    if (tokens.accept("truncate")) {
      boolean _ = tokens.accept("table");
      return new Command.Truncate(tokens.name());
    }
    boolean known =
        tokens.accept("analyze")
            || tokens.accept("vacuum")
            || tokens.accept("checkpoint")
            || tokens.accept("reindex");
    if (!known) {
      return null;
    }
    if (!tokens.atEnd()) {
      String _ = tokens.name();
    }
    return new Command.Nothing();
  }

  private Command create() {
    Token first = tokens.peek();
    boolean replace = tokens.accept("or", "replace");
    boolean temporary = tokens.accept("temporary") || tokens.accept("temp");
    boolean unique = tokens.accept("unique");
    if (unique || tokens.at("index")) {
      if (replace || temporary) {
        throw tokens.refuse(
            ErrorCode.UNSUPPORTED,
            "not supported yet: CREATE " + (replace ? "OR REPLACE" : "TEMPORARY") + " INDEX",
            first);
      }
      return createIndex();
    }
    boolean view = tokens.accept("view");
    if (!view) {
      if (!tokens.at("table")) {
        throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: CREATE " + tokens.word());
      }
      tokens.expect("table");
    }
    IfThere ifThere =
        tokens.accept("if", "not", "exists")
            ? IfThere.KEEP
            : replace ? IfThere.REPLACE : IfThere.REFUSE;
    String name = tokens.name();
    boolean named = view || tokens.atNamesAndAs();
    if (!named && !tokens.at("as")) {
      return new TableParser(tokens).create(name, ifThere);
    }
    List<String> names = named && !tokens.at("as") ? columnNames() : List.of();
    tokens.expect("as");
    boolean withoutRows = !view && tokens.acceptLast("with", "no", "data");
    boolean _ = withoutRows || (!view && tokens.acceptLast("with", "data"));
    return new Command.CreateAs(name, names, query(), view, withoutRows, ifThere);
  }

  private Command createIndex() {
    tokens.expect("index");
    boolean ifNotExists = tokens.accept("if", "not", "exists");
    String name = tokens.name();
    tokens.expect("on");
    String table = tokens.name();
    if (tokens.accept("using")) {
      String _ = tokens.name();
    }
    List<String> columns = new ArrayList<>();
    tokens.expectSymbol("(");
    do {
      columns.add(tokens.name());
      boolean _ = tokens.accept("asc") || tokens.accept("desc");
      if (tokens.accept("nulls")) {
        String _ = tokens.name();
      }
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol(")");
    return new Command.CreateIndex(name, table, columns, ifNotExists);
  }

  private List<String> columnNames() {
    List<String> names = new ArrayList<>();
    tokens.expectSymbol("(");
    do {
      names.add(tokens.name());
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol(")");
    return names;
  }

  private Command alter() {
    if (!tokens.accept("table")) {
      throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: ALTER " + tokens.word());
    }
    boolean ifExists = tokens.accept("if", "exists");
    String table = tokens.name();
    return new Command.Alter(table, ifExists, new AlterationParser(tokens).alteration(table));
  }

  private Command drop() {
    boolean view = tokens.accept("view");
    boolean index = !view && tokens.accept("index");
    if (!view && !index) {
      if (!tokens.at("table")) {
        if (!ABSENT.contains(tokens.word().toLowerCase(Locale.ROOT))) {
          throw tokens.unexpected("TABLE, VIEW or INDEX");
        }
        throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: DROP " + tokens.word());
      }
      tokens.expect("table");
    }
    boolean ifExists = tokens.accept("if", "exists");
    List<String> names = new ArrayList<>();
    do {
      names.add(tokens.name());
    } while (tokens.acceptSymbol(","));
    boolean _ = tokens.accept("cascade") || tokens.accept("restrict");
    return index ? new Command.DropIndex(names, ifExists) : new Command.Drop(names, view, ifExists);
  }

  /** A query to the end; a name stands for all rows of that table. */
  private String query() {
    Token first = tokens.peek();
    boolean name =
        first != null
            && (first.kind() == Kind.QUOTED_NAME
                || (first.kind() == Kind.WORD
                    && !tokens.at("select")
                    && !tokens.at("with")
                    && !tokens.at("values")
                    && !tokens.at("from")
                    && !tokens.at("table")));
    if (name || tokens.accept("table")) {
      return "select * from " + quoted(tokens.name());
    }
    return tokens.rest();
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private Command copy() {
    Token first = tokens.peek();
    if (first != null && first.kind() == Kind.SYMBOL && first.text().equals("(")) {
      String query = tokens.inParentheses();
      tokens.expect("to");
      return new Command.CopyTo(query, path(), copyOptions());
    }
    String table = tokens.name();
    List<String> columns = new ArrayList<>();
    if (tokens.acceptSymbol("(")) {
      do {
        columns.add(tokens.name());
      } while (tokens.acceptSymbol(","));
      tokens.expectSymbol(")");
    }
    if (tokens.accept("from")) {
      String path = path();
      Map<String, String> options = new LinkedHashMap<>();
      copyOptions().forEach((name, values) -> options.put(name, String.join(",", values)));
      return new Command.CopyFrom(table, columns, path, options);
    }
    tokens.expect("to");
    String items =
        columns.isEmpty()
            ? "*"
            : columns.stream().map(CommandParser::quoted).collect(Collectors.joining(", "));
    return new Command.CopyTo("select " + items + " from " + quoted(table), path(), copyOptions());
  }

  private String path() {
    Token path = tokens.peek();
    if (path == null || path.kind() != Kind.TEXT) {
      throw tokens.unexpected("a path in single quotes");
    }
    return tokens.take().text();
  }

  /** Names with values, which are true where there are none. */
  private Map<String, List<String>> copyOptions() {
    Map<String, List<String>> options = new LinkedHashMap<>();
    boolean with = tokens.accept("with");
    boolean parentheses = tokens.acceptSymbol("(");
    if (!with && !parentheses && tokens.atEnd()) {
      return options;
    }
    do {
      String name = tokens.name().toLowerCase(Locale.ROOT);
      boolean _ = tokens.accept("as");
      options.put(name, copyOption(parentheses));
    } while (parentheses ? tokens.acceptSymbol(",") : !tokens.atEnd());
    if (parentheses) {
      tokens.expectSymbol(")");
    }
    return options;
  }

  /** A value, several of them between parentheses with commas, or none. */
  private List<String> copyOption(boolean parentheses) {
    if (tokens.acceptSymbol("(")) {
      List<String> values = new ArrayList<>();
      do {
        values.add(tokens.take().text());
      } while (tokens.acceptSymbol(","));
      tokens.expectSymbol(")");
      return values;
    }
    if (tokens.acceptSymbol("*")) {
      return List.of("*");
    }
    if (tokens.atSymbol("{")) {
      return List.of(tokens.inBraces());
    }
    Token value = tokens.peek();
    boolean given =
        value != null && value.kind() != Kind.SYMBOL && (parentheses || !tokens.atEnd());
    return List.of(given ? tokens.take().text() : "true");
  }

  private Command show() {
    if (tokens.accept("tables") || tokens.accept("all", "tables")) {
      return new Command.ShowTables();
    }
    if (tokens.accept("all") || tokens.accept("settings")) {
      return new Command.ShowSetting(null);
    }
    return new Command.ShowSetting(tokens.name().toLowerCase(Locale.ROOT));
  }

  private Command assign() {
    boolean _ = tokens.accept("session") || tokens.accept("local") || tokens.accept("global");
    String name = tokens.name().toLowerCase(Locale.ROOT);
    if (!tokens.acceptSymbol("=")) {
      tokens.expect("to");
    }
    StringBuilder value = new StringBuilder();
    while (!tokens.atEnd()) {
      value.append(tokens.take().text());
    }
    return new Command.Assign(name, value.toString());
  }
}
