package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code LIMIT} and {@code OFFSET} have constant expressions, where Calcite's grammar takes
 * numbers and parameters alone: in the text they become calls at the end of ORDER BY, which are
 * taken out of there once the text is parsed, and computed once parameters have values.
 */
final class RowCounts {
  private static final String LIMIT = "*limit*";
  private static final String OFFSET = "*offset*";

  private static final Set<String> WORDS = Set.of("limit", "offset");

  /** What the grammar takes, or what it refuses better. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "-?[\\d._]*(?:\\de[+-]?\\d+)?|\\?|'.*'|(?!null$)\\w*|[^(]*,.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Set<String> BEHIND =
      Set.of("limit", "offset", "fetch", "union", "except", "intersect", "row", "rows", ";");

  /** A word behind one of these is no LIMIT. */
  private static final Set<String> BEFORE_NAMES =
      Set.of("select", "distinct", "as", "by", "and", "or", "not", "where", "on", "from", "join");

  /**
   * A clause.
   *
   * @param end behind its expression
   * @param behind where all ends that belongs to it
   * @param all whether it says that all rows are wanted
   * @param plain whether Calcite's grammar takes it
   */
  private record Clause(SqlToken word, int end, int behind, boolean all, boolean plain) {}

  private final String sql;
  private final List<SqlToken> tokens;
  private final Map<Integer, SelectShapes.Edit> edits = new HashMap<>();
  private int next;

  private RowCounts(String sql, List<SqlToken> tokens) {
    this.sql = sql;
    this.tokens = tokens;
    while (next < tokens.size()) {
      lookThroughQuery();
      next++; // a parenthesis that closes nothing
    }
  }

  /** What is to stand in the text, by places. */
  static Map<Integer, SelectShapes.Edit> in(String sql, List<SqlToken> tokens) {
    return tokens.stream().anyMatch(token -> WORDS.contains(token.word()))
        ? new RowCounts(sql, tokens).edits
        : Map.of();
  }

  /** From behind a parenthesis to the one that closes it. */
  private void lookThroughQuery() {
    List<Clause> clauses = new ArrayList<>();
    boolean ordered = false;
    for (; next < tokens.size() && !isWord(next, ")"); next++) {
      switch (tokens.get(next).word()) {
        case "(" -> {
          next++;
          lookThroughQuery();
        }
        case "select", "values" -> ordered = false;
        case "by" -> ordered |= isWord(next - 1, "order");
        case "limit", "offset" -> {
          if (isBehindOperand()) {
            clauses.add(clause());
          }
        }
        default -> {}
      }
    }
    write(clauses, ordered);
  }

  private boolean isBehindOperand() {
    String before = SqlToken.at(next - 1, tokens).word();
    return !before.isEmpty()
        && !BEFORE_NAMES.contains(before)
        && (Character.isJavaIdentifierPart(before.charAt(0)) || ")]?*'\"".contains(before));
  }

  /** Leaves the last of its tokens as the next one. */
  private Clause clause() {
    SqlToken word = tokens.get(next);
    int depth = 0;
    int last = next;
    while (last + 1 < tokens.size()) {
      String following = tokens.get(last + 1).word();
      if (depth == 0 && (BEHIND.contains(following) || following.equals(")"))) {
        break;
      }
      depth += following.equals("(") ? 1 : following.equals(")") ? -1 : 0;
      last++;
    }
    int end = tokens.get(last).end();
    String written = sql.substring(word.end(), end).strip();
    if (isWord(last, "percent") || isWord(last, "%")) {
      throw SqlException.unsupported("LIMIT with a percentage");
    }
    boolean rows = isWord(last + 1, "row") || isWord(last + 1, "rows");
    next = rows ? last + 1 : last;
    int behind = rows ? tokens.get(next).end() : end;
    boolean all = written.equalsIgnoreCase("all");
    return new Clause(word, end, behind, all, PLAIN.matcher(written).matches());
  }

