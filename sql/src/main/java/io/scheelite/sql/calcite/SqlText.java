package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.catalog.RangeTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement's text as Calcite's grammar takes it. What the dialect allows beyond that grammar is
 * rewritten here, token by token: {@code EXPLAIN [ANALYZE]} is taken off, a quoted path or {@code
 * read_csv('path', ...)} in place of a table becomes a quoted identifier, {@code interval '90
 * days'} gets its unit outside, {@code POSITION(a IN b)}, of which Calcite takes simple operands
 * only, becomes a plain call, {@code GROUPS} in a frame becomes {@code ROWS} and is remembered,
 * nulls of window functions are ignored outside the parentheses, and names that only Calcite
 * reserves are quoted: whatever follows AS, and what {@link ReservedNames} finds. Places survive:
 * {@link #places()} undoes the shifts.
 */
final class SqlText {
  private static final int MOST_PARENTHESES = 10_000;
  private static final String FROM = "from";
  private static final String ONE_ROW = "from (values (0)) ";

  private final String original;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> insertions = new ArrayList<>();
  private final Map<String, FileReference> files = new LinkedHashMap<>();
  private final Set<Integer> groupsFrames = new HashSet<>();
  private final Deque<String> parentheses = new ArrayDeque<>();
  private final Set<Integer> selectsWithoutFrom = new HashSet<>(); // by depth
  private final Map<Integer, SelectShapes.Edit> edits;
  private final Set<Integer> reservedNames;
  private final InfixCasts casts;
  private final NavigableMap<Integer, String> operators;
  private @Nullable TextPlaces places; // once the text is whole
  private boolean explain;
  private boolean analyze;
  private int position;
  private String previousWord = "";
  private int numWords;

  private SqlText(String original) {
    this.original = original;
    List<SqlToken> tokens = SqlToken.of(original);
    this.edits = JdbcEscapes.of(original);
    this.edits.putAll(SelectShapes.in(tokens));
    this.edits.putAll(JoinAliases.in(tokens));
    this.edits.putAll(JoinKinds.in(tokens));
    this.edits.putAll(RowCounts.in(original, tokens));
    this.edits.putAll(CallShapes.in(original, tokens));
    this.edits.putAll(ListShapes.in(tokens));
    OperatorShapes shapes = OperatorShapes.in(original, tokens);
    this.edits.putAll(shapes.edits());
    this.operators = shapes.operators();
    this.reservedNames = ReservedNames.in(tokens);
    this.casts = InfixCasts.in(original);
  }

  /** Scans a statement. */
  static SqlText scan(String original) {
    SqlText result = new SqlText(original);
    while (result.position < original.length()) {
      result.insert(result.casts.take(result.position));
      result.scanToken();
    }
    result.insert(result.casts.take(result.position));
    SelectShapes.Edit last = result.edits.get(original.length());
    result.insert(last == null ? "" : last.text());
    return result;
  }

  /** What to parse. */
  String text() {
    return text.toString();
  }

  /** Whether the statement began with EXPLAIN. */
  boolean explain() {
    return explain;
  }

  /** Whether ANALYZE followed it. */
  boolean analyze() {
    return analyze;
  }

  /** Files used in place of tables, by the names that stand for them in {@link #text()}. */
  Map<String, FileReference> files() {
    return files;
  }

  /** Whether ROWS at a place of {@link #text()} was GROUPS, which Calcite does not know. */
  boolean isGroupsFrame(int line, int column) {
    return groupsFrames.contains(places().offset(line, column));
  }

  /** Where places of {@link #text()} are in the original. */
  TextPlaces places() {
    if (places == null) {
      places = new TextPlaces(original, text, insertions);
    }
    return places;
  }

  /** What was written for operators that stand for others, see {@link OperatorShapes}. */
  NavigableMap<Integer, String> operators() {
    return operators;
  }

  private void scanToken() {
    char c = original.charAt(position);
    SelectShapes.Edit edit = edits.isEmpty() ? null : edits.remove(position);
    if (edit != null) {
      replace(edit.text(), edit.end());
      previousWord = edit.text().stripTrailing().endsWith(FROM) ? FROM : "";
    } else if (original.startsWith("--", position)) {
      copyBlanks(endOf("\n", position + 2, 0));
    } else if (original.startsWith("/*", position)) {
      copyBlanks(endOf("*/", position + 2, 2));
    } else if (c == '\'') {
      scanString();
    } else if (c == '"') {
      copy(SqlWords.endOfQuoted(original, position, '"'));
      previousWord = "";
    } else if (Character.isJavaIdentifierStart(c)) {
      scanWord();
    } else if (c == ';' && original.substring(position + 1).isBlank()) {
      copyBlanks(original.length());
    } else {
      scanSymbol(c);
    }
  }

  private void scanSymbol(char c) {
    if (c == '(') {
      parentheses.push(previousWord);
      if (parentheses.size() > MOST_PARENTHESES) {
        throw SqlException.of(
            ErrorCode.STATEMENT_TOO_COMPLEX,
            "parentheses are nested too deeply: limit=" + MOST_PARENTHESES);
      }
    } else if (c == ')') {
      selectsWithoutFrom.remove(parentheses.size());
      parentheses.poll();
    }
    if (!Character.isWhitespace(c)) {
      previousWord = "";
    }
    copy(position + 1);
  }

  private void scanString() {
    int end = SqlWords.endOfQuoted(original, position, '\'');
    boolean inPlaceOfTable = previousWord.equals(FROM) || previousWord.equals("join");
    String content = original.substring(position + 1, Math.max(position + 1, end - 1));
    Matcher interval = SqlWords.INTERVAL.matcher(content);
    boolean withUnit = previousWord.equals("interval") && interval.matches();
    boolean severalUnits =
        previousWord.equals("interval") && SqlWords.INTERVALS.matcher(content).matches();
    previousWord = "";
    if (severalUnits && !withUnit) {
      copyIntervals(content, end);
    } else if (withUnit) {
      text.append('\'').append(interval.group(1)).append("' ");
      text.append(interval.group(2).toLowerCase(Locale.ROOT));
      position += interval.group(1).length() + interval.group(2).length() + 3;
      copyBlanks(end);
    } else if (inPlaceOfTable && SqlWords.namesFile(content)) {
      copyFile(FileReference.of(content), end);
    } else {
      copy(end);
    }
  }

  private void copyIntervals(String content, int end) {
    int word = text.length();
    while (!Character.isLetter(text.charAt(word - 1))) {
      word--;
    }
    word -= "interval".length();
    insert(IntervalUnits.written(content, text, word, original, end) + ' ');
    copyBlanks(end);
  }

  private void scanWord() {
    int end = position;
    while (end < original.length() && Character.isJavaIdentifierPart(original.charAt(end))) {
      end++;
    }
    String word = original.substring(position, end).toLowerCase(Locale.ROOT);
    numWords++;
    followSelect(word);
    if (numWords == 1 && word.equals("explain")) {
      explain = true;
      copyBlanks(end);
    } else if (numWords == 2 && explain && word.equals("analyze")) {
      analyze = true;
      copyBlanks(end);
    } else if (word.contains("_") && copyReadFiles()) {
      previousWord = "";
      return;
    } else if ((word.equals("range") || word.equals("generate_series")) && copyRange()) {
      previousWord = "";
      return;
    } else if (word.equals("materialized") && SqlWords.MATERIALIZED.contains(previousWord)) {
      copyBlanks(end);
    } else if (word.equals("not")
        && previousWord.equals("as")
        && original.regionMatches(true, skipBlanks(end), "materialized", 0, 12)) {
      copyBlanks(end);
    } else if (SqlWords.IN_OTHER_WORDS.containsKey(word) && !isCallOrColumn(end)) {
      replace(Objects.requireNonNull(SqlWords.IN_OTHER_WORDS.get(word)), end);
    } else if (word.equals("trim") && SqlWords.hasSeveralArguments(original, skipBlanks(end))) {
      insert("b");
      copy(end);
    } else if (SqlWords.TYPES.containsKey(word) && isType()) {
      replace(Objects.requireNonNull(SqlWords.TYPES.get(word)), end);
    } else if (SqlWords.isOneRowFetched(previousWord, original, position)) {
      insert("1 ");
      copy(end);
    } else if (word.equals("groups") && inParentheses(SqlWords.GROUPS_FRAME) != null) {
      groupsFrames.add(text.length());
      text.append("rows  ");
      position = end;
    } else if (word.equals("position")
        && skipBlanks(end) < original.length()
        && original.charAt(skipBlanks(end)) == '(') {
      text.append(SqlWords.LOCATE);
      position = end;
    } else if (word.equals("in") && "position".equals(parentheses.peek())) {
      text.append(", ");
      position = end;
    } else if (word.equals("ignore") || word.equals("respect")) {
      copyNullTreatment(end);
    } else if (isName(word, end)) {
      insertQuote();
      copy(end);
      insertQuote();
    } else {
      copy(end);
    }
    previousWord = isBetweenOperands(word) ? "" : word;
  }

  /** Whether a word is the FROM of {@code IS DISTINCT FROM}, or of {@code trim} and the like. */
  private boolean isBetweenOperands(String word) {
    return word.equals(FROM)
        && (previousWord.equals("distinct")
            || SqlWords.WITH_FROM.contains(Objects.requireNonNullElse(parentheses.peek(), "")));
  }

  /** A condition where nothing is selected from gets one row, which Calcite's grammar wants. */
  private void followSelect(String word) {
    int depth = parentheses.size();
    switch (word) {
      case "select" -> selectsWithoutFrom.add(depth);
      case "from" -> {
        if (!previousWord.equals("distinct")) {
          selectsWithoutFrom.remove(depth);
        }
      }
      case "where", "group", "having" -> {
        if (!previousWord.equals("within") && selectsWithoutFrom.remove(depth)) {
          insert(ONE_ROW);
        }
      }
      default -> {}
    }
  }

  /** Whether a word is none of those that stand behind an operand. */
  private boolean isCallOrColumn(int end) {
    int next = skipBlanks(end);
    char after = next < original.length() ? original.charAt(next) : ' ';
    char before = lastNonBlank();
    boolean behindOperand =
        Character.isJavaIdentifierPart(before) || before == ')' || before == '\'' || before == '"';
    return after == '(' || after == '.' || before == '.' || !behindOperand;
  }

  private boolean isType() {
    String opener = parentheses.isEmpty() ? "" : parentheses.peek();
    return (previousWord.equals("as") && SqlWords.CASTS.contains(opener)) || lastNonBlank() == ':';
  }

  private void replace(String by, int end) {
    int length = end - position;
    text.append(by, 0, Math.min(length, by.length()));
    if (by.length() > length) {
      insert(by.substring(length));
    } else {
      text.repeat(' ', length - by.length());
    }
    position = end;
  }

  private void insert(String words) {
    for (int i = 0; i < words.length(); i++) {
      insertions.add(text.length() + i);
    }
    text.append(words);
  }

  /** A range of numbers in place of a table is one whose name is the call. */
  private boolean copyRange() {
    boolean inPlaceOfTable =
        previousWord.equals(FROM) || previousWord.equals("join") || lastNonBlank() == ',';
    String call = inPlaceOfTable ? RangeTable.callAt(original, position) : null;
    if (call == null) {
      return false;
    }
    int end = position + call.length();
    String name = call.replaceAll("\\s", "");
    files.put(name, FileReference.ofRange(name));
    insertQuote();
    text.append(name);
    insertQuote();
    position = end;
    for (int i = name.length(); i < call.length(); i++) {
      text.append(' ');
    }
    if (!hasAlias(end)) {
      insert("as \"" + name.substring(0, name.indexOf('(')) + "\" ");
    }
    return true;
  }

  /** Whether a name or AS follows. */
  private boolean hasAlias(int from) {
    int at = skipBlanks(from);
    int end = at;
    while (end < original.length() && Character.isJavaIdentifierPart(original.charAt(end))) {
      end++;
    }
    String next = original.substring(at, end).toLowerCase(Locale.ROOT);
    return at < original.length()
        && (original.charAt(at) == '"'
            || (!next.isEmpty() && !SqlWords.AFTER_TABLE.contains(next)));
  }

  private @Nullable Matcher inParentheses(Pattern pattern) {
    Matcher matcher = pattern.matcher(original).region(position, original.length());
    return !parentheses.isEmpty() && matcher.lookingAt() ? matcher : null;
  }

  /** {@code f(x IGNORE NULLS)} becomes {@code f(x) IGNORE NULLS}. */
  private void copyNullTreatment(int end) {
    Matcher treatment = inParentheses(SqlWords.NULL_TREATMENT);
    if (treatment == null) {
      copy(end);
      return;
    }
    text.append(')').append(treatment.group(1));
    parentheses.poll();
    position = treatment.end();
  }

  /** Whether a word names a column though Calcite may reserve it. */
  private boolean isName(String word, int end) {
    int next = skipBlanks(end);
    char after = next < original.length() ? original.charAt(next) : ' ';
    String opener = parentheses.isEmpty() ? "" : parentheses.peek();
    if (previousWord.equals("as")) {
      return after != '(' && !word.equals("of") && !SqlWords.CASTS.contains(opener);
    }
    if (SqlWords.NAMES_THAT_CALCITE_RESERVES.contains(word)) {
      return !word.equals("range") || inParentheses(SqlWords.RANGE_FRAME) == null;
    }
    if (after == '(' && SqlWords.ENDS.contains(word) && !previousWord.equals("fetch")) {
      return true;
    }
    if (after == '('
        && (SqlWords.DATE_SHIFTS.contains(word) || SqlWords.DATE_FUNCTIONS.contains(word))) {
      return SqlWords.DATE_SHIFTS.contains(word) || beginsWithText(next + 1);
    }
    return reservedNames.contains(position);
  }

  private boolean beginsWithText(int from) {
    int at = skipBlanks(from);
    return at < original.length() && original.charAt(at) == '\'';
  }

  private char lastNonBlank() {
    int at = text.length() - 1;
    while (at >= 0 && Character.isWhitespace(text.charAt(at))) {
      at--;
    }
    return at < 0 ? ' ' : text.charAt(at);
  }

  /**
   * {@code read_parquet('path')} and the like become a quoted identifier; false when it is not
   * that.
   */
  private boolean copyReadFiles() {
    Matcher read = SqlWords.READ_FILES.matcher(original).region(position, original.length());
    if (!read.lookingAt()) {
      return false;
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (Matcher at = SqlWords.READ_OPTION.matcher(read.group(3)); at.find(); ) {
      options.put(at.group(1).toLowerCase(Locale.ROOT), plain(at.group(2)));
    }
    String function = read.group(1).toLowerCase(Locale.ROOT);
    FileReference.Format format =
        switch (function) {
          case "read_csv", "read_csv_auto" -> FileReference.Format.CSV;
          case "read_json", "read_json_auto" -> FileReference.Format.JSON;
          case "read_ndjson", "read_ndjson_auto" -> {
            options.putIfAbsent("format", "newline_delimited");
            yield FileReference.Format.JSON;
          }
          case "read_arrow" -> FileReference.Format.ARROW;
          default -> FileReference.Format.PARQUET;
        };
    int end = read.end();
    copyBlanks(read.start(2));
    copyFile(new FileReference(plain(read.group(2)), format, options), read.end(2));
    copyBlanks(end);
    return true;
  }

  /** A text without its quotes; anything else as it is. */
  private static String plain(String value) {
    return value.startsWith("'")
        ? value.substring(1, value.length() - 1).replace("''", "'")
        : value;
  }

  /** Puts a name in place of a quoted path; the same for the same file and options. */
  private void copyFile(FileReference file, int end) {
    boolean plain = file.equals(FileReference.of(file.path()));
    String suffix = plain ? "" : "#" + Integer.toHexString(file.hashCode());
    text.append('"').append(file.path());
    for (int i = 0; i < suffix.length(); i++) {
      insertions.add(text.length());
      text.append(suffix.charAt(i));
    }
    text.append('"');
    files.put(file.path() + suffix, file);
    position = end;
  }

  private void insertQuote() {
    insertions.add(text.length());
    text.append('"');
  }

  private void copy(int end) {
    text.append(original, position, end);
    position = end;
  }

  private void copyBlanks(int end) {
    for (; position < end; position++) {
      char c = original.charAt(position);
      text.append(c == '\n' || c == '\r' ? c : ' ');
    }
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < original.length() && Character.isWhitespace(original.charAt(at))) {
      at++;
    }
    return at;
  }

  private int endOf(String terminator, int from, int terminatorLength) {
    int end = original.indexOf(terminator, from);
    return end < 0 ? original.length() : end + terminatorLength;
  }
}
