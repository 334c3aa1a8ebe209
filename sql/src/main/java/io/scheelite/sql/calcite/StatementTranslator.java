package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.StatementDescription;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.catalog.TableRules;
import io.scheelite.sql.command.Command;
import io.scheelite.sql.command.CommandParser;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.jspecify.annotations.Nullable;

/**
 * Turns SQL text into our logical plan: the door to Calcite. Any thread may call, but deeply nested
 * statements need a deep stack.
 */
public final class StatementTranslator {
  private final Catalog catalog;
  private final ColumnFactory columns;

  private StatementTranslator(Catalog catalog, ColumnFactory columns) {
    this.catalog = catalog;
    this.columns = columns;
  }

  /** Parses, checks and translates one statement; raises {@link SqlException} with the place. */
  public static SqlStatement translate(
      String sql,
      List<? extends @Nullable Object> parameters,
      Catalog catalog,
      ColumnFactory columns) {
    return new StatementTranslator(catalog, columns).translate(PlainQuotes.of(sql), parameters);
  }

  /** An INSERT of one row of constants and parameters, for all rows of parameters. */
  public static SqlStatement insertion(
      String sql,
      List<? extends List<? extends @Nullable Object>> rows,
      Catalog catalog,
      ColumnFactory columns) {
    return new StatementTranslator(catalog, columns)
        .withErrors(
            PlainQuotes.of(sql),
            (text, session) ->
                new RowInsertion(catalog, session, columns)
                    .translate(ParameterValues.require(session.parse(), rows), rows));
  }

  /** Parses and checks a statement as if all of its parameters were null. */
  public static StatementDescription describe(
      String written, Catalog catalog, ColumnFactory columns) {
    String sql = PlainQuotes.of(written);
    StatementTranslator translator = new StatementTranslator(catalog, columns);
    List<DataType> parameters = translator.parameters(sql);
    boolean oneRow = !parameters.isEmpty() && translator.insertsOneRow(sql);
    List<@Nullable Object> nulls = Collections.nCopies(parameters.size(), null);
    try {
      return new StatementDescription(
          parameters, translator.translate(sql, nulls).schema(), oneRow);
    } catch (ScheeliteException refused) {
      if (parameters.isEmpty()) {
        throw refused;
      }
      return new StatementDescription(parameters, null, oneRow); // it depends on them, as LIMIT
    }
  }

  private List<DataType> parameters(String sql) {
    return sql.indexOf('?') < 0 || CommandParser.parse(sql) != null
        ? List.of()
        : withErrors(
            sql,
            (text, session) -> {
              SqlNode parsed = session.parse();
              int count = ParameterValues.count(parsed);
              return new ParameterTypes(catalog, session).of(parsed, count);
            });
  }

  private boolean insertsOneRow(String sql) {
    return withErrors(sql, (text, session) -> RowInsertion.insertsOneRow(session.parse()));
  }

  private SqlStatement translate(String sql, List<? extends @Nullable Object> parameters) {
    Command command = CommandParser.parse(sql);
    return command == null
        ? withErrors(sql, (text, session) -> plain(text, session, parameters))
        : command(command);
  }

  private SqlStatement plain(
      SqlText text, CalciteSession session, List<? extends @Nullable Object> parameters)
      throws SqlParseException {
    SqlNode parsed = session.parse();
    if (DataChanges.isChange(parsed)) {
      SqlStatement change =
          new DataChanges(catalog, session, columns)
              .translate(ParameterValues.put(parsed, parameters));
      return text.explain() ? explained(change, text) : change;
    }
    if (!parsed.isA(SqlKind.QUERY)) {
      throw SqlException.unsupported("statement " + parsed.getKind());
    }
    OutputLabels labels = OutputLabels.of(parsed, text);
    LogicalQuery query = session.toQuery(ParameterValues.put(parsed, parameters), labels, columns);
    return text.explain()
        ? new SqlStatement.Explain(query, text.analyze())
        : new SqlStatement.Query(query, !session.dependsOnNow());
  }

  /** How the rows would be found that a change writes; nothing is changed. */
  private static SqlStatement explained(SqlStatement change, SqlText text) {
    if (text.analyze()) {
      throw SqlException.unsupported("EXPLAIN ANALYZE of a statement that changes rows");
    }
    return switch (change) {
      case SqlStatement.Insert insert -> new SqlStatement.Explain(insert.query(), false);
      case SqlStatement.Rewrite rewrite -> new SqlStatement.Explain(rewrite.query(), false);
      case SqlStatement _ -> throw new IllegalStateException("not a change: " + change);
    };
  }

