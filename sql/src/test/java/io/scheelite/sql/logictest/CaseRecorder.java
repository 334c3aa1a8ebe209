package io.scheelite.sql.logictest;

import io.scheelite.sql.logictest.LogicTestFile.Order;
import io.scheelite.sql.reference.DuckDbOracle;
import io.scheelite.sql.reference.RowsTable;
import io.scheelite.sql.reference.SqlCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file of sqllogictest records, with DuckDB's answers, beside each file of cases:
 *
 * <pre>
 * let number = 1 | -5 | NULL      alternatives of a word; or one in each line that follows,
 *                                 which begins with blanks
 * times 20                        so many texts of the next record by chance; without this, all
 *
 * query [ORDER]                   as in a sqllogictest file, without types and answer
 * select abs(${number})
 * </pre>
 *
 * Comments and conditions are copied, and so are records that have their answer already (the words
 * ok or error for statements), which DuckDB is not asked for. A query that DuckDB refuses for its
 * values becomes one that fails; one that it refuses otherwise is left out if it was made of words.
 */
public final class CaseRecorder {
  private static final int WRITTEN_VALUES = 48;
  private static final Set<String> HAS_OUTCOME =
      Set.of("statement ok", "statement error", "query error");

  private final CaseGrammar grammar = new CaseGrammar();
  private final List<String> written = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final List<String> lines;
  private final DuckDbOracle oracle;
  private final Random random;
  private int next;
  private int times;
  private int numCases;

  private CaseRecorder(List<String> lines, DuckDbOracle oracle, Random random) {
    this.lines = lines;
    this.oracle = oracle;
    this.random = random;
  }

  /** Records the files of cases, or those in the folders, that are named. */
  public static void main(String[] paths) throws IOException, SQLException {
    for (String path : paths) {
      try (Stream<Path> files = Files.walk(Path.of(path))) {
        for (Path cases : files.filter(file -> file.toString().endsWith(".cases")).toList()) {
          record(cases);
        }
      }
    }
  }

  @SuppressWarnings("SystemOut") // a program of its own
  private static void record(Path cases) throws IOException, SQLException {
    String name = cases.getFileName().toString().replace(".cases", ".test");
    try (DuckDbOracle oracle = new DuckDbOracle()) {
      oracle.execute("set integer_division = true");
      for (RowsTable table : SqlCases.tables()) {
        oracle.load(table);
      }
      List<String> lines = Files.readAllLines(cases);
      CaseRecorder recorder = new CaseRecorder(lines, oracle, new Random(name.hashCode()));
      recorder.run();
      Files.writeString(cases.resolveSibling(name), String.join("\n", recorder.written) + "\n");
      System.out.println(name + ": " + recorder.numCases + " cases");
      recorder.refused.forEach(System.out::println);
    }
  }

  private void run() {
    written.add("# made of the file of cases beside this one; answers by DuckDB where not told");
    written.add("");
    while (next < lines.size()) {
      String line = lines.get(next++);
      String[] words = line.strip().split("\\s+");
      switch (words[0]) {
        case "" -> {}
        case "let" -> define(line);
        case "times" -> times = Integer.parseInt(words[1]);
        case "statement", "query" -> {
          record(words);
          times = 0;
          pending.clear();
        }
        default -> pending.add(line); // a comment or a condition
      }
    }
  }

  private void define(String line) {
    int equals = line.indexOf('=');
    String word = line.substring(0, equals).strip().split("\\s+")[1];
    String rest = line.substring(equals + 1).strip();
    List<String> texts = new ArrayList<>();
    if (!rest.isEmpty()) {
      texts.addAll(CaseGrammar.split(rest));
    }
    while (next < lines.size() && lines.get(next).startsWith(" ")) {
      texts.add(lines.get(next++).strip());
    }
    grammar.define(word, texts);
  }

  private void record(String[] header) {
    List<String> body = new ArrayList<>();
    while (next < lines.size() && !lines.get(next).isBlank()) {
      body.add(lines.get(next++));
    }
    if (body.contains("----")
        || header.length > 1 && HAS_OUTCOME.contains(header[0] + ' ' + header[1])) {
      write(String.join(" ", header), body);
      return;
    }
    String template = String.join("\n", body);
    Set<String> texts = times > 0 ? grammar.some(template, times, random) : grammar.all(template);
    boolean query = header[0].equals("query");
    for (String text : texts) {
      if (query) {
        query(header.length > 1 ? header[1] : "rowsort", text, texts.size() > 1);
      } else {
        statement(text);
      }
    }
  }

  private void write(String header, List<String> body) {
    written.addAll(pending);
    written.add(header);
    written.addAll(body);
    written.add("");
    numCases++;
  }

  private void statement(String sql) {
    try {
      oracle.execute(sql);
      write("statement ok", List.of(sql));
    } catch (SQLException failure) {
      refused.add("  refused: " + sql + "\n    " + failure.getMessage());
    }
  }

  private void query(String order, String sql, boolean generated) {
    try {
      DuckDbOracle.Answer answer = oracle.answer(sql);
      List<String> rows =
          AnswerText.ordered(
              answer.rows().stream().map(AnswerText::row).toList(),
              Order.valueOf(order.toUpperCase(Locale.ROOT)));
      List<String> body = new ArrayList<>(List.of(sql, "----"));
      long numValues = (long) rows.size() * answer.types().length();
      if (numValues > WRITTEN_VALUES && answer.types().indexOf('R') < 0) {
        body.add(AnswerText.digest(rows));
      } else {
        body.addAll(rows);
      }
      String sorted = rows.size() < 2 ? "" : " " + order;
      write("query " + answer.types() + sorted, body);
    } catch (SQLException failure) {
      String state = sqlState(String.valueOf(failure.getMessage()));
      if (state != null) {
        write("query error " + state, List.of(sql));
      } else if (!generated) {
        refused.add("  refused: " + sql + "\n    " + failure.getMessage());
      }
    }
  }

  private static @Nullable String sqlState(String message) {
    if (message.contains("Division by zero")) {
      return "22012";
    }
    return message.contains("Overflow") || message.contains("out of range") ? "22003" : null;
  }
}
