package io.scheelite.sql.calcite;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
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
    return !allNumeric(binding) && super.binaryComparisonCoercion(binding);
  }

  @Override
  public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
    return !allNumeric(binding) && super.binaryArithmeticCoercion(binding);
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
    return fromText == toText || node instanceof SqlLiteral;
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
