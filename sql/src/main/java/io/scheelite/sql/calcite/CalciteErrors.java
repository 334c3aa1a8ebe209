package io.scheelite.sql.calcite;

import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.CatalogSchema.CatalogTable;
import io.scheelite.sql.calcite.RefusalWords.Words;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.command.TypeNames;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Says in our words, with place and near name, what Calcite's validator refuses. */
final class CalciteErrors {
  private static final Pattern UNKNOWN_TABLE =
      Pattern.compile("(?:Object|Table) '([^']*)' not found.*");
  private static final Pattern UNKNOWN_COLUMN =
      Pattern.compile("(?:Column '([^']*)' not found in .*|Unknown target column '([^']*)')");
  private static final Pattern UNKNOWN_FUNCTION =
      Pattern.compile("No match found for function signature ([^(]*)(\\(.*)");
  private static final Pattern UNKNOWN_NAME =
      Pattern.compile("(?:Unknown identifier|Unknown datatype name) '([^']*)'");
  private static final Pattern LATERAL_JOIN = Pattern.compile("Unknown join type (RIGHT|FULL)");
  private static final Pattern BEFORE_TYPE =
      Pattern.compile(".*(?:\\bas|::)\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern NO_WORD = Pattern.compile("[^\\w$]+");
  private static final Pattern BAD_TIME =
      Pattern.compile("\\w+ out of range: .*|Invalid (?:date|time|timestamp) format.*");

  private final String statement;
  private final CalciteSession session;

  private CalciteErrors(String statement, CalciteSession session) {
    this.statement = statement;
    this.session = session;
  }

  /**
   * Our error for Calcite's; what is not Calcite's comes back as it is.
   *
   * @param statement as its author wrote it
   */
  static RuntimeException translate(
      RuntimeException refused, String statement, SqlText text, CalciteSession session) {
    CalciteContextException context = find(refused, CalciteContextException.class);
    if (context == null) {
      Matcher lateral = LATERAL_JOIN.matcher(String.valueOf(refused.getMessage()));
      if (lateral.matches()) {
        return SqlException.unsupported(lateral.group(1) + " JOIN LATERAL");
      }
      IllegalArgumentException malformed = find(refused, IllegalArgumentException.class);
      String why = malformed == null ? "" : String.valueOf(malformed.getMessage());
      if (BAD_TIME.matcher(why).matches()) {
        return SqlException.of(
            ErrorCode.INVALID_DATE_TIME, "not a date or time of a year from 1 to 9999: " + why);
      }
      UnsupportedOperationException unsupported =
          find(refused, UnsupportedOperationException.class);
      if (unsupported == null) {
        return refused;
      }
      String feature = unsupported.getMessage();
      return SqlException.unsupported(
          feature == null ? "a function or clause used as it is here" : feature);
    }
    Throwable cause = context.getCause() == null ? context : context.getCause();
    String message = String.valueOf(cause.getMessage());
    int line = context.getPosLine();
    int column = text.places().originalColumn(line, context.getPosColumn());
    Words words =
        cause instanceof SqlException ours
            ? new Words(ours.code(), message)
            : new CalciteErrors(statement, session)
                .describe(message, StatementPlaces.offset(statement, line, column));
    return SqlException.at(words.code(), words.text(), line, column, refused);
  }

  /** An error of ours at a place of what Calcite parsed: thrown under {@link #translate}. */
  static CalciteContextException at(SqlParserPos pos, ErrorCode code, String message) {
    return new CalciteContextException(
        message,
        SqlException.of(code, message),
        pos.getLineNum(),
        pos.getColumnNum(),
        pos.getEndLineNum(),
        pos.getEndColumnNum());
  }

  private Words describe(String message, int place) {
    Matcher matcher = UNKNOWN_TABLE.matcher(message);
    if (matcher.matches()) {
      return unknownTable(matcher.group(1));
    }
    matcher = UNKNOWN_COLUMN.matcher(message);
    if (matcher.matches()) {
      String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      return new Words(ErrorCode.UNKNOWN_COLUMN, "unknown column: " + name + columnHint(name));
    }
    matcher = UNKNOWN_FUNCTION.matcher(message);
    if (matcher.matches()) {
      return unknownFunction(matcher.group(1), RefusalWords.types(matcher.group(2)));
    }
    matcher = UNKNOWN_NAME.matcher(message);
    return matcher.matches() ? unknownName(matcher.group(1), place) : RefusalWords.of(message);
  }

  private Words unknownTable(String name) {
    List<String> names = List.copyOf(session.schema().getTableMap().keySet());
    return new Words(
        ErrorCode.UNKNOWN_TABLE, "unknown table: " + name + NearNames.hint(name, names));
  }

  private static Words unknownFunction(String name, String arguments) {
    List<String> names = functionNames();
    String lower = name.toLowerCase(Locale.ROOT);
    return names.contains(lower)
        ? new Words(
            ErrorCode.UNKNOWN_FUNCTION, "no such function for these types: " + lower + arguments)
        : new Words(
            ErrorCode.UNKNOWN_FUNCTION,
            "unknown function: " + lower + arguments + NearNames.hint(lower, names));
  }

  /** A name that could be many things: where it stands says which one. */
  private Words unknownName(String name, int place) {
    if (name.equals("*")) {
      return new Words(ErrorCode.SYNTAX_ERROR, "* can stand only in SELECT and in count(*)");
    }
    boolean type = BEFORE_TYPE.matcher(statement.substring(0, place)).matches();
    return type ? new Words(TypeNames.code(name), TypeNames.refusal(name)) : unknownTable(name);
  }

  /** Only names of tables that the statement speaks of: those of all others would mislead. */
  private String columnHint(String name) {
    Set<String> words = Set.copyOf(List.of(NO_WORD.split(statement.toLowerCase(Locale.ROOT))));
    List<String> candidates =
        session.schema().getTableMap().entrySet().stream()
            .filter(entry -> words.contains(entry.getKey().toLowerCase(Locale.ROOT)))
            .filter(entry -> entry.getValue() instanceof CatalogTable)
            .flatMap(entry -> ((CatalogTable) entry.getValue()).source().schema().fields().stream())
            .map(Field::name)
            .filter(candidate -> !candidate.equalsIgnoreCase(name))
            .distinct()
            .toList();
    return NearNames.hint(name, candidates);
  }

  private static List<String> functionNames() {
    return DialectOperators.INSTANCE.getOperatorList().stream()
        .map(SqlOperator::getName)
        .filter(name -> name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_'))
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
