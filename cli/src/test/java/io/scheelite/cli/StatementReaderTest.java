package io.scheelite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementReaderTest {
  private static List<String> statements(String text) throws IOException {
    StatementReader reader = new StatementReader(new BufferedReader(new StringReader(text)));
    List<String> statements = new ArrayList<>();
    for (String next = reader.next(); next != null; next = reader.next()) {
      statements.add(next);
    }
    return statements;
  }

  @Test
  void endAtASemicolonThatEndsItsLine() throws IOException {
    assertThat(statements("select 1;\nselect\n  ';' as a\n;\n\nselect 3"))
        .containsExactly("select 1", "select\n  ';' as a", "select 3");
  }

  @Test
  void emptyStatementsAreNone() throws IOException {
    assertThat(statements("")).isEmpty();
    assertThat(statements("\n ;\n;  \n")).isEmpty();
    assertThat(statements("select 1;  ")).containsExactly("select 1");
  }
}
