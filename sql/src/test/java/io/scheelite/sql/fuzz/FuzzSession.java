package io.scheelite.sql.fuzz;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.StatementExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Some tables in both engines, which are asked the same. */
public final class FuzzSession implements AutoCloseable {
  private static final int SECONDS = 30;

  private final Engine engine;
  private final Connection duckDb;
  private final List<FuzzTable> tables;
  private final Path folder;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final long tableBytes;

  /**
   * Makes the tables.
   *
   * @param engine without tables; closed with this
   * @param folder empty; so it is left
   */
  public FuzzSession(Engine engine, List<FuzzTable> tables, Path folder) throws SQLException {
    this.engine = engine;
    this.tables = tables;
    this.folder = folder;
    this.duckDb = DriverManager.getConnection("jdbc:duckdb:");
    tell("set threads = 1");
    tell("set integer_division = true");
    // in 2.0.0 it finds no row that exists if two do: NOT EXISTS over a row that equals the count
    // of nothing
    tell("set disabled_optimizers = 'statistics_propagation'");
    for (FuzzTable table : tables) {
      load(table);
    }
    this.tableBytes = engine.memory().outstandingBytes();
  }

  private void tell(String sql) throws SQLException {
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(sql);
    }
  }

  private Path file(FuzzTable table) {
    return folder.resolve(table.name() + ".parquet");
  }

  private void load(FuzzTable table) throws SQLException {
    for (String sql : table.ddl()) {
      tell(sql);
    }
    tell("copy " + table.name() + " to '" + file(table) + "' (format parquet)");
    switch (table.stored()) {
      case PARQUET -> engine.registerParquet(table.name(), file(table));
      case INSERTED -> table.ddl().forEach(this::execute);
      case COPIED ->
          execute("create table " + table.name() + " as select * from '" + file(table) + "'");
    }
  }

  private void execute(String sql) {
    try (StatementExecution statement = engine.statement(sql, List.of())) {
      statement.execute();
    }
  }

  /** Asks both. */
  public Verdict ask(FuzzQuery query) {
    Verdict verdict = query.changes().isEmpty() ? asked(query) : changed(query);
    long left = engine.memory().outstandingBytes() - tableBytes;
    return left > 0
        ? new Verdict(
            Verdict.Kind.DIFFERENT,
            "memory left",
            "bytes=" + left + " of:\n" + engine.memory().rootPool().describe())
        : verdict;
  }

  private Verdict asked(FuzzQuery query) {
    return Verdict.of(query, ours(query.text()), theirs(query.text()));
  }

  /** Asks about a table that lives as long as the query; each change must touch as many rows. */
  private Verdict changed(FuzzQuery query) {
    try {
      for (String change : query.changes()) {
        FuzzQuery statement =
            new FuzzQuery(List.of(), change, List.of(true), List.of(), query.mayFail());
        Verdict verdict = Verdict.of(statement, oursChanging(change), theirsChanging(change));
        if (verdict.kind() != Verdict.Kind.SAME) {
          return verdict;
        }
      }
      return asked(query);
    } finally {
      oursChanging("drop table if exists " + TableChanges.NAME);
      theirsChanging("drop table if exists " + TableChanges.NAME);
    }
  }

  private Answer oursChanging(String sql) {
    try (StatementExecution statement = engine.statement(sql, List.of())) {
      statement.execute();
      return touched(sql, statement.updateCount());
    } catch (ScheeliteException refused) {
      return failure(refused);
    } catch (RuntimeException | AssertionError | StackOverflowError fault) {
      return new Answer.Failure("XX000", fault.toString(), true, place(fault));
    }
  }

  private Answer theirsChanging(String sql) {
    try (Statement statement = duckDb.createStatement()) {
      return touched(sql, statement.executeUpdate(sql));
    } catch (SQLException failure) {
      return failure(failure);
    }
  }

  /** How many rows a statement has touched, where both engines count alike. */
  private static Answer touched(String sql, long count) {
    boolean counted = !sql.startsWith("create") && !sql.startsWith("drop");
    return new Answer.Rows(
        List.<@Nullable Object[]>of(new @Nullable Object[] {counted ? count : 0L}));
  }

  private Answer ours(String sql) {
    try (QueryResult result = engine.sql(sql).collect()) {
      Future<?> timeout = timer.schedule(result::cancel, SECONDS, TimeUnit.SECONDS);
      List<@Nullable Object[]> rows = new ArrayList<>();
      result.rows().forEach(row -> rows.add(row.toArray()));
      timeout.cancel(false);
      return new Answer.Rows(rows);
    } catch (ScheeliteException refused) {
      return failure(refused);
    } catch (RuntimeException | AssertionError | StackOverflowError fault) {
      return new Answer.Failure("XX000", fault.toString(), true, place(fault));
    }
  }

  private static Answer.Failure failure(ScheeliteException refused) {
    ErrorCode code = refused.code();
    return new Answer.Failure(
        code.sqlState(),
        String.valueOf(refused.getMessage()),
        code == ErrorCode.INTERNAL || code == ErrorCode.CANCELLED,
        place(refused));
  }

  /** The innermost line of ours, behind the class of the innermost cause. */
  private static String place(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    for (StackTraceElement element : cause.getStackTrace()) {
      if (element.getClassName().startsWith("io.scheelite")) {
        return cause.getClass().getSimpleName() + " at " + element;
      }
    }
    return cause.getClass().getSimpleName();
  }

  private Answer theirs(String sql) {
    try (Statement statement = duckDb.createStatement()) {
      Future<?> timeout = timer.schedule(() -> cancel(statement), SECONDS, TimeUnit.SECONDS);
      List<@Nullable Object[]> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery(sql)) {
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          @Nullable Object[] row = new @Nullable Object[width];
          for (int i = 0; i < width; i++) {
            Object value = result.getObject(i + 1);
            row[i] = value instanceof Timestamp time ? time.toLocalDateTime() : value;
          }
          rows.add(row);
        }
      }
      timeout.cancel(false);
      return new Answer.Rows(rows);
    } catch (SQLException failure) {
      return failure(failure);
    }
  }

  private static Answer.Failure failure(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    int family = message.indexOf(" Error:");
    return new Answer.Failure(family < 0 ? "" : message.substring(0, family), message, false, "");
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException closed) {
      // it has ended meanwhile
    }
  }

  /** Drops the tables; nothing may be left of them. */
  @Override
  public void close() throws SQLException, IOException {
    timer.shutdownNow();
    duckDb.close();
    for (FuzzTable table : tables) {
      if (table.stored() != FuzzTable.Stored.PARQUET) {
        execute("drop table " + table.name());
      }
      Files.delete(file(table));
    }
    long left = engine.memory().outstandingBytes();
    engine.close();
    if (left != 0) {
      throw new AssertionError("memory was not given back: bytes=" + left);
    }
  }
}
