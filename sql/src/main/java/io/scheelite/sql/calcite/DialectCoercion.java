package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;

/**
 * Keeps Calcite from converting by itself: numbers are widened by our own typing, and between text
 * and anything else only constants convert.
 */
final class DialectCoercion extends TypeCoercionImpl {
  private boolean inList; // of IN, which is converted

  DialectCoercion(RelDataTypeFactory factory, SqlValidator validator) {
    super(factory, validator);
  }

  @Override
  public boolean binaryComparisonCoercion(SqlCallBinding binding) {
    boolean changed =
        truthBesideNumber(binding)
            || (!allNumeric(binding)
                && !ofRows(binding)
                && super.binaryComparisonCoercion(binding));
    if (binding.getOperandCount() == 2) {
      refuseTextBesideOthers(binding);
    }
    return changed;
  }

  /** True is one, and unlike two. */
  private static boolean truthBesideNumber(SqlCallBinding binding) {
    if (binding.getOperandCount() != 2) {
      return false;
    }
    for (int i = 0; i < 2; i++) {
      if (SqlTypeUtil.inBooleanFamily(binding.getOperandType(i))
          && SqlTypeUtil.isNumeric(binding.getOperandType(1 - i))) {
        binding.getCall().setOperand(i, cast(binding, i, SqlTypeName.INTEGER));
        return true;
      }
    }
    return false;
  }

  /** Here their place is known; Calcite would compare them as texts. */
  private static void refuseTextBesideOthers(SqlCallBinding binding) {
    RelDataType left = binding.getOperandType(0);
    RelDataType right = binding.getOperandType(1);
    boolean oneIsText = SqlTypeUtil.inCharFamily(left) != SqlTypeUtil.inCharFamily(right);
    if (oneIsText && isPlain(left) && isPlain(right)) {
      String types =
          RefusalWords.types(left.toString())
              + ' '
              + binding.getOperator().getName()
              + ' '
              + RefusalWords.types(right.toString());
      throw CalciteErrors.at(
          binding.getCall().getParserPosition(),
          ErrorCode.TYPE_MISMATCH,
          RefusalWords.NO_OPERATOR + types);
    }
  }

  private static boolean isPlain(RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    return name != SqlTypeName.NULL && name != SqlTypeName.ANY && !type.isStruct();
  }

