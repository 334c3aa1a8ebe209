package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Calcite's validator refuses, said in our words. Each rule takes one of its messages; in the
 * words {@code $1} is its first part as written, {@code $1f} a function in lower case, {@code $1t}
 * a type as the dialect writes it.
 */
final class RefusalWords {
  static final String NO_OPERATOR = "no operator for these types, add a cast: ";

  private static final Pattern PART = Pattern.compile("\\$([1-9])([ft]?)");
  private static final Pattern NOT_APPLICABLE =
      Pattern.compile(
          "Cannot apply '(.*?)' to arguments of type '(.*?)'\\. Supported form.*", Pattern.DOTALL);
  private static final Pattern CALL = Pattern.compile("[\\w$ ]+\\(.*\\)", Pattern.DOTALL);
  private static final Pattern BEHIND_WORD = Pattern.compile("(?<=\\w)<(?=[A-Z])");
  private static final Pattern BRACKETS = Pattern.compile("<(?=[A-Z])|(?<=[A-Z)])>");
  private static final Pattern CHARACTERS = Pattern.compile("\\bCHAR(?:\\(\\d+\\)|ACTER)?(?!\\w)");

  private static final List<Rule> RULES =
      List.of(
          // names
          rule(
              "Column '(.*)' is ambiguous",
              ErrorCode.AMBIGUOUS_COLUMN,
              "ambiguous column: $1; put the table's name before it"),
          rule(
              "Column name '(.*)' in NATURAL join or USING clause is not unique.*",
              ErrorCode.AMBIGUOUS_COLUMN,
              "ambiguous column: $1; one side of the join has it twice"),
          rule(
              "Duplicate relation name '(.*)' in FROM clause",
              ErrorCode.DUPLICATE_ALIAS,
              "name is there twice in FROM, rename one with AS: $1"),
          rule(
              "Duplicate name '(.*)' in column (?:alias )?list",
              ErrorCode.DUPLICATE_COLUMN,
              "column is there twice: $1"),
          rule(
              "Target column '(.*)' is assigned more than once",
              ErrorCode.DUPLICATE_COLUMN,
              "column is there twice: $1"),
          rule(
              "Number of columns must match number of query columns",
              ErrorCode.INVALID_QUERY,
              "number of names differs from the number of columns of the query"),
          rule(
              "List of column aliases must have same degree as table; table has (\\d+) columns"
                  + " \\(.*\\), whereas alias list has (\\d+) columns",
              ErrorCode.INVALID_QUERY,
              "number of names differs from the number of columns: names=$2 columns=$1"),
          rule(
              "SELECT \\* (?:EXCLUDE/EXCEPT|REPLACE) list contains unknown column\\(s\\): (.*)",
              ErrorCode.UNKNOWN_COLUMN,
              "unknown column: $1"),
          rule(
              "SELECT \\* EXCLUDE/EXCEPT list cannot exclude all columns",
              ErrorCode.INVALID_QUERY,
              "no column is left to select"),
          // aggregates
          rule(
              "Expression 'is changed' is not being grouped",
              ErrorCode.GROUPING_ERROR,
              "aggregates cannot stand in SET; use a subquery"),
          rule(
              "Expression '(.*)' is not being grouped",
              ErrorCode.GROUPING_ERROR,
              "not in GROUP BY, and not in an aggregate: $1"),
          rule(
              "Expression '(.*)' is not in the select clause",
              ErrorCode.INVALID_QUERY,
              "ORDER BY beside DISTINCT takes only what is selected: $1"),
          rule(
              "Aggregate expression is illegal in (.*) clause",
              ErrorCode.GROUPING_ERROR,
              "aggregates cannot stand in $1; use HAVING or a subquery"),
          rule(
              "Aggregate expression is illegal in ORDER BY .*",
              ErrorCode.GROUPING_ERROR,
              "aggregates can stand in ORDER BY only if the query groups"),
          rule(
              "Aggregate expressions cannot be nested",
              ErrorCode.GROUPING_ERROR,
              "aggregates cannot be nested; use a subquery"),
          rule(
              "(FILTER|WITHIN GROUP|WITHIN DISTINCT) must not contain aggregate expression",
              ErrorCode.GROUPING_ERROR,
              "aggregates cannot stand in $1"),
          rule(
              "FILTER must be applied to aggregate function",
              ErrorCode.GROUPING_ERROR,
              "FILTER can stand only behind an aggregate"),
          rule(
              "(.*) operator may only occur in an aggregate query",
              ErrorCode.GROUPING_ERROR,
              "a query with $1f needs GROUP BY"),
          rule(
              "(.*) operator may only occur in SELECT, HAVING or ORDER BY clause",
              ErrorCode.GROUPING_ERROR,
              "only SELECT, HAVING and ORDER BY can contain $1f"),
          rule(
              "Argument to (.*) operator must be a grouped expression",
              ErrorCode.GROUPING_ERROR,
              "arguments of $1f must be in GROUP BY"),
          rule(
              "DISTINCT/ALL not allowed with (.*) function",
              ErrorCode.GROUPING_ERROR,
              "DISTINCT can stand only in an aggregate: $1f"),
          rule(
              "WITHIN GROUP not allowed with (.*) function",
              ErrorCode.GROUPING_ERROR,
              "not with WITHIN GROUP: $1f"),
          rule(
              "Aggregate expression '(.*)' must contain a WITHIN GROUP clause",
              ErrorCode.GROUPING_ERROR,
              "WITHIN GROUP (ORDER BY ...) must follow: $1"),
          // windows
          rule(
              "OVER clause is necessary for window functions",
              ErrorCode.WINDOWING_ERROR,
              "a window function needs OVER (...)"),
          rule(
              "OVER must be applied to aggregate function",
              ErrorCode.WINDOWING_ERROR,
              "OVER can stand only behind an aggregate or a window function"),
          rule(
              "Windowed aggregate expression is illegal in (.*) clause",
              ErrorCode.WINDOWING_ERROR,
              "window functions cannot stand in $1; use QUALIFY or a subquery"),
          rule(
              "Window expressions are not permitted in the HAVING clause.*",
              ErrorCode.WINDOWING_ERROR,
              "window functions cannot stand in HAVING; use QUALIFY or a subquery"),
          rule(
              "(ORDER BY|PARTITION BY) expression should not contain OVER clause",
              ErrorCode.WINDOWING_ERROR,
              "window functions cannot stand in $1 of a window"),
          rule("Window '(.*)' not found", ErrorCode.WINDOWING_ERROR, "unknown window: $1"),
          rule(
              "Duplicate window (?:names not|specification not) allowed.*",
              ErrorCode.WINDOWING_ERROR,
              "a window is there twice in WINDOW"),
          rule(
              "RANK or DENSE_RANK functions require ORDER BY clause in window specification",
              ErrorCode.WINDOWING_ERROR,
              "this window function needs ORDER BY in its window"),
          rule(
              "Window specification must contain an ORDER BY clause",
              ErrorCode.WINDOWING_ERROR,
              "this window needs ORDER BY"),
          rule(
              "ROW/RANGE not allowed with .*",
              ErrorCode.WINDOWING_ERROR,
              "this window function takes no frame"),
          rule(
              "(?:Upper frame boundary cannot be .* when lower boundary is .*"
                  + "|UNBOUNDED FOLLOWING cannot be specified for the lower frame boundary"
                  + "|UNBOUNDED PRECEDING cannot be specified for the upper frame boundary"
                  + "|Window has negative size)",
              ErrorCode.WINDOWING_ERROR,
              "the frame begins after its end"),
          rule(
              "ROWS value must be a non-negative integral constant",
              ErrorCode.WINDOWING_ERROR,
              "a frame of ROWS takes whole numbers from 0"),
          rule(
              "(?:Data type of ORDER BY prohibits use of RANGE clause"
                  + "|Data Type mismatch between ORDER BY and RANGE clause)",
              ErrorCode.WINDOWING_ERROR,
              "a frame of RANGE with a distance needs ORDER BY of a number, date or timestamp, and"
                  + " a distance that fits it"),
          rule(
              "Window ORDER BY expression of type DATE requires range of type INTERVAL",
              ErrorCode.WINDOWING_ERROR,
              "a frame of RANGE over dates takes an interval"),
          rule(
              "RANGE clause cannot be used with compound ORDER BY clause",
              ErrorCode.WINDOWING_ERROR,
              "a frame of RANGE with a distance needs exactly one ORDER BY key"),
          rule(
              "'(.*)' requires precisely one ORDER BY key",
              ErrorCode.WINDOWING_ERROR,
              "exactly one ORDER BY key is needed: $1f"),
          rule(
              "(?:ORDER BY not allowed in both base and referenced windows"
                  + "|PARTITION BY not allowed with existing window reference"
                  + "|Referenced window cannot have framing declarations"
                  + "|Cannot override window attribute)",
              ErrorCode.WINDOWING_ERROR,
              "a window that refers to another one cannot repeat its parts"),
          rule(
              "QUALIFY expression '.*' must contain a window function",
              ErrorCode.WINDOWING_ERROR,
              "QUALIFY needs a window function; use WHERE"),
          rule(
              "Cannot specify IGNORE NULLS or RESPECT NULLS following '(.*)'",
              ErrorCode.WINDOWING_ERROR,
              "this function cannot ignore nulls: $1f"),
          // arguments and types
          rule(
              "Invalid number of arguments to function '(.*)'\\. Was expecting 0 arguments",
              ErrorCode.UNKNOWN_FUNCTION,
              "wrong number of arguments: $1f takes none"),
          rule(
              "Invalid number of arguments to function '(.*)'\\. Was expecting (\\d+) arguments",
              ErrorCode.UNKNOWN_FUNCTION,
              "wrong number of arguments: $1f takes $2"),
          rule(
              "(?:Require at least 1 argument|Wrong number of arguments to expression)",
              ErrorCode.UNKNOWN_FUNCTION,
              "wrong number of arguments"),
          rule(
              "Argument to function '(.*)' must be a (?:positive integer |boolean )?literal",
              ErrorCode.UNKNOWN_FUNCTION,
              "this argument must be a constant number: $1f"),
          rule(
              "Argument to function '(.*)' must not be NULL",
              ErrorCode.TYPE_MISMATCH,
              "an argument must not be NULL: $1f"),
          rule(
              "(.*) clause must be a condition",
              ErrorCode.TYPE_MISMATCH,
              "a condition must follow $1"),
          rule("Expected a boolean type", ErrorCode.TYPE_MISMATCH, "a condition must stand here"),
          rule(
              "(?:FILTER expression must be of type BOOLEAN)",
              ErrorCode.TYPE_MISMATCH,
              "a condition must follow FILTER"),
          rule(
              "Illegal mixing of types in CASE or COALESCE statement",
              ErrorCode.TYPE_MISMATCH,
              "values of CASE or COALESCE have different types, add a cast"),
          rule(
              "Values passed to IN operator must have compatible types",
              ErrorCode.TYPE_MISMATCH,
              "both sides of IN must have the same number of columns, and types that fit"),
          rule(
              "Values passed to VALUES operator must have compatible types",
              ErrorCode.TYPE_MISMATCH,
              "rows of VALUES must have the same number of columns, and types that fit"),
          rule(
              "Values passed to (.*) operator must have compatible types",
              ErrorCode.TYPE_MISMATCH,
              "values must have types that fit: $1"),
          rule(
              "(?:Values in expression list must have compatible types|Incompatible types"
                  + "|Parameters must be of the same type)",
              ErrorCode.TYPE_MISMATCH,
              "values have different types, add a cast"),
          rule(
              "Type mismatch in column (\\d+) of (.*)",
              ErrorCode.TYPE_MISMATCH,
              "types do not fit together in $2, add a cast: column=$1"),
          rule(
              "Column count mismatch in (.*)",
              ErrorCode.INVALID_QUERY,
              "both sides of $1 must have the same number of columns"),
          rule(
              "Unequal number of entries in ROW expressions",
              ErrorCode.TYPE_MISMATCH,
              "rows that are compared must have the same number of values"),
          rule(
              "Cast function cannot convert value of type (.*) to type (.*)",
              ErrorCode.TYPE_MISMATCH,
              "cannot cast: from=$1t to=$2t"),
          rule(
              "Column '(.*)' matched using NATURAL keyword or USING clause has incompatible types:"
                  + " cannot compare '(.*)' to '(.*)'",
              ErrorCode.TYPE_MISMATCH,
              "types do not fit together in USING or NATURAL: $1: $2t and $3t"),
          rule(
              "(?:Types|Operands) (.*) not comparable to each other",
              ErrorCode.TYPE_MISMATCH,
              "types cannot be compared: $1t"),
          rule("Illegal use of 'NULL'", ErrorCode.TYPE_MISMATCH, "NULL needs a type, cast it"),
          rule(
              "ELSE clause or at least one THEN clause must be non-NULL",
              ErrorCode.TYPE_MISMATCH,
              "CASE has only NULL, cast one"),
          rule("Unknown datatype name '(.*)'", ErrorCode.UNKNOWN_TYPE, "unknown type: $1"),
          rule("Type '(.*)' not found", ErrorCode.UNKNOWN_TYPE, "unknown type: $1"),
          rule(
              "DECIMAL (?:precision|scale) .* must be between .*",
              ErrorCode.INVALID_QUERY,
              "decimal precision must be 1 to 38 and scale 0 to precision"),
          // literals
          rule(
              "Illegal (.*) literal '(.*)': .*",
              ErrorCode.INVALID_DATE_TIME,
              "not a date or time that can be represented: $1 '$2'"),
          rule(
              "Illegal interval literal format (.*) for (.*)",
              ErrorCode.INVALID_DATE_TIME,
              "not an interval: $2 $1"),
          rule(
              "Interval field value .* exceeds precision of .* field",
              ErrorCode.INVALID_DATE_TIME,
              "the number of an interval is too large"),
          rule(
              "Date literal '(.*)' out of range",
              ErrorCode.INVALID_DATE_TIME,
              "not a date or time that can be represented: DATE '$1'"),
          rule(
              "Numeric literal '(.*)' out of range",
              ErrorCode.NUMERIC_OVERFLOW,
              "number is out of range: $1"),
          rule(
              "'(.*)' is not a valid time frame(?: in '.*')?",
              ErrorCode.INVALID_SETTING,
              "unknown part of a date: $1"),
          rule(
              "Binary literal string must .*",
              ErrorCode.INVALID_CAST,
              "X'...' takes an even number of digits 0-9 and A-F"),
          // joins, order and the rest
          rule(
              "INNER, LEFT, RIGHT, FULL, or ASOF join requires a condition.*",
              ErrorCode.SYNTAX_ERROR,
              "the join needs ON or USING; or write CROSS JOIN"),
          rule(
              "Cannot specify condition .* following CROSS JOIN",
              ErrorCode.SYNTAX_ERROR,
              "CROSS JOIN takes no condition; write JOIN"),
          rule(
              "Cannot specify NATURAL keyword with ON or USING clause",
              ErrorCode.SYNTAX_ERROR,
              "NATURAL JOIN takes no condition; write JOIN"),
          rule(
              "Ordinal out of range",
              ErrorCode.INVALID_QUERY,
              "no column of the select list has this position"),
          rule(
              "Only scalar sub-queries allowed in select list\\.",
              ErrorCode.INVALID_QUERY,
              "a subquery in place of a value must have one column"),
          rule(
              "SELECT (?:\\* requires|must have) a FROM clause",
              ErrorCode.SYNTAX_ERROR,
              "SELECT * needs FROM"),
          rule(
              "(?:Expected query or join|Operand .* must be a query)",
              ErrorCode.SYNTAX_ERROR,
              "a query must stand here"),
          rule(
              "(?:Query|ROW|CURSOR|Join) expression encountered in illegal context",
              ErrorCode.SYNTAX_ERROR,
              "this cannot stand here"),
          rule(
              "ORDER BY (?:unexpected|is only allowed on top-level SELECT)",
              ErrorCode.SYNTAX_ERROR,
              "ORDER BY cannot stand here; use parentheses"),
          rule(
              "A recursive query only supports .*",
              ErrorCode.UNSUPPORTED,
              "not supported yet: a recursive query without UNION [ALL] of two queries"),
          rule(
              "UNNEST argument must be a collection",
              ErrorCode.UNSUPPORTED,
              "not supported yet: UNNEST"),
          rule("DEFAULT .*allowed.*", ErrorCode.SYNTAX_ERROR, "DEFAULT cannot stand here"),
          rule(
              "Cannot call table function here: '(.*)'",
              ErrorCode.INVALID_QUERY,
              "only FROM can contain $1f"));

