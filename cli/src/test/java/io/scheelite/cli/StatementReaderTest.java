package io.scheelite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementReaderTest {
  private static List<String> statements(String text) throws IOException {
    StatementReader reader = new StatementReader(new StringReader(text));
    List<String> statements = new ArrayList<>();
    for (String next = reader.next(); next != null; next = reader.next()) {
      statements.add(next);
    }
    return statements;
  }

  @Test
  void endAtSemicolons() throws IOException {
    assertThat(statements("select 1;\nselect\n  2\n;\n\nselect 3"))
        .containsExactly("select 1", "select\n  2", "select 3");
    assertThat(statements("select 1; select 2;  \r\nselect 3;"))
        .containsExactly("select 1", "select 2", "select 3");
  }

  @Test
  void quotesAndCommentsHideSemicolons() throws IOException {
    assertThat(statements("select ';\n''a;' as \"x;\n\"\"y\";\nselect 2"))
        .containsExactly("select ';\n''a;' as \"x;\n\"\"y\"", "select 2");
    assertThat(statements("select 1 -- it's;\n, 2;\n/* don't; \" */ select 3 / 1 - 1;\n"))
        .containsExactly("select 1 -- it's;\n, 2", "/* don't; \" */ select 3 / 1 - 1");
    assertThat(statements("select /**/ 1 /*;*/ ; -- after;\nselect 2 -- last;"))
        .containsExactly("select /**/ 1 /*;*/", "-- after;\nselect 2 -- last;");
  }

  @Test
  void commentsInCommentsAndDollarsHideSemicolons() throws IOException {
    assertThat(statements("select /* ; /* ; */ ; */ 1; select 2 /* /* */;\n"))
        .containsExactly("select /* ; /* ; */ ; */ 1", "select 2 /* /* */");
    assertThat(statements("select $$it's; $a$ b$$; select $a$;$$;$b$;$a$, x$a$; select $1;"))
        .containsExactly("select $$it's; $a$ b$$", "select $a$;$$;$b$;$a$, x$a$", "select $1");
  }

  @Test
  void emptyStatementsAreNone() throws IOException {
    assertThat(statements("")).isEmpty();
    assertThat(statements("\n ;\n;  \n")).isEmpty();
    assertThat(statements("-- nothing;\n;/* nothing */;\n-- at all")).isEmpty();
    assertThat(statements("select 1;  ")).containsExactly("select 1");
    assertThat(statements("- 1;")).containsExactly("- 1");
  }

  @Test
  void anUnclosedQuoteTakesOneStatementOnly() throws IOException {
    assertThat(statements("select 'a;\nselect 2;\nselect /* 3;\nselect 4;\n"))
        .containsExactly("select 'a", "select 2", "select /* 3", "select 4");
    assertThat(statements("select 'a")).containsExactly("select 'a");
  }

  @Test
  void nothingIsReadBeyondTheSemicolon() throws IOException {
    Reader live =
        new StringReader("select 1;\n") {
          private int left = "select 1;".length();

          @Override
          public int read() throws IOException {
            assertThat(left--).as("characters left").isPositive();
            return super.read();
          }
        };
    assertThat(new StatementReader(live).next()).isEqualTo("select 1");
  }
}
