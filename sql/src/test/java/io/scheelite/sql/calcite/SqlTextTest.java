package io.scheelite.sql.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is rewritten before Calcite parses, and what is left alone. */
class SqlTextTest {
  @Test
  void explainIsTakenOffAndPlacesStay() {
    SqlText text = SqlText.scan("EXPLAIN analyze select 1");
    assertThat(text.explain()).isTrue();
    assertThat(text.analyze()).isTrue();
    assertThat(text.text()).isEqualTo("                select 1");
    assertThat(SqlText.scan("select explain from t").explain()).isFalse();
  }

  @Test
  void quotedPathInPlaceOfATableBecomesAName() {
    SqlText text = SqlText.scan("select * from '/data/a b.parquet' t join 'x/*.parquet' u on 1=1");
    assertThat(text.files().keySet()).containsExactly("/data/a b.parquet", "x/*.parquet");
    assertThat(text.text())
        .isEqualTo("select * from \"/data/a b.parquet\" t join \"x/*.parquet\" u on 1=1");
  }

  @Test
  void readParquetBecomesAName() {
    SqlText text = SqlText.scan("select * from read_parquet( 'a.parquet' ) t");
    assertThat(text.files().keySet()).containsExactly("a.parquet");
    assertThat(text.text()).contains("\"a.parquet\"").doesNotContain("(").hasSize(43);
  }

  @Test
  void otherTextIsLeftAlone() {
    for (String sql :
        new String[] {
          "select 'it''s from ''a.parquet''' from t",
          "select \"from\" from t -- from 'a.parquet'",
          "select /* from 'a.parquet' */ 1",
          "select * from t where s = 'a.parquet'",
        }) {
      SqlText text = SqlText.scan(sql);
      assertThat(text.files().keySet()).isEmpty();
      assertThat(text.text().strip()).startsWith("select ").hasSizeGreaterThan(7);
    }
  }

  @Test
  void callsBeforeTheFromOfWithDoNotHideItsSelect() {
    String counted = "with d(i) as (values (1)), t as (select i from d) select count(*) from t";
    assertThat(SqlText.scan(counted).text()).isEqualTo(counted);
  }

  @Test
  void framesOfRowsAreNotRowsToFetch() {
    String frame = "select sum(a) over (order by a nulls first rows 1 preceding) from t";
    assertThat(SqlText.scan(frame).text()).isEqualTo(frame);
    assertThat(SqlText.scan("select a from t fetch first row only").text())
        .isEqualTo("select a from t fetch first 1 row only");
  }

  @Test
  void namesThatOnlyCalciteReservesAreQuoted() {
    SqlText text = SqlText.scan("select sum(x) as value\nfrom t order by value desc");
    assertThat(text.text()).isEqualTo("select sum(x) as \"value\"\nfrom t order by \"value\" desc");
    assertThat(text.places().originalColumn(2, 25)).isEqualTo(23);
    assertThat(text.places().originalColumn(1, 1)).isEqualTo(1);
  }

  @Test
  void whateverFollowsAsIsAName() {
    assertThat(SqlText.scan("select count(*) as count from t order by count").text())
        .isEqualTo("select count(*) as \"count\" from t order by \"count\"");
    assertThat(SqlText.scan("select cast(x as date) as date from t").text())
        .isEqualTo("select cast(x as date) as \"date\" from t");
    assertThat(SqlText.scan("select extract(year from d) as year from t where year > 3").text())
        .isEqualTo("select extract(year from d) as \"year\" from t where \"year\" > 3");
    assertThat(SqlText.scan("with a as (select date '2024-01-01' as date) select 1").text())
        .isEqualTo("with a as (select date '2024-01-01' as \"date\") select 1");
  }