  private RefusalWords() {}

  /** What to say, and which error it is. */
  record Words(ErrorCode code, String text) {}

  private record Rule(Pattern message, ErrorCode code, String words) {}

  private static Rule rule(String message, ErrorCode code, String words) {
    return new Rule(Pattern.compile(message, Pattern.DOTALL), code, words);
  }

  /** Our words for a message of Calcite's. */
  static Words of(String message) {
    Matcher notApplicable = NOT_APPLICABLE.matcher(message);
    if (notApplicable.matches()) {
      return notApplicable(notApplicable.group(1), notApplicable.group(2));
    }
    for (Rule rule : RULES) {
      Matcher matcher = rule.message.matcher(message);
      if (matcher.matches()) {
        return new Words(rule.code, fill(rule.words, matcher));
      }
    }
    return new Words(ErrorCode.INVALID_QUERY, "invalid query: " + message);
  }

  private static Words notApplicable(String operator, String arguments) {
    if (operator.equals("$SCALAR_QUERY")) {
      return new Words(
          ErrorCode.INVALID_QUERY, "a subquery in place of a value must have one column");
    }
    String typed = types(arguments);
    boolean call = CALL.matcher(typed).matches() && !operator.endsWith("LIKE");
    return call
        ? new Words(
            ErrorCode.UNKNOWN_FUNCTION,
            "no such function for these types, add a cast: "
                + operator.toLowerCase(Locale.ROOT)
                + typed.substring(typed.indexOf('(')))
        : new Words(ErrorCode.TYPE_MISMATCH, NO_OPERATOR + typed);
  }

  /** {@code NOT<CHAR(1)> || <TIMESTAMP(6)>} becomes {@code NOT VARCHAR || TIMESTAMP}. */
  static String types(String text) {
    String plain = BEHIND_WORD.matcher(text).replaceAll(" ");
    plain = BRACKETS.matcher(plain).replaceAll("").replace(" NOT NULL", "");
    return CHARACTERS.matcher(plain).replaceAll("VARCHAR").replace("TIMESTAMP(6)", "TIMESTAMP");
  }

  private static String fill(String words, Matcher matcher) {
    return PART.matcher(words)
        .replaceAll(
            part -> {
              String value = matcher.group(Integer.parseInt(part.group(1)));
              String shown =
                  switch (part.group(2)) {
                    case "f" -> value.toLowerCase(Locale.ROOT);
                    case "t" -> types(value);
                    default -> value;
                  };
              return Matcher.quoteReplacement(shown);
            });
  }
}
