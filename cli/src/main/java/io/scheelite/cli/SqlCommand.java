package io.scheelite.cli;

import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.StatementExecution;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite sql}: runs statements and prints their results.
 *
 * <p>Statements come from {@code -c}, from a file, or from standard input; each ends with a
 * semicolon, the last one need not. A statement that fails says so on standard error and the next
 * one runs; the exit code is 0 only if all succeeded.
 */
@Command(
    name = "sql",
    description = "Runs SQL over Parquet, Arrow and CSV files, and over tables that it makes.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {
  @Option(names = "-c", paramLabel = "SQL", description = "The statements to run.")
  @Nullable String text;

  @Option(names = "-f", paramLabel = "FILE", description = "A file of statements.")
  @Nullable Path file;

  @Option(
      names = "--table",
      paramLabel = "NAME=PATH",
      description =
          "Makes a file known as a table: Parquet (also a folder or a glob), Arrow or CSV, by its"
              + " ending; may be repeated.")
  Map<String, String> tables = new LinkedHashMap<>();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "How results are written: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  ResultOutput.Format format;

  @Mixin EngineOptions engineOptions;

  /** Null when it was started without picocli. */
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (text != null && file != null && spec != null) {
      throw new ParameterException(spec.commandLine(), "-c and -f exclude each other");
    }
    try (Reader statements = open();
        Engine engine = engineOptions.open()) {
      tables.forEach(engine::registerFile);
      return runAll(engine, new StatementReader(statements)) ? 0 : 1;
    }
  }

  private Reader open() throws IOException {
    if (text != null) {
      return new StringReader(text);
    }
    return file != null
        ? Files.newBufferedReader(file)
        : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  private boolean runAll(Engine engine, StatementReader statements) throws IOException {
    PrintWriter out = out();
    ResultOutput results = new ResultOutput(out, format);
    boolean allSucceeded = true;
    for (String sql = statements.next(); sql != null; sql = statements.next()) {
      try (StatementExecution statement = engine.statement(sql, List.of())) {
        statement.execute();
        QueryResult rows = statement.rows();
        if (rows != null) {
          results.write(rows, engine);
        }
      } catch (IOException | RuntimeException failure) {
        allSucceeded = false;
        if (ResultOutput.ClosedException.isCauseOf(failure)) {
          break; // as whoever closed it wants it
        }
        Failures.report(failure, sql, err());
      }
      out.flush();
    }
    return allSucceeded;
  }

  private PrintWriter out() {
    return spec == null
        ? new PrintWriter(System.out, false, StandardCharsets.UTF_8)
        : spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec == null
        ? new PrintWriter(System.err, true, StandardCharsets.UTF_8)
        : spec.commandLine().getErr();
  }
}
