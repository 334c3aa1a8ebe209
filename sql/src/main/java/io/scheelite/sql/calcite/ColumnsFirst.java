package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.jspecify.annotations.Nullable;

/**
 * Lets names inside of expressions of ORDER BY and QUALIFY mean columns of FROM, if there are such,
 * as they do everywhere else: Calcite would take columns of the result first. So the table is put
 * before those names that could mean both.
 */
final class ColumnsFirst {
  private final SelectScope scope;
  private final SqlNameMatcher matcher;
  private final List<String> aliases = new ArrayList<>();

  private ColumnsFirst(SqlSelect select, SelectScope scope, SqlNameMatcher matcher) {
    this.scope = scope;
    this.matcher = matcher;
    for (SqlNode item : select.getSelectList()) {
      if (item.getKind() == SqlKind.AS
          && ((SqlCall) item).operand(1) instanceof SqlIdentifier alias) {
        aliases.add(alias.getSimple());
      }
    }
  }

  /** Replaces names in a query whose FROM was validated. */
  static void replace(SqlSelect select, SqlValidatorImpl validator) {
    SelectScope scope = validator.getRawSelectScope(select);
    SqlNodeList orderings = select.getOrderList();
    if (scope == null || (orderings == null && select.getQualify() == null)) {
      return;
    }
    ColumnsFirst columns =
        new ColumnsFirst(select, scope, validator.getCatalogReader().nameMatcher());
    if (columns.aliases.isEmpty()) {
      return;
    }
    select.setQualify(columns.replaced(select.getQualify()));
    if (orderings != null) {
      orderings.replaceAll(columns::ordered);
    }
  }

  /** A name alone is that of a column of the result. */
  private SqlNode ordered(SqlNode key) {
    SqlNode value = SelectSyntax.withoutDirection(key);
    return value instanceof SqlIdentifier
        ? key
        : SelectSyntax.inDirection(key, Objects.requireNonNull(replaced(value)));
  }

  private @Nullable SqlNode replaced(@Nullable SqlNode node) {
    if (node instanceof SqlIdentifier name) {
      return name.isSimple() ? column(name) : name;
    }
    if (node instanceof SqlNodeList list) {
      list.replaceAll(this::replaced);
    } else if (node instanceof SqlCall call && !node.isA(SqlKind.QUERY)) {
      for (int i = 0; i < call.operandCount(); i++) {
        SqlNode operand = call.getOperandList().get(i);
        SqlNode replacement = replaced(operand);
        if (replacement != operand) {
          call.setOperand(i, replacement);
        }
      }
    }
    return node;
  }

  private SqlNode column(SqlIdentifier name) {
    if (aliases.stream().noneMatch(alias -> matcher.matches(alias, name.getSimple()))) {
      return name;
    }
    long found =
        scope.getChildren().stream()
            .flatMap(table -> table.getRowType().getFieldNames().stream())
            .filter(column -> matcher.matches(column, name.getSimple()))
            .count();
    return found == 1 ? scope.fullyQualify(name).identifier : name;
  }
}