  @Test
  void wordsThatAreNoKeywordsWhereTheyStandAreNames() {
    for (String[] rewritten :
        new String[][] {
          {
            "date, t.time, date '2020-01-01', x::date",
            "#date#, t.#time#, date '2020-01-01', (x::date)"
          },
          {
            "cast(date as date), timestamp::timestamp",
            "cast(#date# as date), (#timestamp#::timestamp)"
          },
          {"interval '1' day * interval", "interval '1' day * #interval#"},
          {"x::time with time zone, time", "(x::time with time zone), #time#"},
          {"exists (select 1), exists", "exists (select 1), #exists#"},
          {
            "sum(over) over (partition by partition)", "sum(#over#) over (partition by #partition#)"
          },
          {
            "sum(rows) over (order by row rows between 1 preceding and current row)",
            "sum(#rows#) over (order by #row# rows between 1 preceding and current row)"
          },
          {"next from t fetch next row only", "#next# from t fetch next 1 row only"},
          {
            "a.left from a left join b using (values)",
            "a.#left# from a left join b using (#values#)"
          },
        }) {
      assertThat(SqlText.scan("select " + rewritten[0]).text())
          .isEqualTo("select " + rewritten[1].replace('#', '"'));
    }
    for (String unchanged :
        new String[] {
          "update t set a = 1",
          "update t set nulls = 1",
          "select interval - '1' day",
          "insert into t values (1)",
          "delete from t",
          "explain_ select 1",
          "with x as (select 1) delete from t",
          "select a, count(*) from t group by rollup(a), grouping sets ((a), ())",
        }) {
      assertThat(SqlText.scan(unchanged).text()).isEqualTo(unchanged);
    }
    assertThat(SqlText.scan("update update set set = 1, rows = values").text())
        .isEqualTo("update update set \"set\" = 1, \"rows\" = \"values\"");
    assertThat(SqlText.scan("insert into date(time) values (1)").text())
        .isEqualTo("insert into \"date\"(\"time\") values (1)");
  }

  @Test
  void placesSurviveQuotesOfNames() {
    SqlText text = SqlText.scan("select date,\n time, tiem from t");
    assertThat(text.text()).isEqualTo("select \"date\",\n \"time\", tiem from t");
    assertThat(text.places().originalColumn(2, 10)).isEqualTo(8);
    assertThat(text.places().slice(2, 2, 2, 7)).isEqualTo("time");
  }

  @Test
  void intervalsMayCarryTheirUnitInsideTheText() {
    assertThat(SqlText.scan("d - interval '90 days' + x").text())
        .isEqualTo("d - interval '90' day  + x");
    assertThat(SqlText.scan("d + interval '1 Month'").text()).isEqualTo("d + interval '1' month");
    assertThat(SqlText.scan("d + interval '3' year").text()).isEqualTo("d + interval '3' year");
    assertThat(SqlText.scan("select '3 days'").text()).isEqualTo("select '3 days'");
  }

  @Test
  void trailingSemicolonIsDropped() {
    assertThat(SqlText.scan("select 1; \n").text().strip()).isEqualTo("select 1");
  }

  @Test
  void infixCastsAreParenthesized() {
    for (String[] rewritten :
        new String[][] {
          {"1 + 2::double * 3", "1 + (2::double) * 3"},
          {
            "t.\"a b\" . c::int = f(x, (y))::decimal(3, 1)",
            "(t.\"a b\" . c::int) = (f(x, (y))::decimal(3, 1))"
          },
          {
            "not (a)::bool and (b + 1)::int::text",
            "not ((a)::boolean) and (((b + 1)::int)::varchar)"
          },
          {
            "date '2024-01-01'::timestamp with time zone",
            "(date '2024-01-01'::timestamp with time zone)"
          },
          {
            "sum(x) over (order by y)::double precision",
            "(sum(x) over (order by y)::double precision)"
          },
          {"case when a then b::int end::int", "(case when a then (b::int) end::int)"},
          {"1.5e-3::real - .5::real", "(1.5e-3::real) - (.5::real)"},
          {"'a::b' || \"c::d\" /* e::f */ -- g::h", "'a::b' || \"c::d\"             "},
        }) {
      assertThat(SqlText.scan("select " + rewritten[0]).text().strip())
          .isEqualTo(("select " + rewritten[1]).strip());
    }
  }

  @Test
  void placesSurviveParenthesesOfCasts() {
    SqlText text = SqlText.scan("select a::int, b::text as x");
    assertThat(text.text()).isEqualTo("select (a::int), (b::varchar) as \"x\"");
    assertThat(text.places().slice(1, 8, 1, 15)).isEqualTo("a::int");
    assertThat(text.places().originalColumn(1, 19)).isEqualTo(16);
  }
}
