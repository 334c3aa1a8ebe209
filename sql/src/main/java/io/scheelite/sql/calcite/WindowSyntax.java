package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Brings what Calcite parses of windows, but does not understand, to a form that it does.
 *
 * <ul>
 *   <li>An aggregate with FILTER becomes one of a CASE.
 *   <li>The windows of a WINDOW clause take the place of their names, for behind those Calcite
 *       finds no aggregates, and wants no two windows alike. One that extends another takes over
 *       its keys.
 *   <li>GROUPS, which reads as ROWS here, becomes RANGE, or, where it counts, ROWS with numbers
 *       beyond {@link #GROUPS_MARK}.
 * </ul>
 */
final class WindowSyntax {
  private static final Set<String> TAKE_VALUES =
      Set.of("first_value", "first", "last_value", "last", "nth_value");

  /** What is added to numbers of groups. */
  static final long GROUPS_MARK = 1L << 60;

  /** More groups than there can be. */
  private static final long MOST_GROUPS = GROUPS_MARK / 2;

  private final SqlText text;
  private final Deque<Map<String, SqlWindow>> scopes = new ArrayDeque<>();

  WindowSyntax(SqlText text) {
    this.text = text;
  }

  /** Whether a number of rows is one of groups. */
  static boolean isMarked(BigDecimal number) {
    return number.compareTo(BigDecimal.valueOf(GROUPS_MARK)) >= 0
        && number.compareTo(BigDecimal.valueOf(GROUPS_MARK + MOST_GROUPS)) <= 0;
  }

  /** The statement in that form. */
  SqlNode rewrite(SqlNode statement) {
    return Objects.requireNonNull(statement.accept(new Rewriter()));
  }

  private final class Rewriter extends SqlShuttle {
    private final IdentityHashMap<SqlSelect, Map<String, SqlWindow>> declared =
        new IdentityHashMap<>();

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
      if (call instanceof SqlSelect select) {
        return select(select);
      }
      if (call instanceof SqlOrderBy ordered
          && SelectSyntax.body(ordered.query) instanceof SqlSelect select) {
        scopes.push(windows(select));
        SqlNode result = super.visit(call);
        scopes.pop();
        return result;
      }
      if (call instanceof SqlWindow window) {
        return window(window);
      }
      return super.visit(call.getKind() == SqlKind.OVER ? over(call) : call);
    }

    private SqlCall over(SqlCall call) {
      SqlNode function = call.operand(0);
      if (function instanceof SqlCall filter && filter.getKind() == SqlKind.FILTER) {
        function = filtered(filter.operand(0), filter.operand(1));
      }
      function = ofFrame(function);
      SqlNode window = call.operand(1);
      SqlWindow meant = window instanceof SqlIdentifier name ? named(name) : null;
      return call.getOperator()
          .createCall(
              call.getParserPosition(),
              function,
              meant == null ? window : meant.accept(new NodeCopy()));
    }

    private @Nullable SqlNode select(SqlSelect select) {
      scopes.push(windows(select));
      SqlNode result = super.visit(select);
      scopes.pop();
      return result;
    }

    /** Takes the windows of a WINDOW clause out of it. */
    private Map<String, SqlWindow> windows(SqlSelect select) {
      Map<String, SqlWindow> known = declared.get(select);
      if (known != null) {
        return known;
      }
      Map<String, SqlWindow> scope = new HashMap<>();
      declared.put(select, scope);
      scopes.push(scope);
      for (SqlNode declaration : select.getWindowList()) {
        SqlWindow window = window((SqlWindow) declaration);
        SqlIdentifier name = window.getDeclName();
        if (name != null) {
          SqlWindow before = scope.put(key(name), anonymous(window));
          if (before != null) {
            throw SqlException.of(
                ErrorCode.INVALID_QUERY, "window defined twice: name=" + name.getSimple());
          }
        }
      }
      scopes.pop();
      if (!scope.isEmpty()) {
        select.getWindowList().clear();
      }
      return scope;
    }

    private static SqlWindow anonymous(SqlWindow window) {
      return SqlWindow.create(
          null,
          window.getRefName(),
          window.getPartitionList(),
          window.getOrderList(),
          window.operand(4),
          window.getLowerBound(),
          window.getUpperBound(),
          null,
          window.getExclude(),
          window.getParserPosition());
    }

    private SqlWindow window(SqlWindow window) {
      SqlIdentifier reference = window.getRefName();
      SqlWindow base = reference == null ? null : named(reference);
      SqlLiteral isRows = window.operand(4);
      boolean groups =
          text.isGroupsFrame(
              isRows.getParserPosition().getLineNum(), isRows.getParserPosition().getColumnNum());
      if (base == null && !groups) {
        return window;
      }
      SqlNode lower = window.getLowerBound();
      SqlNode upper = window.getUpperBound();
      boolean counted = groups && (isCounted(lower) || isCounted(upper));
      return SqlWindow.create(
          window.getDeclName(),
          base == null ? reference : null,
          base == null ? window.getPartitionList() : base.getPartitionList(),
          base == null || !window.getOrderList().isEmpty()
              ? window.getOrderList()
              : base.getOrderList(),
          groups && !counted ? SqlLiteral.createBoolean(false, SqlParserPos.ZERO) : isRows,
          counted ? marked(lower) : lower,
          counted ? marked(upper) : upper,
          null,
          window.getExclude(),
          window.getParserPosition());
    }

    private @Nullable SqlWindow named(SqlIdentifier reference) {
      return scopes.isEmpty() ? null : scopes.peek().get(key(reference));
    }

    private static String key(SqlIdentifier name) {
      return name.toString().toLowerCase(Locale.ROOT);
    }
  }

  private static boolean isCounted(@Nullable SqlNode bound) {
    return bound != null
        && (bound.getKind() == SqlKind.PRECEDING || bound.getKind() == SqlKind.FOLLOWING);
  }

  private static @Nullable SqlNode marked(@Nullable SqlNode bound) {
    if (bound == null || !isCounted(bound)) {
      return bound;
    }
    SqlBasicCall call = (SqlBasicCall) bound;
    if (!(call.operand(0) instanceof SqlNumericLiteral number)) {
      throw SqlException.unsupported("GROUPS with anything but a number");
    }
    if (isMarked(Objects.requireNonNull(number.bigDecimalValue()))) {
      return bound;
    }
    long groups = Math.min(number.longValue(true), MOST_GROUPS);
    SqlNode marked =
        SqlLiteral.createExactNumeric(
            Long.toString(GROUPS_MARK + groups), number.getParserPosition());
    return call.getOperator().createCall(call.getParserPosition(), marked);
  }

  /**
   * A function that takes a value from a row of the frame, of a value that may be null: there may
   * be no such row, but of what is never null Calcite believes that none of it is missing.
   */
  private static SqlNode ofFrame(SqlNode function) {
    if (!(function instanceof SqlBasicCall call) || call.operandCount() == 0) {
      return function;
    }
    if (call.getKind() == SqlKind.IGNORE_NULLS || call.getKind() == SqlKind.RESPECT_NULLS) {
      call.setOperand(0, ofFrame(call.operand(0)));
    } else if (TAKE_VALUES.contains(call.getOperator().getName().toLowerCase(Locale.ROOT))) {
      SqlNode value = call.operand(0);
      call.setOperand(
          0, when(SqlLiteral.createBoolean(true, SqlParserPos.ZERO), value, SqlParserPos.ZERO));
    }
    return function;
  }

  private static SqlNode when(SqlNode condition, SqlNode value, SqlParserPos place) {
    return new SqlCase(
        place,
        null,
        new SqlNodeList(List.of(condition), place),
        new SqlNodeList(List.of(value), place),
        SqlLiteral.createNull(place));
  }

  /** The aggregate over what passes the condition. */
  private static SqlNode filtered(SqlNode aggregate, SqlNode condition) {
    if (!(aggregate instanceof SqlBasicCall call) || call.operandCount() != 1) {
      throw SqlException.unsupported("FILTER of this function in a window");
    }
    SqlParserPos place = call.getParserPosition();
    boolean rows = call.operand(0) instanceof SqlIdentifier name && name.isStar();
    SqlNode value = rows ? SqlLiteral.createExactNumeric("1", place) : call.operand(0);
    return call.getOperator()
        .createCall(call.getFunctionQuantifier(), place, when(condition, value, place));
  }
}
