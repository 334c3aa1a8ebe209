package io.scheelite.cli;

import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.result.ResultFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code scheelite sql}: runs statements and prints their results.
 *
 * <p>Statements come from {@code -c}, from a file, or from standard input, where each ends with a
 * semicolon at the end of a line. A statement that fails says so on standard error and the next one
 * runs; the exit code is 0 only if all succeeded.
 */
@Command(
    name = "sql",
    description = "Runs SQL over Parquet and Arrow files.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {
  @Option(names = "-c", paramLabel = "SQL", description = "The statement to run.")
  private @Nullable String text;

  @Option(names = "-f", paramLabel = "FILE", description = "A file of statements.")
  private @Nullable Path file;

  @Option(
      names = "--table",
      paramLabel = "NAME=PATH",
      description =
          "Makes a Parquet file, a folder or a glob of them, or an Arrow file known as a table;"
              + " may be repeated.")
  private Map<String, Path> tables = new LinkedHashMap<>();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "How results are written: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private ResultFormat format;

  @Mixin private EngineOptions engineOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (BufferedReader statements = open();
        Engine engine = engineOptions.open()) {
      tables.forEach(engine::registerFile);
      return runAll(engine, new StatementReader(statements)) ? 0 : 1;
    }
  }

  private BufferedReader open() throws IOException {
    if (text != null) {
      return new BufferedReader(new StringReader(text));
    }
    return file != null
        ? Files.newBufferedReader(file)
        : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  private boolean runAll(Engine engine, StatementReader statements) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean allSucceeded = true;
    for (String sql = statements.next(); sql != null; sql = statements.next()) {
      try (QueryResult result = engine.sql(sql).collect()) {
        result.write(format, out);
      } catch (RuntimeException failure) {
        allSucceeded = false;
        Failures.report(failure, spec.commandLine().getErr());
      }
      out.flush();
    }
    return allSucceeded;
  }
}
