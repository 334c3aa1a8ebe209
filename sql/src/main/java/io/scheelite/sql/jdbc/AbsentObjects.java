package io.scheelite.sql.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Keys, procedures, privileges and whatever else there is none of. */
abstract class AbsentObjects extends DatabaseFacts {
  private static final String KEYS =
      "PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT"
          + " FKTABLE_SCHEM FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ:int UPDATE_RULE:int"
          + " DELETE_RULE:int FK_NAME PK_NAME DEFERRABILITY:int";

  /** An answer without rows. */
  abstract ResultSet none(String columns) throws SQLException;

  @Override
  public ResultSet getAttributes(String catalog, String schema, String name, String more)
      throws SQLException {
    return none(
        "TYPE_CAT TYPE_SCHEM TYPE_NAME ATTR_NAME DATA_TYPE:int ATTR_TYPE_NAME"
            + " ATTR_SIZE:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int NULLABLE:int"
            + " REMARKS ATTR_DEF SQL_DATA_TYPE:int SQL_DATETIME_SUB:int"
            + " CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int IS_NULLABLE SCOPE_CATALOG"
            + " SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:int");
  }

  @Override
  public ResultSet getBestRowIdentifier(
      String catalog, String schema, String name, int more, boolean rest) throws SQLException {
    return none(
        "SCOPE:int COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int"
            + " BUFFER_LENGTH:int DECIMAL_DIGITS:int PSEUDO_COLUMN:int");
  }

  @Override
  public ResultSet getClientInfoProperties() throws SQLException {
    return none("NAME MAX_LEN:int DEFAULT_VALUE DESCRIPTION");
  }

  @Override
  public ResultSet getColumnPrivileges(String catalog, String schema, String name, String more)
      throws SQLException {
    return none(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME GRANTOR GRANTEE PRIVILEGE" + " IS_GRANTABLE");
  }

  @Override
  public ResultSet getCrossReference(
      String catalog, String schema, String name, String more, String rest, String last)
      throws SQLException {
    return none(KEYS);
  }

  @Override
  public ResultSet getExportedKeys(String catalog, String schema, String name) throws SQLException {
    return none(KEYS);
  }

  @Override
  public ResultSet getFunctionColumns(String catalog, String schema, String name, String more)
      throws SQLException {
    return none(
        "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME COLUMN_NAME COLUMN_TYPE:int"
            + " DATA_TYPE:int TYPE_NAME PRECISION:int LENGTH:int SCALE:int RADIX:int"
            + " NULLABLE:int REMARKS CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int"
            + " IS_NULLABLE SPECIFIC_NAME");
  }

  @Override
  public ResultSet getFunctions(String catalog, String schema, String name) throws SQLException {
    return none(
        "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:int" + " SPECIFIC_NAME");
  }

  @Override
  public ResultSet getImportedKeys(String catalog, String schema, String name) throws SQLException {
    return none(KEYS);
  }

  @Override
  public ResultSet getIndexInfo(
      String catalog, String schema, String name, boolean more, boolean rest) throws SQLException {
    return none(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE:bool INDEX_QUALIFIER"
            + " INDEX_NAME TYPE:int ORDINAL_POSITION:int COLUMN_NAME ASC_OR_DESC"
            + " CARDINALITY:int PAGES:int FILTER_CONDITION");
  }

  @Override
  public ResultSet getProcedureColumns(String catalog, String schema, String name, String more)
      throws SQLException {
    return none(
        "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME COLUMN_NAME"
            + " COLUMN_TYPE:int DATA_TYPE:int TYPE_NAME PRECISION:int LENGTH:int"
            + " SCALE:int RADIX:int NULLABLE:int REMARKS COLUMN_DEF SQL_DATA_TYPE:int"
            + " SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int"
            + " IS_NULLABLE SPECIFIC_NAME");
  }

  @Override
  public ResultSet getProcedures(String catalog, String schema, String name) throws SQLException {
    return none(
        "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME RESERVED1 RESERVED2"
            + " RESERVED3 REMARKS PROCEDURE_TYPE:int SPECIFIC_NAME");
  }

  @Override
  public ResultSet getPseudoColumns(String catalog, String schema, String name, String more)
      throws SQLException {
    return none(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int"
            + " COLUMN_SIZE:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int COLUMN_USAGE"
            + " REMARKS CHAR_OCTET_LENGTH:int IS_NULLABLE");
  }

  @Override
  public ResultSet getSuperTables(String catalog, String schema, String name) throws SQLException {
    return none("TABLE_CAT TABLE_SCHEM TABLE_NAME SUPERTABLE_NAME");
  }

  @Override
  public ResultSet getSuperTypes(String catalog, String schema, String name) throws SQLException {
    return none("TYPE_CAT TYPE_SCHEM TYPE_NAME SUPERTYPE_CAT SUPERTYPE_SCHEM" + " SUPERTYPE_NAME");
  }

  @Override
  public ResultSet getTablePrivileges(String catalog, String schema, String name)
      throws SQLException {
    return none("TABLE_CAT TABLE_SCHEM TABLE_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE");
  }

  @Override
  public ResultSet getUDTs(String catalog, String schema, String name, int[] more)
      throws SQLException {
    return none(
        "TYPE_CAT TYPE_SCHEM TYPE_NAME CLASS_NAME DATA_TYPE:int REMARKS" + " BASE_TYPE:int");
  }

  @Override
  public ResultSet getVersionColumns(String catalog, String schema, String name)
      throws SQLException {
    return none(
        "SCOPE:int COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int"
            + " BUFFER_LENGTH:int DECIMAL_DIGITS:int PSEUDO_COLUMN:int");
  }
}
