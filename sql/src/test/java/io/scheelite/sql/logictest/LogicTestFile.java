package io.scheelite.sql.logictest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a file of sqllogictest records, which blank lines divide, in the dialects of SQLite's
 * corpus, of DuckDB and of DataFusion:
 *
 * <pre>
 * # a comment
 *
 * statement ok            or: statement error [SQLSTATE, or a part of the message]
 * create table …          a message may follow in lines of its own, behind ----
 *
 * query IRT rowsort       a letter per column: I integer, R real, any other as it is;
 * select …                then nosort (or nothing), rowsort or valuesort, and a label
 * ----
 * 1⇥1.5⇥abc               a row per line, values divided by tabs, or by blanks; or a value per
 *                         line; or "30 values hashing to" the MD5 of all values, a line each
 *
 * loop i 0 3              the records up to endloop, with 0, 1 and 2 in place of ${i};
 * …                       foreach x a b c: with each of the words
 * endloop
 * </pre>
 *
 * NULL is written NULL, an empty text (empty). Queries of one label have equal answers; {@code
 * query error} is as for statements. {@code skipif scheelite} before a record leaves it out, and so
 * does {@code onlyif} with another name; {@code halt} ends the file, and so does {@code require} of
 * anything; between {@code mode skip} and {@code mode unskip} all is left out. {@code
 * hash-threshold} and other words that change how others run their files have no meaning here.
 */
final class LogicTestFile {
  static final String ENGINE = "scheelite";

  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "hash-threshold",
          "load",
          "restart",
          "sleep",
          "control",
          "set",
          "reconnect",
          "connection");

  /** How rows are brought into an order that can be compared. */
  enum Order {
    NOSORT,
    ROWSORT,
    VALUESORT
  }

  /** One thing to run. */
  sealed interface TestRecord {
    /** Line of its first word, from 1. */
    int line();

    /** The statement. */
    String sql();
  }

  /**
   * A statement that succeeds, or fails.
   *
   * @param error what it fails with, an SQLState or a part of the message; empty for any
   */
  record StatementRecord(int line, String sql, boolean succeeds, String error)
      implements TestRecord {}

  /**
   * A statement with its answer.
   *
   * @param label names queries whose answers are equal; empty for none
   */
  record QueryRecord(
      int line, String sql, String types, Order order, String label, List<String> rows)
      implements TestRecord {}

  private final List<String> lines;
  private final List<TestRecord> records = new ArrayList<>();
  private int next;
  private boolean ended;
  private boolean skippedMode;

  private LogicTestFile(List<String> lines) {
    this.lines = lines;
  }

  static List<TestRecord> read(Path file) throws IOException {
    return read(Files.readAllLines(file));
  }

  static List<TestRecord> read(List<String> lines) {
    LogicTestFile file = new LogicTestFile(lines);
    file.readUntil(lines.size());
    return file.records;
  }

  private void readUntil(int end) {
    boolean skipped = false;
    while (next < end && !ended) {
      String line = lines.get(next).strip();
      String[] words = line.split("\\s+");
      int number = next + 1;
      next++;
      switch (words[0]) {
        case "skipif" -> skipped |= words[1].equals(ENGINE);
        case "onlyif" -> skipped |= !words[1].equals(ENGINE);
        case "halt" -> {
          ended = !skipped;
          skipped = false;
        }
        case "require" -> ended = true;
        case "mode" -> skippedMode = words[1].equals("skip") || (skippedMode && !isUnskip(words));
        case "loop", "foreach" -> {
          repeat(words, end, skipped);
          skipped = false;
        }
        case "statement", "query" -> {
          TestRecord read =
              words[0].equals("query") && !words[1].equals("error")
                  ? query(words, number)
                  : statement(line, words, number);
          if (!skipped && !skippedMode) {
            records.add(read);
          }
          skipped = false;
        }
        default -> {
          if (WITHOUT_MEANING.contains(words[0])) {
            skipped = false;
          } else if (!line.isEmpty() && !line.startsWith("#")) {
            throw new IllegalArgumentException("not a record: line=" + number + " text=" + line);
          }
        }
      }
    }
  }

  private static boolean isUnskip(String[] words) {
    return words[1].equals("unskip");
  }

  /** Reads what is in a loop once for each value of its variable. */
  private void repeat(String[] words, int end, boolean skipped) {
    int first = next;
    int last = first;
    for (int depth = 1; depth > 0; last++) {
      if (last == end) {
        throw new IllegalArgumentException("a loop does not end: line=" + first);
      }
      String word = lines.get(last).strip().split("\\s+")[0];
      depth += word.equals("loop") || word.equals("foreach") ? 1 : word.equals("endloop") ? -1 : 0;
    }
    List<String> values = new ArrayList<>();
    if (words[0].equals("foreach")) {
      values.addAll(List.of(words).subList(2, words.length));
    } else {
      for (int i = Integer.parseInt(words[2]); i < Integer.parseInt(words[3]); i++) {
        values.add(Integer.toString(i));
      }
    }
    List<String> body = List.copyOf(lines.subList(first, last - 1));
    for (String value : skipped ? List.<String>of() : values) {
      for (int i = 0; i < body.size(); i++) {
        lines.set(first + i, body.get(i).replace("${" + words[1] + "}", value));
      }
      next = first;
      readUntil(last - 1);
    }
    next = last;
  }

  private TestRecord statement(String header, String[] words, int line) {
    boolean succeeds = !words[1].equals("error");
    String error = words.length > 2 && !succeeds ? header.split("\\s+", 3)[2] : "";
    String sql = untilBlank();
    int message = sql.indexOf("\n----");
    if (message >= 0) {
      error = error.isEmpty() ? sql.substring(message + "\n----".length()).strip() : error;
      sql = sql.substring(0, message);
    }
    return new StatementRecord(line, sql, succeeds, error);
  }

  private TestRecord query(String[] words, int line) {
    boolean named = words.length > 2 && isOrder(words[2]);
    Order order = named ? Order.valueOf(words[2].toUpperCase(Locale.ROOT)) : Order.NOSORT;
    String label = words.length > 3 ? words[3] : words.length > 2 && !named ? words[2] : "";
    StringBuilder sql = new StringBuilder();
    while (next < lines.size() && !isDivider(lines.get(next)) && !lines.get(next).isBlank()) {
      sql.append(lines.get(next++)).append('\n');
    }
    List<String> rows = new ArrayList<>();
    if (next < lines.size() && isDivider(lines.get(next))) {
      next++;
      while (next < lines.size() && !lines.get(next).isEmpty()) {
        rows.add(lines.get(next++));
      }
    }
    return new QueryRecord(line, sql.toString().strip(), words[1], order, label, rows);
  }

  private static boolean isDivider(String line) {
    return line.strip().equals("----");
  }

  private static boolean isOrder(String word) {
    return word.equals("nosort") || word.equals("rowsort") || word.equals("valuesort");
  }

  private String untilBlank() {
    StringBuilder sql = new StringBuilder();
    while (next < lines.size() && !lines.get(next).isBlank()) {
      sql.append(lines.get(next++)).append('\n');
    }
    return sql.toString().strip();
  }
}
