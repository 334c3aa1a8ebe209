package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.Literals;
import io.scheelite.sql.expression.NamedFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The operators that Calcite's validator finds by name: the functions of {@link NamedFunction},
 * with the types that our own typing gives them, and for other names the standard's.
 */
final class DialectOperators implements SqlOperatorTable {
  /** Those that may be called by their name alone, as the standard's operators of these names. */
  private static final Set<String> WITHOUT_PARENTHESES =
      Set.of(
          "current_user",
          "session_user",
          "current_role",
          "user",
          "current_catalog",
          "current_schema");

  static final DialectOperators INSTANCE = new DialectOperators();

  private final SqlOperatorTable standard =
      SqlOperatorTables.chain(
          SqlStdOperatorTable.instance(),
          SqlOperatorTables.of(
              SqlLibraryOperators.TRY_CAST,
              SqlLibraryOperators.SAFE_CAST,
              SqlLibraryOperators.INFIX_CAST,
              SqlLibraryOperators.ILIKE,
              SqlLibraryOperators.NOT_ILIKE));
  private final Map<String, SqlOperator> functions = new HashMap<>();

  private DialectOperators() {
    for (NamedFunction function : NamedFunction.values()) {
      if (!WITHOUT_PARENTHESES.contains(function.name())) {
        functions.put(function.name(), operator(function));
      }
    }
  }

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher matcher) {
    SqlOperator ours =
        name.isSimple() && syntax.family == SqlSyntax.FUNCTION
            ? functions.get(name.getSimple().toLowerCase(Locale.ROOT))
            : null;
    if (ours == null && name.isSimple() && syntax.family == SqlSyntax.FUNCTION) {
      ours = DialectAggregates.find(name.getSimple());
    }
    if (ours == null) {
      standard.lookupOperatorOverloads(name, category, syntax, found, matcher);
    } else {
      found.add(ours);
    }
  }

  /** A function of {@link NamedFunction}. */
  static SqlOperator function(String name) {
    return Objects.requireNonNull(INSTANCE.functions.get(name));
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    List<SqlOperator> all = new ArrayList<>(functions.values());
    all.addAll(standard.getOperatorList());
    return all;
  }

  private static SqlFunction operator(NamedFunction function) {
    return new SqlFunction(
        function.name().toUpperCase(Locale.ROOT),
        SqlKind.OTHER_FUNCTION,
        binding -> type(function, binding),
        null,
        new Checker(function),
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
  }

  private static RelDataType type(NamedFunction function, SqlOperatorBinding binding) {
    Expression call = function.call(operands(binding));
    return CalciteTypes.toCalcite(binding.getTypeFactory(), call.type(), call.nullable());
  }

  /** Stand-ins for the operands: constants as far as they are known, else something of the type. */
  private static List<Expression> operands(SqlOperatorBinding binding) {
    List<Expression> operands = new ArrayList<>();
    for (int i = 0; i < binding.getOperandCount(); i++) {
      operands.add(operand(binding, i));
    }
    return operands;
  }

  private static Expression operand(SqlOperatorBinding binding, int index) {
    RelDataType type = binding.getOperandType(index);
    if (binding.isOperandNull(index, false)) {
      return new Literal(null, DataType.NULL);
    }
    if (SqlTypeUtil.isInterval(type)) {
      return new Literal(0L, DataType.INT64); // see Intervals
    }
    if (binding.isOperandLiteral(index, false)) {
      Literal literal = literal(binding, type, index);
      if (literal != null) {
        return literal;
      }
    }
    return new Expression.ColumnRef(index, CalciteTypes.fromCalcite(type), type.isNullable());
  }

  private static @Nullable Literal literal(
      SqlOperatorBinding binding, RelDataType type, int index) {
    if (SqlTypeUtil.inCharFamily(type)) {
      String text = binding.getOperandLiteralValue(index, String.class);
      return text == null ? null : new Literal(text, DataType.UTF8);
    }
    if (SqlTypeUtil.isExactNumeric(type)) {
      BigDecimal number = binding.getOperandLiteralValue(index, BigDecimal.class);
      boolean fits = number != null && number.precision() <= DataType.Decimal.MAX_PRECISION;
      return fits ? Literals.number(number) : null;
    }
    return null;
  }

  /** Takes what the function's own typing takes. */
  private record Checker(NamedFunction function) implements SqlOperandTypeChecker {
    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
      try {
        function.call(operands(binding));
        return true;
      } catch (SqlException refused) {
        if (throwOnFailure) {
          SqlParserPos place = binding.getCall().getParserPosition();
          throw new CalciteContextException(
              String.valueOf(refused.getMessage()),
              refused,
              place.getLineNum(),
              place.getColumnNum(),
              place.getEndLineNum(),
              place.getEndColumnNum());
        }
        return false;
      }
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
      return SqlOperandCountRanges.between(function.minArguments(), function.maxArguments());
    }

    @Override
    public String getAllowedSignatures(SqlOperator operator, String name) {
      return name + "(" + function.minArguments() + " to " + function.maxArguments() + " values)";
    }
  }
}
