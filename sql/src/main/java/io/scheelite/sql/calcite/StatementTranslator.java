package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.Catalog;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;

/**
 * Turns SQL text into our logical plan: the door to Calcite. Stateless; any thread may call, but
 * deeply nested statements need a deep stack.
 */
public final class StatementTranslator {
  private StatementTranslator() {}

  /** Parses, checks and translates one statement; raises {@link SqlException} with the place. */
  public static SqlStatement translate(String sql, Catalog catalog, ColumnFactory columns) {
    SqlText text = SqlText.scan(sql);
    if (text.text().isBlank()) {
      throw SqlException.of(ErrorCode.SYNTAX_ERROR, "the statement is empty");
    }
    CalciteSession session = new CalciteSession(catalog, text);
    try {
      SqlNode parsed = session.parse();
      if (!parsed.isA(SqlKind.QUERY)) {
        throw SqlException.unsupported("statement " + parsed.getKind());
      }
      OutputLabels labels = OutputLabels.of(parsed, text);
      LogicalQuery query = session.toQuery(parsed, labels, columns);
      return text.explain()
          ? new SqlStatement.Explain(query, text.analyze())
          : new SqlStatement.Query(query);
    } catch (ScheeliteException ours) {
      throw ours;
    } catch (SqlParseException malformed) {
      throw CalciteErrors.translate(malformed, text);
    } catch (RuntimeException refused) {
      throw CalciteErrors.translate(refused, text, session);
    }
  }
}
