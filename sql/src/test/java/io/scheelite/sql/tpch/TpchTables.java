package io.scheelite.sql.tpch;

import io.scheelite.columnar.DataType;
import io.scheelite.sql.catalog.Catalog;
import java.math.BigInteger;
import java.time.LocalDate;

/** The eight tables of TPC-H with the statistics that Parquet footers of scale factor 1 give. */
public final class TpchTables {
  private static final DataType MONEY = new DataType.Decimal(15, 2);

  private TpchTables() {}

  /** A catalog of all eight. */
  public static Catalog catalog() {
    Catalog catalog =
        new Catalog(
            path -> {
              throw new IllegalArgumentException("no file: " + path);
            });
    catalog.register("region", region());
    catalog.register("nation", nation());
    catalog.register("supplier", supplier());
    catalog.register("customer", customer());
    catalog.register("part", part());
    catalog.register("partsupp", partsupp());
    catalog.register("orders", orders());
    catalog.register("lineitem", lineitem());
    return catalog;
  }

  private static PlannedTable region() {
    return new PlannedTable("region", 5)
        .column("r_regionkey", DataType.INT64, 0L, 4L)
        .column("r_name", DataType.UTF8)
        .column("r_comment", DataType.UTF8);
  }

  private static PlannedTable nation() {
    return new PlannedTable("nation", 25)
        .column("n_nationkey", DataType.INT64, 0L, 24L)
        .column("n_name", DataType.UTF8)
        .column("n_regionkey", DataType.INT64, 0L, 4L)
        .column("n_comment", DataType.UTF8);
  }

  private static PlannedTable supplier() {
    return new PlannedTable("supplier", 10_000)
        .column("s_suppkey", DataType.INT64, 1L, 10_000L)
        .column("s_name", DataType.UTF8)
        .column("s_address", DataType.UTF8)
        .column("s_nationkey", DataType.INT64, 0L, 24L)
        .column("s_phone", DataType.UTF8)
        .column("s_acctbal", MONEY, cents(-99_999), cents(999_999))
        .column("s_comment", DataType.UTF8);
  }

  private static PlannedTable customer() {
    return new PlannedTable("customer", 150_000)
        .column("c_custkey", DataType.INT64, 1L, 150_000L)
        .column("c_name", DataType.UTF8)
        .column("c_address", DataType.UTF8)
        .column("c_nationkey", DataType.INT64, 0L, 24L)
        .column("c_phone", DataType.UTF8)
        .column("c_acctbal", MONEY, cents(-99_999), cents(999_999))
        .column("c_mktsegment", DataType.UTF8)
        .column("c_comment", DataType.UTF8);
  }

  private static PlannedTable part() {
    return new PlannedTable("part", 200_000)
        .column("p_partkey", DataType.INT64, 1L, 200_000L)
        .column("p_name", DataType.UTF8)
        .column("p_mfgr", DataType.UTF8)
        .column("p_brand", DataType.UTF8)
        .column("p_type", DataType.UTF8)
        .column("p_size", DataType.INT32, 1L, 50L)
        .column("p_container", DataType.UTF8)
        .column("p_retailprice", MONEY, cents(90_100), cents(209_899))
        .column("p_comment", DataType.UTF8);
  }

  private static PlannedTable partsupp() {
    return new PlannedTable("partsupp", 800_000)
        .column("ps_partkey", DataType.INT64, 1L, 200_000L)
        .column("ps_suppkey", DataType.INT64, 1L, 10_000L)
        .column("ps_availqty", DataType.INT32, 1L, 9_999L)
        .column("ps_supplycost", MONEY, cents(100), cents(100_000))
        .column("ps_comment", DataType.UTF8);
  }

  private static PlannedTable orders() {
    return new PlannedTable("orders", 1_500_000)
        .column("o_orderkey", DataType.INT64, 1L, 6_000_000L)
        .column("o_custkey", DataType.INT64, 1L, 149_999L)
        .column("o_orderstatus", DataType.UTF8)
        .column("o_totalprice", MONEY, cents(85_771), cents(55_528_516))
        .column("o_orderdate", DataType.DATE, day("1992-01-01"), day("1998-08-02"))
        .column("o_orderpriority", DataType.UTF8)
        .column("o_clerk", DataType.UTF8)
        .column("o_shippriority", DataType.INT32, 0L, 0L)
        .column("o_comment", DataType.UTF8);
  }

  private static PlannedTable lineitem() {
    return new PlannedTable("lineitem", 6_001_215)
        .column("l_orderkey", DataType.INT64, 1L, 6_000_000L)
        .column("l_partkey", DataType.INT64, 1L, 200_000L)
        .column("l_suppkey", DataType.INT64, 1L, 10_000L)
        .column("l_linenumber", DataType.INT32, 1L, 7L)
        .column("l_quantity", MONEY, cents(100), cents(5_000))
        .column("l_extendedprice", MONEY, cents(90_091), cents(10_494_950))
        .column("l_discount", MONEY, cents(0), cents(10))
        .column("l_tax", MONEY, cents(0), cents(8))
        .column("l_returnflag", DataType.UTF8)
        .column("l_linestatus", DataType.UTF8)
        .column("l_shipdate", DataType.DATE, day("1992-01-02"), day("1998-12-01"))
        .column("l_commitdate", DataType.DATE, day("1992-01-31"), day("1998-10-31"))
        .column("l_receiptdate", DataType.DATE, day("1992-01-04"), day("1998-12-31"))
        .column("l_shipinstruct", DataType.UTF8)
        .column("l_shipmode", DataType.UTF8)
        .column("l_comment", DataType.UTF8);
  }

  private static BigInteger cents(long cents) {
    return BigInteger.valueOf(cents);
  }

  private static Long day(String date) {
    return LocalDate.parse(date).toEpochDay();
  }
}