  @Override
  public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
    return datesInDays(binding)
        || (!allNumeric(binding) && super.binaryArithmeticCoercion(binding));
  }

  /** A date plus or minus a number of days, and the days between two dates. */
  private static boolean datesInDays(SqlCallBinding binding) {
    SqlKind kind = binding.getCall().getKind();
    if (binding.getOperandCount() != 2 || (kind != SqlKind.PLUS && kind != SqlKind.MINUS)) {
      return false;
    }
    boolean dateFirst = isDate(binding, 0);
    boolean dateSecond = isDate(binding, 1);
    if (dateFirst && SqlTypeUtil.isIntType(binding.getOperandType(1))) {
      binding.getCall().setOperand(1, days(binding.operand(1)));
      return true;
    }
    if (dateSecond && kind == SqlKind.PLUS && SqlTypeUtil.isIntType(binding.getOperandType(0))) {
      binding.getCall().setOperand(0, days(binding.operand(0)));
      return true;
    }
    SqlOperator difference = DialectOperators.function("date_diff");
    if (dateFirst && dateSecond && kind == SqlKind.MINUS) {
      SqlNode between =
          difference.createCall(
              binding.getCall().getParserPosition(),
              SqlLiteral.createCharString("day", SqlParserPos.ZERO),
              binding.operand(1),
              binding.operand(0));
      binding.getCall().setOperand(0, between);
      binding.getCall().setOperand(1, SqlLiteral.createExactNumeric("0", SqlParserPos.ZERO));
      return true;
    }
    return false;
  }

  private static boolean isDate(SqlCallBinding binding, int index) {
    return binding.getOperandType(index).getSqlTypeName() == SqlTypeName.DATE;
  }

  private static SqlNode days(SqlNode number) {
    SqlParserPos place = number.getParserPosition();
    SqlNode day =
        SqlLiteral.createInterval(
            1, "1", new SqlIntervalQualifier(TimeUnit.DAY, null, place), place);
    return SqlStdOperatorTable.MULTIPLY.createCall(place, number, day);
  }

  /**
   * Nulls stay as they are: where SELECT got a type for them, it would no longer be what rows are
   * grouped by.
   */
  @Override
  public boolean inOperationCoercion(SqlCallBinding binding) {
    boolean before = inList;
    inList = true;
    try {
      return super.inOperationCoercion(binding);
    } finally {
      inList = before;
    }
  }

  @Override
  protected boolean needToCast(SqlValidatorScope scope, SqlNode node, RelDataType toType) {
    return mayConvert(scope, node, toType) && super.needToCast(scope, node, toType);
  }

  @Override
  protected boolean needToCast(
      SqlValidatorScope scope, SqlNode node, RelDataType toType, SqlTypeMappingRule rule) {
    return mayConvert(scope, node, toType) && super.needToCast(scope, node, toType, rule);
  }

  private boolean mayConvert(SqlValidatorScope scope, SqlNode node, RelDataType toType) {
    boolean fromText = SqlTypeUtil.inCharFamily(validator.deriveType(scope, node));
    boolean toText = SqlTypeUtil.inCharFamily(toType);
    boolean keeps = inList && SqlUtil.isNullLiteral(node, false);
    return !keeps && (fromText == toText || node instanceof SqlLiteral);
  }

  @Override
  public boolean builtinFunctionCoercion(
      SqlCallBinding binding,
      List<RelDataType> operandTypes,
      List<SqlTypeFamily> expectedFamilies) {
    return switch (binding.getOperator().getKind()) {
      case AND, OR, NOT, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE -> asConditions(binding);
      case SUM, SUM0 -> truthAsNumber(binding);
      default ->
          binding.getOperator() == SqlStdOperatorTable.CONCAT
              ? partsAsText(binding)
              : super.builtinFunctionCoercion(binding, operandTypes, expectedFamilies);
    };
  }

  /** See {@link Conditions}. */
  private static boolean asConditions(SqlCallBinding binding) {
    boolean converted = false;
    for (int i = 0; i < binding.getOperandCount(); i++) {
      SqlNode operand = binding.operand(i);
      boolean isText =
          SqlTypeUtil.inCharFamily(binding.getOperandType(i)) && operand instanceof SqlLiteral;
      if (SqlTypeUtil.isNumeric(binding.getOperandType(i)) || isText) {
        SqlOperator condition = DialectOperators.function(Conditions.CONDITION);
        binding.getCall().setOperand(i, condition.createCall(operand.getParserPosition(), operand));
        converted = true;
      }
    }
    return converted;
  }

  /** Of truth values, the number of those that are true. */
  private static boolean truthAsNumber(SqlCallBinding binding) {
    if (binding.getOperandCount() != 1 || !SqlTypeUtil.inBooleanFamily(binding.getOperandType(0))) {
      return false;
    }
    binding.getCall().setOperand(0, cast(binding, 0, SqlTypeName.INTEGER));
    return true;
  }

  private static SqlNode cast(SqlCallBinding binding, int index, SqlTypeName type) {
    SqlNode operand = binding.operand(index);
    SqlParserPos place = operand.getParserPosition();
    RelDataType wanted = binding.getTypeFactory().createSqlType(type);
    return SqlStdOperatorTable.CAST.createCall(
        place, operand, SqlTypeUtil.convertTypeToSpec(wanted).clone(place));
  }

  /** What is joined to a text becomes one, of whatever type it is. */
  static boolean partsAsText(SqlCallBinding binding) {
    boolean converted = false;
    for (int i = 0; i < binding.getOperandCount(); i++) {
      RelDataType type = binding.getOperandType(i);
      if (!SqlTypeUtil.inCharFamily(type) && !SqlTypeUtil.isInterval(type) && !type.isStruct()) {
        binding.getCall().setOperand(i, cast(binding, i, SqlTypeName.VARCHAR));
        converted = true;
      }
    }
    return converted;
  }

  private static boolean ofRows(SqlCallBinding binding) {
    return binding.getOperandType(0).isStruct();
  }

  private static boolean allNumeric(SqlCallBinding binding) {
    for (int i = 0; i < binding.getOperandCount(); i++) {
      if (!SqlTypeUtil.isNumeric(binding.getOperandType(i))) {
        return false;
      }
    }
    return true;
  }
}
