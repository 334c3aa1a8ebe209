package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.Engine;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transaction changes stays or goes as a whole, and no memory stays with it. */
@Timeout(120)
class TransactionsTest extends ConnectedTest {
  TransactionsTest() {
    super("memory_limit=64m&threads=2");
  }

  private void assertFails(String sql, String state) {
    assertThatThrownBy(() -> statement.execute(sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void rollbackPutsEverythingBack() throws SQLException {
    statement.execute("create table t as select 1 as a union all select 2");
    statement.execute("create table gone as select 5 as a");
    statement.execute("create view v as select a from t");
    long before = connection.unwrap(Engine.class).memory().outstandingBytes();
    connection.setAutoCommit(false);
    assertThat(statement.executeUpdate("insert into t values (3)")).isEqualTo(1);
    assertThat(statement.executeUpdate("update t set a = a * 10 where a > 1")).isEqualTo(2);
    assertThat(statement.executeUpdate("delete from t where a = 1")).isEqualTo(1);
    statement.execute("create table fresh as select 7 as a");
    statement.execute("drop table gone");
    statement.execute("create table gone as select 6 as a");
    statement.execute("drop view v");
    assertFails("insert into t values ('x')", "22018");
    assertThat(rows("select a from t order by a")).containsExactly("20", "30");
    assertThat(rows("select a from gone")).containsExactly("6");
    connection.rollback();
    assertThat(rows("select a from t order by a")).containsExactly("1", "2");
    assertThat(rows("select a from gone")).containsExactly("5");
    assertThat(rows("select a from v order by a")).containsExactly("1", "2");
    assertFails("select * from fresh", "42P01");
    connection.rollback();
    assertThat(connection.unwrap(Engine.class).memory().outstandingBytes()).isEqualTo(before);
  }

  @Test
  void commitKeepsEverythingAndFreesWhatWas() throws SQLException {
    statement.execute("create table t as select 1 as a union all select 2");
    connection.setAutoCommit(false);
    assertThat(connection.getAutoCommit()).isFalse();
    statement.executeUpdate("update t set a = a + 1");
    statement.executeUpdate("update t set a = a + 1");
    statement.execute("create table other as select 7 as a");
    statement.execute("drop table other");
    connection.commit();
    connection.rollback(); // of nothing
    assertThat(rows("select a from t order by a")).containsExactly("3", "4");
    statement.executeUpdate("delete from t");
    connection.setAutoCommit(true); // commits
    assertThat(rows("select a from t")).isEmpty();
    statement.execute("drop table t");
    assertThat(connection.unwrap(Engine.class).memory().outstandingBytes()).isZero();
  }

  @Test
  void statementsBeginAndEndTransactionsToo() throws SQLException {
    statement.execute("create table t as select 1 as a");
    statement.execute("begin");
    statement.execute("insert into t values (2)");
    assertFails("begin transaction", "25000");
    assertFails("rollback to savepoint s", "0A000");
    statement.execute("rollback");
    assertThat(rows("select a from t")).containsExactly("1");
    statement.execute("start transaction");
    statement.execute("insert into t values (2)");
    statement.execute("commit");
    assertThat(rows("select a from t order by a")).containsExactly("1", "2");
    assertFails("commit", "25000");
    assertThatThrownBy(() -> connection.rollback())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25000"));
    assertThatThrownBy(() -> connection.setSavepoint())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
  }

  @Test
  void openResultsOutliveTheirTransaction() throws SQLException {
    statement.execute("create table t as select 1 as a union all select 2");
    connection.setAutoCommit(false);
    try (Statement reader = connection.createStatement();
        ResultSet rows = reader.executeQuery("select a from t order by a")) {
      statement.executeUpdate("delete from t");
      connection.commit();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void indexesBelongToTransactionsAndGoWithTheirTables() throws SQLException {
    statement.execute("create table t as select 1 as a, 2 as b");
    statement.execute("create index i on t (a)");
    connection.setAutoCommit(false);
    statement.execute("drop table t");
    assertFails("drop index i", "42P01");
    connection.rollback();
    statement.execute("create index j on t (b)");
    statement.execute("drop index i");
    connection.rollback();
    assertFails("drop index j", "42P01");
    assertFails("create index i on t (b)", "42P07");
    connection.setAutoCommit(true);
    statement.execute("alter table t drop column b");
    assertFails("create index i on t (a)", "42P07");
    statement.execute("alter table t rename to u");
    assertFails("create index i on u (a)", "42P07");
    statement.execute("create or replace table u as select 5 as a");
    statement.execute("create index i on u (a)");
    statement.execute("drop index i");
    statement.execute("drop table u");
  }

  /** What a batch says when it is cancelled is what it has added. */
  @Test
  void aCancelledBatchTellsWhatItHasAdded() throws Exception {
    statement.execute("create table t (a int)");
    try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
      for (int i = 0; i < 200_000; i++) {
        insert.setInt(1, i);
        insert.addBatch();
      }
      CompletableFuture<int[]> counts = CompletableFuture.supplyAsync(() -> counts(insert));
      while (!counts.isDone()) {
        if (!rows("select a from t limit 1").isEmpty()) {
          insert.cancel();
        }
      }
      assertThat(rows("select count(*) from t")).containsExactly("" + counts.join().length);
    }
  }

  private static int[] counts(PreparedStatement batch) {
    try {
      return batch.executeBatch();
    } catch (BatchUpdateException e) {
      assertThat(e.getSQLState()).isEqualTo("57014");
      return e.getUpdateCounts();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closingWithAnOpenTransactionLeavesNothing() throws SQLException {
    connection.setAutoCommit(false);
    statement.execute("create table t as select 1 as a");
    statement.execute("insert into t values (1)");
    statement.execute("drop table t");
    connection.close(); // the ledger is asserted there
  }

  /** A list of numbers is the reference. */
  @Test
  void anyMixOfChangesAgreesWithAList() throws SQLException {
    long seed = Long.getLong("tests.seed", 20261121L);
    Random random = new Random(seed);
    statement.execute("create table t (a int)");
    List<Integer> committed = List.of();
    List<Integer> current = new ArrayList<>();
    connection.setAutoCommit(false);
    for (int step = 0; step < 300; step++) {
      int value = random.nextInt(20);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          statement.executeUpdate("insert into t values (" + value + "), (" + step + ")");
          current.add(value);
          current.add(step);
        }
        case 3 -> {
          statement.executeUpdate("delete from t where a = " + value);
          current.removeIf(a -> a == value);
        }
        case 4 -> {
          statement.executeUpdate("update t set a = a + 1 where a < " + value);
          current.replaceAll(a -> a < value ? a + 1 : a);
        }
        case 5 -> {
          connection.commit();
          committed = List.copyOf(current);
        }
        default -> {
          if (random.nextInt(3) == 0) {
            connection.rollback();
            current = new ArrayList<>(committed);
          }
        }
      }
      if (step % 25 == 0) {
        assertThat(rows("select a from t order by a").stream().map(Integer::valueOf).toList())
            .as("seed=%s step=%s", seed, step)
            .isEqualTo(current.stream().sorted().toList());
      }
    }
    connection.rollback();
    assertThat(rows("select count(*) from t")).containsExactly("" + committed.size());
    connection.setAutoCommit(true);
    statement.execute("drop table t");
    assertThat(connection.unwrap(Engine.class).memory().outstandingBytes()).isZero();
  }

  @Test
  void batchesAddManyRowsAndNameTheOneThatFails() throws SQLException {
    statement.execute("create table t (a int not null, b varchar)");
    try (PreparedStatement insert =
        connection.prepareStatement("insert into t (b, a) values (?, ?)")) {
      assertThat(insert.getParameterMetaData().getParameterTypeName(1)).isEqualTo("VARCHAR");
      assertThat(insert.getParameterMetaData().getParameterTypeName(2)).isEqualTo("INTEGER");
      for (int i = 0; i < 100_000; i++) {
        insert.setString(1, "row " + i % 10);
        insert.setInt(2, i);
        insert.addBatch();
      }
      assertThat(IntStream.of(insert.executeBatch()).sum()).isEqualTo(100_000);
      assertThat(rows("select sum(a) from t")).containsExactly("4999950000");
      for (int i = 0; i < 10; i++) {
        insert.setString(1, "late");
        insert.setObject(2, i == 6 ? null : (Object) i);
        insert.addBatch();
      }
      assertThatThrownBy(insert::executeBatch)
          .isInstanceOfSatisfying(
              java.sql.BatchUpdateException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("23502");
                assertThat(e.getUpdateCounts()).containsExactly(1, 1, 1, 1, 1, 1);
              });
      assertThat(rows("select count(*) from t where b = 'late'")).containsExactly("6");
      assertThat(insert.executeBatch()).isEmpty();
    }
  }
}
