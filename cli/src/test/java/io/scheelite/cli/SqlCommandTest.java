package io.scheelite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scripts rely on: standard output has results alone, and the exit code tells failures. */
@Timeout(120)
class SqlCommandTest {
  private static final String DIGITS = "with d(i) as (values 0,1,2,3,4,5,6,7,8,9)";
  private static final String MILLION = DIGITS + " select a.i from d a, d b, d c, d e, d f, d g";
  private static final String ENDLESS =
      DIGITS + ", t as (" + MILLION.substring(DIGITS.length()) + ") select x.i from t x, t y";

  @TempDir private Path folder;

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome run(String statements, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("statements.sql"), statements);
    StringWriter out = new StringWriter();
    Outcome outcome = run(out, "-f", file.toString(), options);
    return new Outcome(outcome.exitCode(), out.toString(), outcome.err());
  }

  private static Outcome run(Writer out, String source, String text, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("sql", source, text, "--memory", "64m", "--threads", "1"));
    arguments.addAll(List.of(options));
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Outcome(exitCode, "", err.toString());
  }

  @Test
  void statementsRunOneAfterAnotherAndFailuresEndNothing() throws IOException {
    Outcome outcome =
        run(
            """
            -- a comment; with a semicolon
            create table t (a int, b varchar); insert into t values (1, 'x;
            y'), (2, ''), (3, null);
            ;
            select nosuch from t;
            /* ; */ select * from t order by a;
            insert into t values (4, 'z', 5);
            select 1 / 0;
            update t set b = 'w' where a = 1;
            select count(*) as "n;" from t where b = 'w'\
            """,
            "--format",
            "csv");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("a,b\n1,\"x;\ny\"\n2,\"\"\n3,\nn;\n1\n");
    assertThat(outcome.err().lines().filter(line -> line.startsWith("scheelite: "))).hasSize(3);
    assertThat(outcome.err()).doesNotContain("\tat ");
  }

  @Test
  void errorsPointAtThePlace() throws IOException {
    Outcome outcome = run("select 1;\n\nselect 'x',\n\tnosuch\nfrom (values 1) as t(a);");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualToNormalizingNewlines(
            """
            scheelite: unknown column: nosuch (at line 2, column 2)
            LINE 2:  nosuch
                     ^
            """);
  }

  @Test
  void csvQuotesWhatItMust() throws IOException {
    Outcome outcome =
        run(
            "select 'a,b' as x, 'say \"hi\"' as \"y,z\", cast(null as varchar) as n, '' as e,"
                + " 1.50 as d, 1e10 as f, true as t, date '2024-02-29' as day, ' ' as s",
            "--format",
            "csv");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo(
            "x,\"y,z\",n,e,d,f,t,day,s\n"
                + "\"a,b\",\"say \"\"hi\"\"\",,\"\",1.50,10000000000.0,true,2024-02-29, \n");
  }

  @Test
  void jsonAndTables() throws IOException {
    String sql = "select 1 as a, 'ü\"' as b, cast(null as integer) as c";
    assertThat(run(sql, "--format", "json").out())
        .isEqualTo("{\"a\":1,\"b\":\"ü\\\"\",\"c\":null}\n");
    assertThat(run(sql).out()).contains("a", "ü\"", "NULL", "(1 row)");
  }

  @Test
  void textsAreStatementsToo() {
    StringWriter out = new StringWriter();
    Outcome outcome = run(out, "-c", "select 1 as a; select 2 as b;", "--format", "csv");
    assertThat(outcome.exitCode()).isZero();
    assertThat(out.toString()).isEqualTo("a\n1\nb\n2\n");
    assertThat(run(new StringWriter(), "-c", "select 1", "-f", "x.sql").exitCode()).isEqualTo(2);
    assertThat(run(new StringWriter(), "-c", "select 1", "--format", "xml").exitCode())
        .isEqualTo(2);
  }

  /** Ends the query as soon as nobody reads; were it read to its end this would last for hours. */
  @Test
  void aReaderThatGoesAwayEndsTheQuery() {
    Writer closed =
        new Writer() {
          private long left = 100_000;

          @Override
          public void write(char[] text, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
              throw new IOException("Broken pipe");
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Outcome outcome = run(closed, "-c", ENDLESS + "; " + ENDLESS, "--format", "csv");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).isEmpty();
  }

  private static Process start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("").toAbsolutePath().getParent().resolve("jvm.flags"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                Main.class.getName(),
                "sql",
                "--memory",
                "64m"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  /** Each answer comes before the next statement is written. */
  @Test
  void aProcessAnswersStatementByStatement() throws Exception {
    Process process = start("--format", "csv");
    try (PrintWriter in =
            new PrintWriter(process.getOutputStream(), false, StandardCharsets.UTF_8);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      in.print("select 'ü' as a;\n");
      in.flush();
      assertThat(out.readLine()).isEqualTo("a");
      assertThat(out.readLine()).isEqualTo("ü");
      in.print("select nosuch;\n");
      in.flush();
      String failure = err.readLine();
      while (failure != null && !failure.startsWith("scheelite: ")) { // the JVM has its own words
        failure = err.readLine();
      }
      assertThat(failure).contains("nosuch");
      in.print("select 2 as b;\n");
      in.flush();
      assertThat(out.readLine()).isEqualTo("b");
      assertThat(out.readLine()).isEqualTo("2");
      in.close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessWritesArrow() throws Exception {
    Process process = start("-c", MILLION, "--format", "arrow");
    try (BufferAllocator allocator = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(
                new ByteArrayInputStream(process.getInputStream().readAllBytes()), allocator)) {
      long sum = 0;
      long numRows = 0;
      while (reader.loadNextBatch()) {
        IntVector values = (IntVector) reader.getVectorSchemaRoot().getVector("i");
        for (int i = 0; i < values.getValueCount(); i++) {
          sum += values.get(i);
        }
        numRows += values.getValueCount();
      }
      assertThat(numRows).isEqualTo(1_000_000);
      assertThat(sum).isEqualTo(4_500_000);
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
