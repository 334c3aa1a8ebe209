package io.scheelite.sql.calcite;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The words and shapes that {@link SqlText} writes in another way for Calcite's grammar. */
final class SqlWords {
  static final Set<String> NAMES_THAT_CALCITE_RESERVES = Set.of("value", "range");

  /** Functions that Calcite's grammar wants a time unit of, where the dialect has texts. */
  static final Set<String> DATE_FUNCTIONS =
      Set.of("date_part", "datepart", "date_trunc", "datetrunc", "date_diff", "datediff");

  static final Set<String> DATE_SHIFTS = Set.of("date_add", "date_sub", "add_months");
  static final Set<String> CASTS = Set.of("cast", "try_cast", "safe_cast");

  /** Functions that have FROM between their operands. */
  static final Set<String> WITH_FROM = Set.of("trim", "substring", "extract", "overlay");

  /** Aggregates whose names Calcite's grammar takes for those of patterns. */
  static final Set<String> ENDS = Set.of("first", "last");

  static final Set<String> MATERIALIZED = Set.of("as", "not");

  /** Frames of rows follow FIRST, too, after NULLS. */
  static final Pattern ONE_ROW_FETCHED =
      Pattern.compile("rows?\\s+(?:only|with)\\b", Pattern.CASE_INSENSITIVE);

  static final Set<String> ONE_ROW_FETCHED_AFTER = Set.of("first", "next");

  /** What follows a query's ORDER BY. */
  static final Set<String> BEHIND_ORDER =
      Set.of("", ")", ";", "limit", "offset", "fetch", "union", "except", "intersect");

  /** What follows a query's GROUP BY. */
  static final Set<String> BEHIND_GROUPS =
      with(BEHIND_ORDER, "having", "order", "qualify", "window");

  /** What follows a table without an alias. */
  static final Set<String> AFTER_TABLE =
      Set.of(
          "where",
          "group",
          "having",
          "order",
          "limit",
          "offset",
          "fetch",
          "join",
          "inner",
          "left",
          "right",
          "full",
          "cross",
          "natural",
          "on",
          "using",
          "union",
          "except",
          "intersect",
          "window",
          "qualify",
          "lateral");

  /** PostgreSQL's and SQLite's tests for null. */
  static final Map<String, String> IN_OTHER_WORDS =
      Map.of("isnull", "is null", "notnull", "is not null");

  /** Common names of types, by those that Calcite's grammar has. */
  static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("hugeint", "decimal(38, 0)"),
          Map.entry("datetime", "timestamp"),
          Map.entry("int1", "tinyint"),
          Map.entry("int2", "smallint"),
          Map.entry("short", "smallint"),
          Map.entry("int4", "integer"),
          Map.entry("int8", "bigint"),
          Map.entry("long", "bigint"),
          Map.entry("signed", "bigint"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double"),
          Map.entry("string", "varchar"),
          Map.entry("text", "varchar"),
          Map.entry("bpchar", "varchar"),
          Map.entry("bool", "boolean"),
          Map.entry("blob", "varbinary"),
          Map.entry("bytea", "varbinary"),
          Map.entry("logical", "boolean"));

  /**
   * What an option of files may be: a text, a list, a struct or map, one inside another, or a word.
   */
  private static final String OPTION_VALUE =
      "(?:'(?:[^']++|'')*+'|\\[(?:[^\\]']++|'[^']*+')*+\\]"
          + "|(?:map\\s*+)?\\{(?:[^{}']++|'[^']*+'|\\{(?:[^{}']++|'[^']*+')*+\\})*+\\}|[\\w.+-]++)";

  private static final String OPTION = "\\w++\\s*+(?:=>|:=|=)\\s*+" + OPTION_VALUE;

  /** Functions in place of tables, with a path or a list of paths, and options. */
  static final Pattern READ_FILES =
      Pattern.compile(
          "(read_parquet|parquet_scan|read_csv|read_csv_auto|read_arrow|read_json|read_json_auto"
              + "|read_ndjson|read_ndjson_auto)\\s*+\\(\\s*+"
              + "('[^'\"]++'|\\[(?:\\s*+'[^'\"]++'\\s*+,?)++\\])\\s*+"
              + "((?:,\\s*+"
              + OPTION
              + "\\s*+)*+)\\)",
          Pattern.CASE_INSENSITIVE);

  static final Pattern READ_OPTION =
      Pattern.compile(
          "(\\w++)\\s*+(?:=>|:=|=)\\s*+(" + OPTION_VALUE + ")", Pattern.CASE_INSENSITIVE);

  static final List<String> FILE_ENDINGS =
      List.of(".parquet", ".arrow", ".csv", ".tsv", ".json", ".jsonl", ".ndjson");

  /** Takes the operands of POSITION in the same order; as long as that word. */
  static final String LOCATE = "locate  ";

  static final Pattern INTERVAL =
      Pattern.compile(
          "(-?\\d+) +(year|month|week|day|hour|minute|second)s?", Pattern.CASE_INSENSITIVE);
  static final Pattern INTERVALS =
      Pattern.compile("(?: *" + INTERVAL.pattern() + ",?)+ *", Pattern.CASE_INSENSITIVE);
  static final Pattern GROUPS_FRAME =
      Pattern.compile(
          "groups\\s+(between|unbounded\\s+preceding|current\\s+row|\\d+\\s+preceding)\\b",
          Pattern.CASE_INSENSITIVE);
  static final Pattern RANGE_FRAME =
      Pattern.compile(
          "range\\s+(between|unbounded|current\\s+row|interval|[+-]?[\\d.?])",
          Pattern.CASE_INSENSITIVE);
  static final Pattern NULL_TREATMENT =
      Pattern.compile("((?:ignore|respect)\\s+nulls\\s*)\\)", Pattern.CASE_INSENSITIVE);

  private SqlWords() {}

  /** A set of words and more. */
  static Set<String> with(Set<String> words, String... others) {
    Set<String> all = new HashSet<>(words);
    all.addAll(List.of(others));
    return Set.copyOf(all);
  }

  /** Whether a text in place of a table is the path of a file. */
  static boolean namesFile(String content) {
    return content.indexOf('\'') < 0
        && content.indexOf('"') < 0
        && FILE_ENDINGS.stream().anyMatch(content.toLowerCase(Locale.ROOT)::contains);
  }

  /** Whether ROW or ROWS at a place means the one row of FETCH FIRST ROW ONLY. */
  static boolean isOneRowFetched(String previousWord, String text, int at) {
    return ONE_ROW_FETCHED_AFTER.contains(previousWord)
        && ONE_ROW_FETCHED.matcher(text).region(at, text.length()).lookingAt();
  }

  /** Whether a parenthesis is at a place, and a comma before the one that closes it. */
  static boolean hasSeveralArguments(String text, int open) {
    if (open >= text.length() || text.charAt(open) != '(') {
      return false;
    }
    int depth = 0;
    for (int at = open + 1; at < text.length(); ) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        at = endOfQuoted(text, at, c);
        continue;
      }
      if (depth == 0 && (c == ',' || c == ')')) {
        return c == ',';
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at++;
    }
    return false;
  }

  /** The end of a quoted token; a doubled quote inside does not end it. */
  static int endOfQuoted(String text, int start, char quote) {
    int at = start + 1;
    while (at < text.length()) {
      if (text.charAt(at) == quote) {
        if (at + 1 >= text.length() || text.charAt(at + 1) != quote) {
          return at + 1;
        }
        at++;
      }
      at++;
    }
    return text.length();
  }
}
