package io.scheelite.sql.calcite;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.fun.SqlMinMaxAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Optionality;
import org.jspecify.annotations.Nullable;

/** Aggregates that the validator finds by name, besides the standard's that Calcite knows. */
final class DialectAggregates {
  private static final SqlReturnTypeInference REAL =
      ReturnTypes.explicit(SqlTypeName.DOUBLE)
          .andThen(
              (binding, type) -> binding.getTypeFactory().createTypeWithNullability(type, true));

  private static final SqlReturnTypeInference TEXT =
      ReturnTypes.explicit(SqlTypeName.VARCHAR)
          .andThen(
              (binding, type) -> binding.getTypeFactory().createTypeWithNullability(type, true));

  /** Aggregates that are known, so that they are refused as unsupported. */
  private static final List<String> REFUSED =
      List.of(
          "array_agg", "list", "histogram", "skewness", "kurtosis", "entropy", "approx_quantile");

  /** Doubles of one number. */
  private static final List<String> OF_NUMBERS =
      List.of(
          "median",
          "fsum",
          "kahan_sum",
          "sumkahan",
          "favg",
          "mad",
          "sem",
          "geomean",
          "geometric_mean");

  /** Of doubles. */
  static final SqlAggFunction PRODUCT =
      SqlBasicAggFunction.create("PRODUCT", SqlKind.OTHER_FUNCTION, REAL, OperandTypes.NUMERIC);

  /** The first value of a group, in an order, that is not null. */
  static final SqlAggFunction FIRST_NOT_NULL = ordered("*first not null*");

  /** Those of Calcite's that are no functions beside. */
  private static final Set<String> STANDARD =
      Set.of(
          "count",
          "sum",
          "min",
          "max",
          "avg",
          "any_value",
          "every",
          "bit_and",
          "bit_or",
          "bit_xor",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "variance",
          "var_pop",
          "var_samp",
          "approx_count_distinct");

  private static final Map<String, SqlAggFunction> ALL = all();

  private DialectAggregates() {}

  /** The aggregate of that name in any case, or null. */
  static @Nullable SqlAggFunction find(String name) {
    return ALL.get(name.toLowerCase(Locale.ROOT));
  }

  /** Whether an aggregate has that name, which is in lower case. */
  static boolean isAggregate(String name) {
    return ALL.containsKey(name) || STANDARD.contains(name);
  }

  private static Map<String, SqlAggFunction> all() {
    Map<String, SqlAggFunction> all = new HashMap<>();
    for (String name : List.of("bool_and", "logical_and")) {
      all.put(name, new SqlMinMaxAggFunction(name, SqlKind.MIN, OperandTypes.BOOLEAN));
    }
    for (String name : List.of("bool_or", "logical_or")) {
      all.put(name, new SqlMinMaxAggFunction(name, SqlKind.MAX, OperandTypes.BOOLEAN));
    }
    all.put("arbitrary", SqlStdOperatorTable.ANY_VALUE);
    all.put("product", PRODUCT);
    all.put("mean", SqlStdOperatorTable.AVG);
    for (String name : List.of("count_if", "countif")) {
      add(all, name, ReturnTypes.BIGINT, OperandTypes.BOOLEAN);
    }
    all.put(FIRST_NOT_NULL.getName().toLowerCase(Locale.ROOT), FIRST_NOT_NULL);
    add(all, "total", ReturnTypes.DOUBLE, OperandTypes.NUMERIC);
    add(all, "regr_count", ReturnTypes.BIGINT, OperandTypes.NUMERIC_NUMERIC);
    for (String name :
        List.of(
            "covar_pop",
            "covar_samp",
            "corr",
            "regr_avgx",
            "regr_avgy",
            "regr_sxx",
            "regr_syy",
            "regr_sxy",
            "regr_slope",
            "regr_intercept",
            "regr_r2",
            "quantile_cont")) {
      add(all, name, REAL, OperandTypes.NUMERIC_NUMERIC);
    }
    for (String name : List.of("quantile_disc", "quantile", "arg_min", "arg_max")) {
      add(all, name, ReturnTypes.ARG0_NULLABLE_IF_EMPTY, OperandTypes.ANY_ANY);
    }
    for (String name : List.of("min_by", "max_by", "argmin", "argmax")) {
      add(all, name, ReturnTypes.ARG0_NULLABLE_IF_EMPTY, OperandTypes.ANY_ANY);
    }
    add(all, "mode", ReturnTypes.ARG0_NULLABLE_IF_EMPTY, OperandTypes.ANY);
    for (String name : List.of("first", "last")) {
      all.put(name, ordered(name));
    }
    OF_NUMBERS.forEach(name -> add(all, name, REAL, OperandTypes.NUMERIC));
    for (String name : List.of("string_agg", "group_concat", "listagg")) {
      all.put(
          name,
          SqlBasicAggFunction.create(
                  name.toUpperCase(Locale.ROOT), SqlKind.LISTAGG, TEXT, new TextParts())
              .withGroupOrder(Optionality.OPTIONAL));
    }
    for (String name : REFUSED) {
      add(all, name, ReturnTypes.ARG0_NULLABLE_IF_EMPTY, OperandTypes.VARIADIC);
    }
    return all;
  }

  private static SqlAggFunction ordered(String name) {
    return SqlBasicAggFunction.create(
            name.toUpperCase(Locale.ROOT),
            SqlKind.OTHER_FUNCTION,
            ReturnTypes.ARG0_NULLABLE_IF_EMPTY,
            OperandTypes.ANY)
        .withGroupOrder(Optionality.OPTIONAL);
  }

  private static void add(
      Map<String, SqlAggFunction> all,
      String name,
      SqlReturnTypeInference type,
      SqlOperandTypeChecker operands) {
    all.put(
        name,
        SqlBasicAggFunction.create(
            name.toUpperCase(Locale.ROOT), SqlKind.OTHER_FUNCTION, type, operands));
  }

  /** Takes values of all types, as texts. */
  private static final class TextParts implements SqlOperandTypeChecker {
    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
      boolean _ = DialectCoercion.partsAsText(binding);
      return true;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
      return SqlOperandCountRanges.between(1, 2);
    }

    @Override
    public String getAllowedSignatures(SqlOperator operator, String name) {
      return name + "(value[, separator])";
    }
  }
}