  private LogicalQuery query(String sql) {
    return withErrors(
        sql,
        (text, session) ->
            plain(text, session, List.of()) instanceof SqlStatement.Query query
                ? query.query()
                : refuse());
  }

  private static LogicalQuery refuse() {
    throw SqlException.of(ErrorCode.SYNTAX_ERROR, "a query must follow");
  }

  private SqlStatement command(Command command) {
    return switch (command) {
      case Command.CreateTable create -> new TableDeclarations(catalog, columns).create(create);
      case Command.Alter alter -> new TableDeclarations(catalog, columns).alter(alter);
      case Command.CreateAs create -> createAs(create);
      case Command.Drop drop -> new SqlStatement.Drop(drop.names(), drop.isView(), drop.ifExists());
      case Command.CopyTo copy ->
          CopyLayouts.statement(copy, renamed(query(copy.query()), List.of()));
      case Command.CopyFrom copy -> new FileInsertion(catalog, columns).translate(copy);
      case Command.Describe describe -> Listings.columns(query(describe.query()).schema());
      case Command.ShowTables _ -> Listings.tables(catalog);
      case Command.Assign assign -> new SqlStatement.Assign(assign.setting(), assign.value());
      case Command.ShowSetting show -> new SqlStatement.ShowSetting(show.setting());
      case Command.Transaction transaction -> new SqlStatement.Transaction(transaction.step());
      case Command.CreateIndex create ->
          new SqlStatement.CreateIndex(
              create.name(), create.table(), create.columns(), create.ifNotExists());
      case Command.DropIndex drop -> new SqlStatement.DropIndex(drop.names(), drop.ifExists());
      case Command.Truncate truncate ->
          translate("DELETE FROM \"" + truncate.table().replace("\"", "\"\"") + '"', List.of());
      case Command.Nothing _ -> new SqlStatement.Nothing();
    };
  }

  private SqlStatement createAs(Command.CreateAs create) {
    LogicalQuery query = query(create.query());
    query = renamed(query, create.columnNames());
    if (create.isView()) {
      return new SqlStatement.CreateView(
          create.name(), create.query(), query.schema(), create.ifThere());
    }
    SqlStatement.CreateTableAs made =
        new SqlStatement.CreateTableAs(create.name(), query, create.ifThere());
    return create.withoutRows()
        ? new SqlStatement.CreateTable(
            made.name(), made.columns(), TableRules.none(made.columns()), made.ifThere())
        : made;
  }

  /** The query with names for its first columns; others keep theirs, unless they are taken. */
  private static LogicalQuery renamed(LogicalQuery query, List<String> names) {
    if (names.size() > query.outputs().size()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "number of names differs from the number of columns: names="
              + names.size()
              + " columns="
              + query.outputs().size());
    }
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    List<LogicalQuery.Output> outputs = new ArrayList<>();
    for (LogicalQuery.Output output : query.outputs()) {
      boolean named = outputs.size() < names.size();
      String name = named ? names.get(outputs.size()) : DistinctNames.take(output.label(), taken);
      if (named && !taken.add(name)) {
        throw SqlException.of(ErrorCode.DUPLICATE_COLUMN, "column is there twice: " + name);
      }
      outputs.add(new LogicalQuery.Output(name, output.column()));
    }
    return new LogicalQuery(query.plan(), outputs, query.shared());
  }

  /** Work on a statement that Calcite may refuse. */
  interface Translation<T> {
    /** Does it. */
    T apply(SqlText text, CalciteSession session) throws SqlParseException;
  }

  private <T> T withErrors(String sql, Translation<T> translation) {
    return withErrors(sql, catalog, translation);
  }

  /** Works on a text of SQL; what Calcite refuses is told in our words. */
  static <T> T withErrors(String sql, Catalog catalog, Translation<T> translation) {
    SqlText text = SqlText.scan(sql);
    if (text.text().isBlank()) {
      throw SqlException.of(ErrorCode.SYNTAX_ERROR, "the statement is empty");
    }
    CalciteSession session = new CalciteSession(catalog, text);
    try {
      return translation.apply(text, session);
    } catch (ScheeliteException ours) {
      throw ours;
    } catch (SqlParseException malformed) {
      throw SyntaxErrors.translate(malformed, sql, text);
    } catch (RuntimeException refused) {
      throw CalciteErrors.translate(refused, sql, text, session);
    }
  }
}
