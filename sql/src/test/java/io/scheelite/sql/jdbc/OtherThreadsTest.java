package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.sql.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other threads cancel and close what runs; whoever runs it hears of it. */
@Timeout(60)
class OtherThreadsTest {
  private static final String ENDLESS = "select count(*) from range(1000000000000)";

  @TempDir private Path folder;

  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection =
        DriverManager.getConnection(
            "jdbc:scheelite:?memory_limit=32m&threads=2&spill_dir=" + folder);
  }

  @AfterEach
  void disconnect() throws SQLException, IOException {
    connection.close();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** The SQLSTATE that work ends with; "none" if it does not fail. */
  private static CompletableFuture<String> start(Work work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            work.run();
            return "none";
          } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
          }
        });
  }

  private static String cancelUntilItEnds(Statement statement, CompletableFuture<String> work)
      throws SQLException, InterruptedException, ExecutionException {
    while (true) {
      try {
        return work.get(20, TimeUnit.MILLISECONDS);
      } catch (TimeoutException again) { // it may not have begun
        statement.cancel();
      }
    }
  }

  private void awaitMemoryInUse() throws SQLException {
    Engine engine = connection.unwrap(Engine.class);
    while (engine.memory().outstandingBytes() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void explainAnalyzeIsCancelled() throws Exception {
    try (Statement statement = connection.createStatement()) {
      CompletableFuture<String> work = start(() -> statement.execute("explain analyze " + ENDLESS));
      assertThat(cancelUntilItEnds(statement, work)).isEqualTo("57014");
      try (ResultSet rows = statement.executeQuery("select 1")) {
        assertThat(rows.next()).isTrue();
      }
    }
  }

  @Test
  void closingTheStatementEndsWhatItRuns() throws Exception {
    Statement statement = connection.createStatement();
    CompletableFuture<String> work =
        start(() -> statement.execute("create table t as select range from range(1000000000000)"));
    awaitMemoryInUse();
    statement.close();
    assertThat(work.get()).isEqualTo("57014");
    assertThat(connection.unwrap(Engine.class).memory().outstandingBytes()).isZero();
  }

  @Test
  void closingTheConnectionWaitsForWhatItRuns() throws Exception {
    Statement statement = connection.createStatement();
    CompletableFuture<String> work =
        start(() -> statement.execute("create table t as select range from range(1000000000000)"));
    awaitMemoryInUse();
    connection.close();
    assertThat(work.get()).isEqualTo("57014");
  }

  @Test
  void rowsThatAreClosedDoNotSeemToEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> work =
        start(
            () -> {
              try (Statement statement = connection.createStatement();
                  ResultSet rows =
                      statement.executeQuery("select range from range(1000000000000)")) {
                while (rows.next()) {
                  begun.countDown();
                  assertThat(rows.getLong(1)).isNotNegative();
                }
              }
            });
    begun.await();
    connection.close();
    assertThat(work.get()).isIn("57014", "08003");
  }
}
