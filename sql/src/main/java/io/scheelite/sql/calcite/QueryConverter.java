package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.jspecify.annotations.Nullable;

/**
 * Makes relations of queries. That the validator and the relations agree about every type is not
 * asked for: a key of grouping sets is null in some groups, and only one of both knows everywhere.
 */
final class QueryConverter extends SqlToRelConverter {
  private static final Pattern NOT_GROUPED =
      Pattern.compile("Identifier '(.*)' is not a group expr");

  private final DialectValidator types;

  QueryConverter(
      RelOptTable.ViewExpander views,
      DialectValidator validator,
      Prepare.CatalogReader catalog,
      RelOptCluster cluster,
      SqlRexConvertletTable convertlets,
      Config config) {
    super(views, validator, catalog, cluster, convertlets, config);
    this.types = validator;
  }

  @Override
  public RelRoot convertQuery(SqlNode query, boolean needsValidation, boolean top) {
    SqlNode validated = needsValidation ? types.validate(query) : query;
    RelNode result;
    try {
      result = convertQueryRecursive(validated, top, null).rel;
    } catch (AssertionError refused) {
      throw notGrouped(refused);
    }
    return RelRoot.of(
        result, Objects.requireNonNull(types.getValidatedNodeType(validated)), validated.getKind());
  }

  /** What a subquery reads of the groups around it is found out only while it is converted. */
  private static RuntimeException notGrouped(AssertionError refused) {
    Matcher matcher = NOT_GROUPED.matcher(String.valueOf(refused.getMessage()));
    if (!matcher.matches()) {
      throw refused;
    }
    return SqlException.of(
        ErrorCode.GROUPING_ERROR, "not in GROUP BY, and not in an aggregate: " + matcher.group(1));
  }

  /** Calls itself for what a join joins, which is still as it was written when this looks at it. */
  @Override
  protected void convertFrom(
      Blackboard scopes, @Nullable SqlNode from, @Nullable List<String> fieldNames) {
    if (from instanceof SqlJoin join) {
      CommonColumns.compare(join, types);
    }
    super.convertFrom(scopes, from, fieldNames);
  }
}
