package io.scheelite.bench.resident;

import static io.scheelite.sql.Functions.avg;
import static io.scheelite.sql.Functions.col;
import static io.scheelite.sql.Functions.count;
import static io.scheelite.sql.Functions.lit;
import static io.scheelite.sql.Functions.sum;

import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.sql.Column;
import io.scheelite.sql.DataFrame;
import io.scheelite.sql.DataFrame.JoinMode;
import io.scheelite.sql.Engine;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** TPC-H 1, 5 and 18 as data frames: what a program runs that never plans SQL. */
public final class FrameQueries {
  private static final List<Integer> NUMBERS = List.of(1, 5, 18);

  private final Engine engine;

  FrameQueries(Engine engine) {
    this.engine = engine;
  }

  /** Whether that query is there. */
  public static boolean knows(TpchQuery query) {
    return NUMBERS.contains(query.number());
  }

  /** The query as a frame; see {@link #knows}. */
  DataFrame frame(TpchQuery query) {
    return switch (query.number()) {
      case 1 -> pricingSummary();
      case 5 -> localSupplierVolume();
      case 18 -> largeVolumeCustomers();
      default -> throw new IllegalArgumentException("not written as a data frame: " + query);
    };
  }

  private static Column discounted() {
    return col("l_extendedprice").times(lit(1).minus(col("l_discount")));
  }

  private DataFrame pricingSummary() {
    return engine
        .table("lineitem")
        .filter(col("l_shipdate").le(LocalDate.of(1998, 9, 2)))
        .groupBy("l_returnflag", "l_linestatus")
        .agg(
            sum(col("l_quantity")).as("sum_qty"),
            sum(col("l_extendedprice")).as("sum_base_price"),
            sum(discounted()).as("sum_disc_price"),
            sum(discounted().times(lit(1).plus(col("l_tax")))).as("sum_charge"),
            avg(col("l_quantity")).as("avg_qty"),
            avg(col("l_extendedprice")).as("avg_price"),
            avg(col("l_discount")).as("avg_disc"),
            count().as("count_order"))
        .orderBy("l_returnflag", "l_linestatus");
  }

  private DataFrame localSupplierVolume() {
    DataFrame suppliers =
        engine
            .table("supplier")
            .join(engine.table("nation"), col("s_nationkey").eq(col("n_nationkey")))
            .join(
                engine.table("region").filter(col("r_name").eq("ASIA")),
                col("n_regionkey").eq(col("r_regionkey")));
    LocalDate from = LocalDate.of(1994, 1, 1);
    DataFrame orders =
        engine
            .table("orders")
            .filter(col("o_orderdate").ge(from).and(col("o_orderdate").lt(from.plusYears(1))));
    return engine
        .table("customer")
        .join(orders, col("c_custkey").eq(col("o_custkey")))
        .join(engine.table("lineitem"), col("l_orderkey").eq(col("o_orderkey")))
        .join(
            suppliers,
            col("l_suppkey").eq(col("s_suppkey")).and(col("c_nationkey").eq(col("s_nationkey"))))
        .groupBy("n_name")
        .agg(sum(discounted()).as("revenue"))
        .orderBy(col("revenue").desc());
  }

  private DataFrame largeVolumeCustomers() {
    DataFrame large =
        engine
            .table("lineitem")
            .groupBy(col("l_orderkey").as("large_orderkey"))
            .agg(sum(col("l_quantity")).as("large_quantity"))
            .filter(col("large_quantity").gt(new BigDecimal(300)));
    return engine
        .table("customer")
        .join(engine.table("orders"), col("c_custkey").eq(col("o_custkey")))
        .join(large, col("o_orderkey").eq(col("large_orderkey")), JoinMode.SEMI)
        .join(engine.table("lineitem"), col("o_orderkey").eq(col("l_orderkey")))
        .groupBy("c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice")
        .agg(sum(col("l_quantity")))
        .orderBy(col("o_totalprice").desc(), col("o_orderdate"))
        .limit(100);
  }
}
