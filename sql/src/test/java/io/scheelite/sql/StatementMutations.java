package io.scheelite.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Statements and what becomes of them when somebody types carelessly, or maliciously. */
final class StatementMutations {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|[A-Za-z_][A-Za-z_0-9]*|[0-9]+(?:\\.[0-9]+)?|'[^']*'|\"[^\"]*\"|.", Pattern.DOTALL);

  private static final List<String> STATEMENTS =
      List.of(
          "select a, b from t where a > 1 and b like '%o%' order by a desc limit 3 offset 1",
          "select t.a, u.c from t join u on t.a = u.a left join t v on v.a = u.a where u.c is not null",
          "select b, count(*), sum(a), avg(a) filter (where a > 0) from t group by b having count(*) > 0",
          "select a, rank() over (partition by b order by a), sum(a) over (order by a rows 1 preceding) from t",
          "with x as (select a from t), y (k) as (select a from u) select * from x, y where x.a = y.k",
          "select * from t where a in (select a from u where u.c > t.a) and not exists (select 1 from u)",
          "select case when a > 1 then 'x' else b end, cast(a as double), d + interval '1' day from t",
          "select a from t union all select a from u except select 2 intersect select 3 order by 1",
          "select (select max(c) from u where u.a = t.a), coalesce(b, 'n'), substring(b from 1 for 2) from t",
          "select extract(year from d), date '2020-02-29' + interval '3' month, d - date '2020-01-01' from t",
          "select b, a, sum(a) from t group by rollup (b, a), grouping sets ((a), ()) order by 1 nulls first",
          "values (1, 'x', null), (2, 'y', 3.5)",
          "insert into w values (1, 'x'), (2, null)",
          "insert into w (k) select a from t",
          "update w set v = upper(v) || 'x' where k between 1 and 5",
          "delete from w where k = 3 or v is null",
          "create table z (id integer primary key, m decimal(12,2) not null, s varchar(20), d date)",
          "create or replace view q as select a, b from t",
          "drop table if exists z",
          "describe t",
          "show tables",
          "set memory_limit = '64MiB'",
          "explain select t.a from t, u where t.a = u.a",
          "select round(1.5), abs(-2), 7 / 2, 7 % 2, 1e300 * 10, -0.0, 'a' || 'b', true and null",
          "select count(distinct a), min(b), stddev_samp(a) from t where d between date '2020-01-01' and current_date");

  private static final List<String> SPLINTERS =
      List.of(
          "select",
          "from",
          "(",
          ")",
          ",",
          ";",
          "'",
          "\"",
          "`",
          "--",
          "/*",
          "*/",
          "null",
          "*",
          ".",
          "..",
          "::",
          "99999999999999999999999999999999999999999",
          "1e999",
          "0x1F",
          "-",
          "- -",
          "'\u0000'",
          "'é𝄞'",
          "?",
          "??",
          "$1",
          ":p",
          "{",
          "}",
          "[",
          "]",
          "|",
          "||",
          "\\",
          "@",
          "#",
          "%",
          "&",
          "^",
          "~",
          "!",
          "<=>",
          "=>",
          "->",
          "interval '1'",
          "date 'x'",
          "timestamp '2020-13-45'",
          "cast(",
          "as",
          "order by",
          "group by",
          "over (",
          "case",
          "when",
          "end",
          "lateral",
          "unnest(",
          "table(",
          "values",
          "with recursive",
          "limit -1",
          "fetch first",
          "tablesample",
          "pivot",
          "match_recognize",
          "for system_time as of",
          "qualify",
          "array[1]",
          "map['a',1]",
          "multiset[1]",
          "row(1,2)",
          "u&'\\0041'",
          "x'0G'",
          "b'2'",
          "_utf8'x'",
          "collate",
          "natural",
          "using (a)",
          "grouping(a)",
          "within group (order by a)",
          "respect nulls",
          "{fn now()}",
          "1/0",
          "a/0",
          "cast('x' as integer)",
          "t.*",
          "nix.*",
          "sum(sum(a))",
          "sum(a) over ()",
          "default",
          "\uFEFF",
          "\uD800",
          "cast(null as row(a integer))",
          "json_value('{}', '$')",
          "new t()",
          "cursor(select 1)",
          "next value for s",
          "current_timestamp(99)",
          "decimal(99,99)",
          "varchar(-1)",
          "contains(1)",
          "period(1)",
          "a.b.c.d.e");

  private final RandomGenerator random;

  StatementMutations(RandomGenerator random) {
    this.random = random;
  }

  static List<String> statements() {
    return STATEMENTS;
  }

  /** A text; most are wrong. */
  String next() {
    if (random.nextInt(40) == 0) {
      return noise();
    }
    List<String> tokens = tokens(any(STATEMENTS));
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      change(tokens);
    }
    return String.join("", tokens);
  }

  private String noise() {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "select " : "");
    int length = random.nextInt(60);
    for (int i = 0; i < length; i++) {
      text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(1 << 16)));
    }
    return text.toString();
  }

  private static List<String> tokens(String sql) {
    List<String> tokens = new ArrayList<>();
    TOKEN.matcher(sql).results().forEach(match -> tokens.add(match.group()));
    return tokens;
  }

  private void change(List<String> tokens) {
    if (tokens.isEmpty()) {
      return;
    }
    int at = random.nextInt(tokens.size());
    int other = random.nextInt(tokens.size());
    switch (random.nextInt(11)) {
      case 0 -> tokens.remove(at);
      case 1 -> tokens.add(at, tokens.get(at));
      case 2 -> tokens.set(at, tokens.set(other, tokens.get(at)));
      case 3 -> tokens.add(at, " " + any(SPLINTERS) + " ");
      case 4 -> tokens.set(at, any(SPLINTERS));
      case 5 -> tokens.set(at, tokens.get(other));
      case 6 -> tokens.subList(Math.min(at, other), Math.max(at, other)).clear();
      case 7 -> {
        List<String> others = tokens(any(STATEMENTS));
        int begin = random.nextInt(others.size());
        tokens.addAll(
            at, others.subList(begin, Math.min(others.size(), begin + 1 + random.nextInt(12))));
      }
      case 8 -> nest(tokens, at);
      case 9 -> tokens.set(at, "(" + any(STATEMENTS) + ")");
      default -> tokens.set(at, flipped(tokens.get(at)));
    }
  }

  private void nest(List<String> tokens, int at) {
    int depth = 1 + random.nextInt(60);
    String opening = random.nextBoolean() ? "(" : "abs(";
    tokens.set(at, opening.repeat(depth) + tokens.get(at) + ")".repeat(depth - random.nextInt(2)));
  }

  private String flipped(String token) {
    StringBuilder text = new StringBuilder(token);
    int at = random.nextInt(text.length());
    text.setCharAt(
        at, (char) (text.charAt(at) ^ (1 << random.nextInt(random.nextInt(8) == 0 ? 16 : 7))));
    return text.toString();
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
