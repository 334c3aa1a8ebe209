package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a query's columns, as its author wrote them; taken before Calcite rewrites the
 * tree.
 */
final class OutputLabels {
  /** Calcite numbers expressions without a name. */
  private static final String NAME_OF_THE_NAMELESS = "EXPR$";

  private final List<@Nullable String> labels;

  private OutputLabels(List<@Nullable String> labels) {
    this.labels = labels;
  }

  /** Those that Calcite derives. */
  static OutputLabels none() {
    return new OutputLabels(List.of());
  }

  static OutputLabels of(SqlNode query, SqlText text) {
    List<@Nullable String> labels = new ArrayList<>();
    SqlSelect select = select(query);
    if (select != null) {
      for (SqlNode item : select.getSelectList()) {
        if (SelectSyntax.isStar(item)) {
          return new OutputLabels(List.of());
        }
        labels.add(label(item, text));
      }
    }
    return new OutputLabels(labels);
  }

  private static @Nullable SqlSelect select(SqlNode query) {
    return switch (query) {
      case SqlOrderBy orderBy -> select(orderBy.query);
      case SqlWith with -> select(with.body);
      case SqlSelect select -> select;
      default -> null;
    };
  }

  private static @Nullable String label(SqlNode item, SqlText text) {
    if (item.getKind() == SqlKind.AS && item instanceof SqlBasicCall call) {
      return call.operand(1) instanceof SqlIdentifier name ? name.getSimple() : null;
    }
    if (item instanceof SqlIdentifier identifier) {
      return identifier.names.getLast();
    }
    SqlParserPos start = start(item);
    SqlParserPos end = item.getParserPosition();
    String slice =
        text.places()
            .slice(
                start.getLineNum(),
                start.getColumnNum(),
                end.getEndLineNum(),
                end.getEndColumnNum());
    return slice.isEmpty() ? null : slice;
  }

  /** Calcite lets {@code f(x) IGNORE NULLS} begin behind the function, and what contains it. */
  private static SqlParserPos start(SqlNode item) {
    SqlParserPos start = item.getParserPosition();
    SqlNode first = item;
    while (first instanceof SqlCall call && call.operandCount() > 0 && call.operand(0) != null) {
      first = call.operand(0);
      SqlParserPos place = first.getParserPosition();
      if (place.getLineNum() > 0 && isBefore(place, start)) {
        start = place;
      }
    }
    return start;
  }

  private static boolean isBefore(SqlParserPos left, SqlParserPos right) {
    return left.getLineNum() < right.getLineNum()
        || (left.getLineNum() == right.getLineNum() && left.getColumnNum() < right.getColumnNum());
  }

  /** The label of output {@code index}; {@code derived} where the text gives none. */
  String label(int index, String derived) {
    String label = index < labels.size() ? labels.get(index) : null;
    if (label != null) {
      return label;
    }
    return derived.startsWith(NAME_OF_THE_NAMELESS) ? "col" + index : derived;
  }
}
