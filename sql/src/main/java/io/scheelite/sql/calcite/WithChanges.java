package io.scheelite.sql.calcite;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code WITH … INSERT}, {@code UPDATE} and {@code DELETE}, which Calcite's grammar has not:
 * WITH and the statement behind it are parsed one after the other, each at its place. That of an
 * INSERT moves to its query, the others stay inside of WITH.
 */
final class WithChanges {
  private static final Pattern HINT =
      Pattern.compile("\\b(?:insert|update|delete)\\b", Pattern.CASE_INSENSITIVE);
  private static final Set<String> CHANGES = Set.of("insert", "update", "delete");

  private static final String WITH = "with";

  /** The operand of an INSERT that gives its rows. */
  private static final int SOURCE = 2;

  private WithChanges() {}

  /** Parses a text of Calcite's grammar. */
  interface Grammar {
    /** The statement. */
    SqlNode parse(String text) throws SqlParseException;
  }

  static SqlNode parse(String text, Grammar grammar) throws SqlParseException {
    int change = change(text);
    if (change < 0) {
      return grammar.parse(text);
    }
    SqlWith with = (SqlWith) grammar.parse(text.substring(0, change) + "select 1");
    int numParameters = ParameterValues.count(with);
    SqlNode changing =
        Objects.requireNonNull(
            grammar
                .parse(text.substring(0, change).replaceAll("\\S", " ") + text.substring(change))
                .accept(
                    new SqlShuttle() {
                      @Override
                      public SqlNode visit(SqlDynamicParam parameter) {
                        return new SqlDynamicParam(
                            parameter.getIndex() + numParameters, parameter.getParserPosition());
                      }
                    }));
    if (changing instanceof SqlInsert insert) {
      insert.setOperand(SOURCE, around(with, insert.getSource()));
      return insert;
    }
    return around(with, changing);
  }

  /** A query, or a change, with the queries of WITH; itself if there are none. */
  static SqlNode around(@Nullable SqlWith with, SqlNode body) {
    return with == null ? body : new SqlWith(SqlParserPos.ZERO, with.withList, body);
  }

  /** Where the INSERT, UPDATE or DELETE behind WITH begins; -1 if there is none. */
  private static int change(String text) {
    if (!text.stripLeading().regionMatches(true, 0, WITH, 0, WITH.length())
        || !HINT.matcher(text).find()) {
      return -1;
    }
    List<SqlToken> tokens = SqlToken.of(text);
    int depth = 0;
    for (int i = 1; i < tokens.size(); i++) {
      String word = tokens.get(i).word();
      depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
      if (depth == 0 && CHANGES.contains(word) && SqlToken.at(i - 1, tokens).word().equals(")")) {
        return tokens.get(i).start();
      }
    }
    return -1;
  }
}