  private void write(List<Clause> clauses, boolean ordered) {
    if (clauses.stream().allMatch(Clause::plain)) {
      return;
    }
    String before = ordered ? ", " : "order by ";
    for (Clause clause : clauses) {
      String name = clause.word().word().equals("limit") ? LIMIT : OFFSET;
      String call = before + '"' + name + "\"(";
      int start = clause.word().start();
      if (clause.all()) {
        edits.put(start, new SelectShapes.Edit(clause.behind(), call + "null)"));
      } else {
        edits.put(start, new SelectShapes.Edit(clause.word().end(), call));
        edits.put(clause.end(), new SelectShapes.Edit(clause.behind(), ")"));
      }
      before = ", ";
    }
  }

  private boolean isWord(int index, String word) {
    return SqlToken.at(index, tokens).word().equals(word);
  }

  /** Takes the calls out of ORDER BY. */
  static SqlNode lift(SqlNode parsed) {
    return Objects.requireNonNull(
        parsed.accept(
            new SqlShuttle() {
              @Override
              public @Nullable SqlNode visit(SqlCall call) {
                SqlNode result = super.visit(call);
                return result instanceof SqlOrderBy ordered ? lifted(ordered) : result;
              }
            }));
  }

  private static SqlNode lifted(SqlOrderBy ordered) {
    List<SqlNode> keys = new ArrayList<>();
    SqlNode limit = ordered.fetch;
    SqlNode offset = ordered.offset;
    for (SqlNode key : ordered.orderList) {
      String name = key instanceof SqlBasicCall call ? call.getOperator().getName() : "";
      switch (name) {
        case LIMIT -> limit = value((SqlCall) key);
        case OFFSET -> offset = value((SqlCall) key);
        default -> keys.add(key);
      }
    }
    return keys.size() == ordered.orderList.size()
        ? ordered
        : new SqlOrderBy(
            ordered.getParserPosition(),
            ordered.query,
            new SqlNodeList(keys, ordered.orderList.getParserPosition()),
            offset,
            limit);
  }

  /** What is counted; {@code (SELECT 2)} is 2. */
  private static SqlNode value(SqlCall call) {
    SqlNode value = call.operand(0);
    return value instanceof SqlSelect select
            && select.getFrom() == null
            && select.getWhere() == null
            && select.getGroup() == null
            && select.getSelectList().size() == 1
            && select.getSelectList().get(0).getKind() != SqlKind.AS
        ? select.getSelectList().get(0)
        : value;
  }

  /**
   * Puts numbers in place of the expressions.
   *
   * @param evaluation the literal that an expression is
   */
  static SqlNode compute(SqlNode query, UnaryOperator<SqlNode> evaluation) {
    return Objects.requireNonNull(
        query.accept(
            new SqlShuttle() {
              @Override
              public @Nullable SqlNode visit(SqlCall call) {
                SqlNode result = super.visit(call);
                return result instanceof SqlOrderBy ordered
                    ? computed(ordered, evaluation)
                    : result;
              }
            }));
  }

  private static SqlNode computed(SqlOrderBy ordered, UnaryOperator<SqlNode> evaluation) {
    SqlNode limit = computed("LIMIT", ordered.fetch, evaluation);
    SqlNode offset = computed("OFFSET", ordered.offset, evaluation);
    return limit == ordered.fetch && offset == ordered.offset
        ? ordered
        : new SqlOrderBy(
            ordered.getParserPosition(), ordered.query, ordered.orderList, offset, limit);
  }

  private static @Nullable SqlNode computed(
      String clause, @Nullable SqlNode count, UnaryOperator<SqlNode> evaluation) {
    if (count == null || count instanceof SqlLiteral || ParameterValues.count(count) > 0) {
      return count;
    }
    SqlLiteral value = (SqlLiteral) evaluation.apply(count);
    if (value.getTypeName() == SqlTypeName.NULL) {
      return null;
    }
    if (value.bigDecimalValue().signum() < 0) {
      throw CalciteErrors.at(
          count.getParserPosition(), ErrorCode.INVALID_ROW_COUNT, clause + " must not be negative");
    }
    return value;
  }
}
