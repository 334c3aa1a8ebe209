package io.scheelite.sql.calcite;

import io.scheelite.sql.expression.PatternFunctions;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds operators and forms of numbers that Calcite's grammar does not have, and what is to stand
 * in their place: an operator that it has, which {@link OperatorSyntax} tells from what was written
 * by its place; {@code LIKE} for {@code ~~}; and the digits of {@code 0xFF} and {@code 1_000}.
 */
final class OperatorShapes {
  /** What is written for what; ours bind in another way, see {@link OperatorSyntax}. */
  private static final Map<String, String> STAND_INS =
      Map.of("&", "||", "|", "||", "<<", "||", ">>", "||", "^", "*", "**", "*", "//", "/");

  /** Those that mean the same. */
  private static final Map<String, String> WORDS =
      Map.of(
          "==", "=", "~~", " like ", "!~~", " not like ", "~~*", " ilike ", "!~~*", " not ilike ");

  /** Few statements have these, or two of the others side by side. */
  private static final Set<String> SYMBOLS = Set.of("&", "|", "^", "~", "glob");

  private static final Set<String> DOUBLED = Set.of("*", "/", "<", ">", "=");

  /** Stands for GLOB, which binds as strongly. */
  private static final String RLIKE = "rlike";

  /** It names something where no operand follows. */
  private static final Pattern BEHIND_GLOB =
      Pattern.compile(
          "\\s*+(?:['\"(?$\\d]|(?!(?:from|as|join|left|right|full|inner|cross|natural|on|using|where"
              + "|group|order|having|limit|offset|union|except|intersect|window|qualify|asc|desc|is|in|not"
              + "|like|ilike|between|and|or|then|else|end|when|set|values|select)\\b)\\w)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<blank>\\s++|--[^\\n]*+|/\\*(?s:.*?)(?:\\*/|\\z))"
              + "|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*+)"
              + "|(?<operand>'(?:[^']++|'')*+'?+|\"(?:[^\"]++|\"\")*+\"?+|[)\\]}?]"
              + "|(?<based>0[xX](?:_?[\\da-fA-F])++|0[oO](?:_?[0-7])++|0[bB](?:_?[01])++)(?![\\w.])"
              + "|(?<number>(?:\\d(?:_?\\d)*+(?:\\.(?:\\d(?:_?\\d)*+)?+)?+|\\.\\d(?:_?\\d)*+)"
              + "(?:[eE][+-]?+\\d(?:_?\\d)*+)?+))"
              + "|(?<operator>!?~~\\*|!?~~(?!~)|!?~\\*?|\\*\\*|//|<<|>>|==|\\|\\||&&|\\^@|[&|^])"
              + "|.",
          Pattern.DOTALL);

  /**
   * A function of a number behind {@code ~}, which is its argument: the parser takes signs into the
   * numbers behind them.
   */
  static final String NUMBER = "*number*";

  private final Map<Integer, SelectShapes.Edit> edits = new HashMap<>();
  private final NavigableMap<Integer, String> operators = new TreeMap<>();

  private OperatorShapes(String sql) {
    boolean behindOperand = false;
    boolean behindNot = false; // or what may stand between it and a number
    boolean behindWordNot = false;
    Matcher token = TOKEN.matcher(sql);
    int at = 0;
    while (at < sql.length() && token.region(at, sql.length()).lookingAt()) {
      at = token.end();
      if (token.group("blank") != null) {
        continue;
      }
      if (token.group("operator") != null) {
        at = operator(token.group(), at - token.group().length(), behindOperand);
      } else if (token.group("based") != null || token.group("number") != null) {
        number(token, behindNot);
      }
      if (token.group().equalsIgnoreCase("glob") && (behindOperand || behindWordNot)) {
        glob(token, sql);
      }
      behindNot =
          operators.getOrDefault(token.start(), "").equals("~")
              || (behindNot && "(+-".contains(token.group()));
      String word = token.group("word");
      behindWordNot = "not".equalsIgnoreCase(word);
      behindOperand =
          word != null
              ? !InfixCasts.BEFORE_OPERANDS.contains(word.toLowerCase(Locale.ROOT))
              : token.group("operand") != null;
    }
  }

  /** Looks through a statement. */
  static OperatorShapes in(String sql, List<SqlToken> tokens) {
    SqlToken last = SqlToken.at(-1, tokens);
    boolean found = false;
    for (SqlToken token : tokens) {
      found |=
          SYMBOLS.contains(token.word()) || (token.start() == last.end() && belong(last, token));
      last = token;
    }
    return new OperatorShapes(found ? sql : "");
  }

  /** Whether two tokens side by side may be one of an operator or a number. */
  private static boolean belong(SqlToken left, SqlToken right) {
    return left.word().equals(right.word())
        ? DOUBLED.contains(left.word())
        : Character.isDigit(left.word().charAt(0))
            && Character.isJavaIdentifierStart(right.word().charAt(0));
  }

  /** What is to stand in place of them, by where they begin. */
  Map<Integer, SelectShapes.Edit> edits() {
    return edits;
  }

  /** The operators that others stand for, by where they begin. */
  NavigableMap<Integer, String> operators() {
    return operators;
  }

  private int operator(String operator, int start, boolean behindOperand) {
    if (!behindOperand && operator.startsWith("~")) { // before its operand
      operators.put(start, "~");
      edits.put(start, new SelectShapes.Edit(start + 1, "+"));
      return start + 1;
    }
    int end = start + operator.length();
    String words = WORDS.get(operator);
    String standIn = STAND_INS.get(operator);
    if (words != null) {
      edits.put(start, new SelectShapes.Edit(end, words));
    } else if (standIn != null) {
      operators.put(start, operator.equals("**") ? "^" : operator);
      edits.put(start, new SelectShapes.Edit(end, standIn));
    }
    return end;
  }

  private void glob(Matcher token, String sql) {
    if (BEHIND_GLOB.matcher(sql).region(token.end(), sql.length()).lookingAt()) {
      operators.put(token.start(), PatternFunctions.GLOB);
      edits.put(token.start(), new SelectShapes.Edit(token.end(), RLIKE));
    }
  }

  private void number(Matcher token, boolean behindNot) {
    String written = token.group();
    String digits = written.replace("_", "");
    if (token.group("based") != null) {
      int base =
          switch (Character.toLowerCase(written.charAt(1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            default -> 2;
          };
      digits = new BigInteger(digits.substring(2), base).toString();
    }
    if (behindNot) {
      digits = '"' + NUMBER + "\"(" + digits + ')';
    }
    if (!digits.equals(written)) {
      edits.put(token.start(), new SelectShapes.Edit(token.end(), digits));
    }
  }
}
