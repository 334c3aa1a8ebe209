package io.scheelite.sql.calcite;

import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/** What the validator lets pass: all that Calcite can, and aliases within the select list. */
final class DialectConformance extends SqlDelegatingConformance {
  DialectConformance() {
    super(SqlConformanceEnum.LENIENT);
  }

  /** An alias may be used by the items behind it; columns go before. */
  @Override
  public SelectAliasLookup isSelectAlias() {
    return SelectAliasLookup.LEFT_TO_RIGHT;
  }
}
