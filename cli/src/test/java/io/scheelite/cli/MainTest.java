package io.scheelite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results go to standard output, one sentence per failure to standard error. */
class MainTest {
  private record Outcome(int exitCode, String out, String err) {}

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private static void assertFails(int exitCode, String sentence, String... arguments) {
    Outcome outcome = run(arguments);
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("scheelite: ").contains(sentence).hasLineCount(1);
  }

  @Test
  void wrongCommandLinesExitWith2() {
    assertFails(2, "name a command");
    assertFails(2, "nope", "nope");
    assertFails(2, "--foo", "tpch", "--foo");
    assertFails(2, "not a number", "tpch", "--sf", "x");
    assertFails(2, "queries 1 to 22", "tpch", "--queries", "23");
    assertFails(2, "512m", "sql", "--memory", "12q");
    assertFails(2, "at most 100%", "sql", "--memory", "101%");
    assertFails(2, "process:1g", "sql", "--memory", "process:much");
    assertFails(2, "--format", "sql", "--format", "xml");
    assertFails(2, "--table", "sql", "--table", "no-equals-sign");
    assertFails(2, "not a HOST:PORT: nowhere", "tpch", "--master", "nowhere");
    assertFails(2, "not a HOST:PORT: a:70000", "sql", "--master", "a:70000");
    assertFails(2, "name start, status or stop", "cluster");
    assertFails(2, "512m", "cluster", "start", "--executor-memory", "1q");
    assertFails(2, "at most 100%", "cluster", "start", "--executor-memory", "101%");
    assertFails(2, "without process:", "cluster", "start", "--executor-memory", "process:1g");
    assertFails(2, "512m", "cluster", "start", "--shuffle-quota", "50%");
    assertFails(2, "no case begins like that: x", "bench", "operators", "--cases", "x");
    assertFails(2, "--scale must be", "bench", "operators", "--scale", "0");
    assertFails(2, "--memory must be", "bench", "operators", "--memory", "4,0");
  }

  @Test
  void versionIsThatOfTheBuild() {
    Outcome outcome = run("--version");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .containsPattern("^scheelite \\d+\\.\\d+\\.\\d+")
        .contains("JVM " + Runtime.version());
  }

  @Test
  void whatCannotBeOpenedIsNamed(@TempDir Path folder) {
    String missing = folder.resolve("missing.parquet").toString();
    assertFails(1, missing, "sql", "-c", "select 1", "--table", "t=" + missing);
    assertFails(1, missing, "sql", "-f", missing);
    assertFails(1, "spill directory", "sql", "-c", "select 1", "--spill-dir", "/proc/none");
    assertFails(1, "memory limit is too small", "sql", "-c", "select 1", "--memory", "1k");
  }

  @Test
  void clustersThatCannotStartAreRefused(@TempDir Path folder) {
    String[] start = {"cluster", "start", "--dir", folder.toString()};
    assertFails(1, "more memory than the machine has", with(start, "--executor-memory", "900t"));
    assertFails(1, "too small", with(start, "--executor-memory", "64m"));
    assertFails(1, "too small", with(start, "--executor-memory", "0.001%"));
    assertFails(1, "more memory than the machine has", with(start, "--executor-memory", "51%"));
    assertFails(1, "executors must be at least 1", with(start, "--executors", "0"));
    assertFails(1, "workers must be", with(start, "--executors", "1", "--workers", "2"));
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aClusterThatDoesNotRunIsSaid(@TempDir Path folder) {
    assertFails(1, "no master runs: folder=" + folder, "cluster", "status", "--dir", folder + "");
    Outcome stopped = run("cluster", "stop", "--dir", folder.toString());
    assertThat(stopped.exitCode()).isZero();
    assertThat(stopped.err()).contains("no cluster runs: folder=" + folder);
  }

  @Test
  void statementsOfAFileRunOneByOne(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("statements.sql"),
            "select 1 as a;\nselect nope from t;\nselect 'x' as b, null as c, '' as d;\n");
    Outcome outcome =
        run("sql", "-f", file.toString(), "--format", "csv", "--memory", "64m", "--threads", "1");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEqualTo("a\n1\nb,c,d\nx,,\"\"\n");
    assertThat(outcome.err())
        .startsWith("scheelite: ")
        .contains("unknown table: t (at line 1, column 18)\nLINE 1: select nope from t\n")
        .hasLineCount(3);
  }
}
