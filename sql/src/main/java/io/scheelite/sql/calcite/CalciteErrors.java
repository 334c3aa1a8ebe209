package io.scheelite.sql.calcite;

import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.calcite.CatalogSchema.CatalogTable;
import io.scheelite.sql.catalog.NearNames;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Says in our words, with place and near name, what Calcite refuses. */
final class CalciteErrors {
  private static final Pattern UNKNOWN_TABLE =
      Pattern.compile("(?:Object|Table) '([^']*)' not found.*");
  private static final Pattern UNKNOWN_COLUMN = Pattern.compile("Column '([^']*)' not found in .*");
  private static final Pattern UNKNOWN_FUNCTION =
      Pattern.compile("No match found for function signature ([^(]*)(\\(.*)");
  private static final Pattern AMBIGUOUS = Pattern.compile("Column '([^']*)' is ambiguous");
  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered \"(.*?)\" at line", Pattern.DOTALL);

  private CalciteErrors() {}

  static SqlException translate(SqlParseException malformed, SqlText text) {
    SqlParserPos pos = malformed.getPos();
    int line = pos == null ? 0 : pos.getLineNum();
    int column = pos == null ? 0 : text.originalColumn(line, pos.getColumnNum());
    String message = String.valueOf(malformed.getMessage());
    Matcher encountered = ENCOUNTERED.matcher(message);
    String reason;
    if (encountered.find()) {
      String token = encountered.group(1).replaceAll("\\s+", " ").replace("\\'", "'").strip();
      reason =
          token.equals("<EOF>") ? "unexpected end of statement" : "syntax error near: " + token;
    } else {
      reason = "syntax error: " + message.lines().findFirst().orElse("");
    }
    return SqlException.at(ErrorCode.SYNTAX_ERROR, reason, line, column, malformed);
  }

  static RuntimeException translate(
      RuntimeException refused, SqlText text, CalciteSession session) {
    CalciteContextException context = find(refused, CalciteContextException.class);
    if (context == null) {
      UnsupportedOperationException unsupported =
          find(refused, UnsupportedOperationException.class);
      return unsupported == null
          ? refused
          : SqlException.unsupported(String.valueOf(unsupported.getMessage()));
    }
    Throwable cause = context.getCause() == null ? context : context.getCause();
    String message = String.valueOf(cause.getMessage());
    int line = context.getPosLine();
    int column = text.originalColumn(line, context.getPosColumn());
    Description description = describe(message, session);
    return SqlException.at(description.code, description.text, line, column, refused);
  }

  private record Description(ErrorCode code, String text) {}

  private static Description describe(String message, CalciteSession session) {
    Matcher matcher = UNKNOWN_TABLE.matcher(message);
    if (matcher.matches()) {
      String name = matcher.group(1);
      List<String> names = List.copyOf(session.schema().getTableMap().keySet());
      return new Description(
          ErrorCode.UNKNOWN_TABLE, "unknown table: " + name + NearNames.hint(name, names));
    }
    matcher = UNKNOWN_COLUMN.matcher(message);
    if (matcher.matches()) {
      String name = matcher.group(1);
      return new Description(
          ErrorCode.UNKNOWN_COLUMN,
          "unknown column: " + name + NearNames.hint(name, columnNames(session)));
    }
    matcher = UNKNOWN_FUNCTION.matcher(message);
    if (matcher.matches()) {
      String name = matcher.group(1);
      return new Description(
          ErrorCode.UNKNOWN_FUNCTION,
          "unknown function: "
              + name.toLowerCase(Locale.ROOT)
              + matcher.group(2)
              + NearNames.hint(name, functionNames()));
    }
    matcher = AMBIGUOUS.matcher(message);
    if (matcher.matches()) {
      return new Description(ErrorCode.INVALID_QUERY, "ambiguous column: " + matcher.group(1));
    }
    if (message.startsWith("Cannot apply") || message.contains("type")) {
      return new Description(ErrorCode.TYPE_MISMATCH, "types do not fit: " + message);
    }
    return new Description(ErrorCode.INVALID_QUERY, "invalid query: " + message);
  }

  private static List<String> columnNames(CalciteSession session) {
    return session.schema().getTableMap().values().stream()
        .filter(CatalogTable.class::isInstance)
        .flatMap(table -> ((CatalogTable) table).source().schema().fields().stream())
        .map(Field::name)
        .distinct()
        .toList();
  }

  private static List<String> functionNames() {
    return SqlStdOperatorTable.instance().getOperatorList().stream()
        .map(SqlOperator::getName)
        .filter(name -> name.chars().allMatch(Character::isLetter))
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
