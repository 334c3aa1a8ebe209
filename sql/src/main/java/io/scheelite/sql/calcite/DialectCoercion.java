package io.scheelite.sql.calcite;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;

/**
 * Keeps Calcite from converting by itself: numbers are widened by our own typing, and between text
 * and anything else only constants convert.
 */
final class DialectCoercion extends TypeCoercionImpl {
  DialectCoercion(RelDataTypeFactory factory, SqlValidator validator) {
    super(factory, validator);
  }

  @Override
  public boolean binaryComparisonCoercion(SqlCallBinding binding) {
    return mayCoerce(binding) && super.binaryComparisonCoercion(binding);
  }

  @Override
  public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
    return mayCoerce(binding) && super.binaryArithmeticCoercion(binding);
  }

  private static boolean mayCoerce(SqlCallBinding binding) {
    boolean allNumeric = true;
    boolean textColumn = false;
    boolean allText = true;
    for (int i = 0; i < binding.getOperandCount(); i++) {
      RelDataType type = binding.getOperandType(i);
      boolean text = SqlTypeUtil.inCharFamily(type);
      allNumeric &= SqlTypeUtil.isNumeric(type);
      allText &= text;
      textColumn |= text && !isConstant(binding.operand(i));
    }
    return !allNumeric && (allText || !textColumn);
  }

  private static boolean isConstant(SqlNode operand) {
    return operand instanceof SqlLiteral;
  }
}
