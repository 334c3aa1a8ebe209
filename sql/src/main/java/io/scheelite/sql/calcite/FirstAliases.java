package io.scheelite.sql.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.AliasNamespace;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;

/** Lets {@code t AS x(a, b)} name the first columns alone: the others keep their names. */
final class FirstAliases extends AliasNamespace {
  private static final int NAMES = 2; // of columns begin there in AS

  private FirstAliases(SqlValidatorImpl validator, SqlCall call, SqlNode enclosing) {
    super(validator, call, enclosing);
  }

  /** In place of Calcite's, which wants all names. */
  static SqlValidatorNamespace of(SqlValidatorNamespace namespace, SqlValidatorImpl validator) {
    SqlNode enclosing = namespace.getEnclosingNode();
    return namespace instanceof AliasNamespace
            && namespace.getNode() instanceof SqlCall call
            && enclosing != null
            && call.operandCount() > NAMES
        ? new FirstAliases(validator, call, enclosing)
        : namespace;
  }

  @Override
  protected RelDataType validateImpl(RelDataType targetRowType) {
    List<String> names = new ArrayList<>();
    for (SqlNode name : call.getOperandList().subList(NAMES, call.operandCount())) {
      names.add(((SqlIdentifier) name).getSimple());
    }
    SqlValidatorNamespace named = validator.getNamespace(call.operand(0));
    if (named == null) {
      return super.validateImpl(targetRowType);
    }
    List<RelDataTypeField> fields = named.getRowTypeSansSystemColumns().getFieldList();
    if (names.size() >= fields.size()) {
      return super.validateImpl(targetRowType);
    }
    RelDataTypeFactory.Builder columns = validator.getTypeFactory().builder();
    for (int i = 0; i < fields.size(); i++) {
      columns.add(
          i < names.size() ? names.get(i) : fields.get(i).getName(), fields.get(i).getType());
    }
    return columns.build();
  }
}
