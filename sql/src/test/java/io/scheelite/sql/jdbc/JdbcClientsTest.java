package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.commons.dbutils.QueryRunner;
import org.apache.commons.dbutils.handlers.BeanListHandler;
import org.apache.commons.dbutils.handlers.MapListHandler;
import org.apache.commons.dbutils.handlers.ScalarHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.BeanPropertyRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Libraries that know nothing of this driver work with it as with any other. */
@Timeout(120)
class JdbcClientsTest {
  private static final String CREATE =
      "create table item (id integer not null, name varchar(40), price decimal(10, 2), added date,"
          + " changed timestamp, sold boolean)";

  @TempDir private static Path folder;

  private static String url() {
    return "jdbc:scheelite:?memory_limit=64m&threads=2&spill_dir=" + folder;
  }

  /** A row as a bean. */
  public static final class Item {
    private int id;
    private String name = "";
    private BigDecimal price = BigDecimal.ZERO;

    public void setId(int id) {
      this.id = id;
    }

    int id() {
      return id;
    }

    BigDecimal price() {
      return price;
    }

    String name() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public void setPrice(BigDecimal price) {
      this.price = price;
    }
  }

  @Test
  void hikariPoolsConnections() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setMaximumPoolSize(1); // each connection has a catalog of its own
    config.setAutoCommit(false);
    config.setReadOnly(false);
    config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    config.addDataSourceProperty("batch_size", "512");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection();
          var statement = connection.createStatement()) {
        statement.executeUpdate("create table t (a int)");
        connection.commit();
        statement.executeUpdate("insert into t values (1)");
      } // the pool rolls back what nobody has committed
      try (Connection connection = pool.getConnection();
          var statement = connection.createStatement();
          var rows = statement.executeQuery("select count(*) from t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isZero();
      }
    }
  }

  private static JdbcTemplate spring() throws SQLException {
    return new JdbcTemplate(
        new SingleConnectionDataSource(DriverManager.getConnection(url()), false));
  }

  private static DataSource source(JdbcTemplate spring) {
    DataSource source = spring.getDataSource();
    assertThat(source).isNotNull();
    return source;
  }

  private static void close(JdbcTemplate spring) {
    ((SingleConnectionDataSource) source(spring)).destroy();
  }

  @Test
  void springReadsAndWrites() throws SQLException {
    JdbcTemplate spring = spring();
    spring.execute(CREATE);
    LocalDateTime noon = LocalDateTime.of(2024, 2, 29, 12, 0, 0, 123_456_000);
    int changed =
        spring.update(
            "insert into item values (?, ?, ?, ?, ?, ?)",
            1,
            "it's",
            new BigDecimal("9.95"),
            LocalDate.of(2024, 2, 29),
            noon,
            true);
    assertThat(changed).isEqualTo(1);
    spring.update("insert into item (id, name) values (?, ?)", 2, null);
    assertThat(spring.queryForObject("select count(*) from item", Integer.class)).isEqualTo(2);
    assertThat(
            spring.queryForObject(
                "select name from item where id = ? and price > ?", String.class, 1, 5))
        .isEqualTo("it's");
    Map<String, Object> row = spring.queryForMap("select * from item where id = 1");
    assertThat(row)
        .containsEntry("price", new BigDecimal("9.95"))
        .containsEntry("changed", java.sql.Timestamp.valueOf(noon))
        .containsEntry("sold", true);
    assertThat(
            spring.query(
                "select changed from item where id = 1",
                (rows, index) -> rows.getObject(1, LocalDateTime.class)))
        .containsExactly(noon);
    List<Item> items =
        spring.query(
            "select id, name, coalesce(price, 0.00) as price from item where id = 1",
            new BeanPropertyRowMapper<>(Item.class));
    assertThat(items).hasSize(1);
    assertThat(items.getFirst().name()).isEqualTo("it's");
    assertThat(items.getFirst().price()).isEqualTo(new BigDecimal("9.95"));
    assertThat(
            new NamedParameterJdbcTemplate(spring)
                .queryForList(
                    "select id from item where id in (:ids) order by id",
                    Map.of("ids", List.of(1, 2, 3)),
                    Integer.class))
        .containsExactly(1, 2);
    close(spring);
  }

  @Test
  void springInsertsBatches() throws SQLException {
    JdbcTemplate spring = spring();
    spring.execute(CREATE);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(
          new Object[] {i, i % 7 == 0 ? null : "name " + i, new BigDecimal(i).movePointLeft(2)});
    }
    int[] counts = spring.batchUpdate("insert into item (id, name, price) values (?, ?, ?)", rows);
    assertThat(counts).hasSize(5_000).containsOnly(1);
    assertThat(spring.queryForObject("select sum(price) from item", BigDecimal.class))
        .isEqualByComparingTo("124975.00");
    // reads the columns from the meta data
    int inserted =
        new SimpleJdbcInsert(spring)
            .withTableName("item")
            .execute(Map.of("id", 9999, "name", "meta", "price", new BigDecimal("1.5")));
    assertThat(inserted).isEqualTo(1);
    assertThat(
            spring.queryForObject(
                "select cast(price as varchar) from item where name = 'meta'", String.class))
        .isEqualTo("1.50");
    close(spring);
  }

  @Test
  void springTranslatesErrorsAndRollsBack() throws SQLException {
    JdbcTemplate spring = spring();
    spring.execute(CREATE);
    assertThatThrownBy(() -> spring.queryForList("select nosuch from item"))
        .isInstanceOf(BadSqlGrammarException.class);
    assertThatThrownBy(() -> spring.update("insert into item (name) values ('no id')"))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThatThrownBy(() -> spring.queryForList("select 1 / (id - id) from (values 1) t(id)"))
        .isInstanceOf(DataIntegrityViolationException.class); // class 22
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(source(spring)));
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      spring.update("insert into item (id) values (1)");
                      spring.execute("create table other (a int)");
                      throw new IllegalStateException("roll back");
                    }))
        .hasMessage("roll back");
    assertThat(spring.queryForObject("select count(*) from item", Long.class)).isZero();
    assertThatThrownBy(() -> spring.queryForList("select * from other"))
        .isInstanceOf(DataAccessException.class);
    transaction.executeWithoutResult(status -> spring.update("insert into item (id) values (7)"));
    assertThat(spring.queryForObject("select id from item", Long.class)).isEqualTo(7);
    spring.setQueryTimeout(1);
    assertThatThrownBy(
            () ->
                spring.queryForList(
                    "with d(i) as (values 0,1,2,3,4,5,6,7,8,9),"
                        + " t as (select a.i from d a, d b, d c, d e)"
                        + " select count(*) from t a, t b, t c where a.i + b.i + c.i < 0"))
        .isInstanceOf(QueryTimeoutException.class);
    close(spring);
  }

  @Test
  void dbUtilsReadsAndWrites() throws SQLException {
    QueryRunner runner = new QueryRunner();
    try (Connection connection = DriverManager.getConnection(url())) {
      runner.update(connection, CREATE);
      Object[][] rows = new Object[100][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = new Object[] {i, i == 3 ? null : "n" + i};
      }
      assertThat(runner.batch(connection, "insert into item (id, name) values (?, ?)", rows))
          .hasSize(100)
          .containsOnly(1);
      long count = runner.query(connection, "select count(*) from item", new ScalarHandler<>());
      assertThat(count).isEqualTo(100);
      List<Item> items =
          runner.query(
              connection,
              "select id, name from item where id < ? order by id",
              new BeanListHandler<>(Item.class),
              3);
      assertThat(items).extracting(Item::name).containsExactly("n0", "n1", "n2");
      assertThat(items).extracting(Item::id).containsExactly(0, 1, 2);
      List<Map<String, Object>> maps =
          runner.query(
              connection, "select id as A, name as B from item where id = 3", new MapListHandler());
      assertThat(maps.getFirst()).containsEntry("a", 3).containsEntry("b", null);
      assertThatThrownBy(() -> runner.update(connection, "insert into item values (?)", "x"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void generatedKeysAreRefused() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        PreparedStatement plain =
            connection.prepareStatement("select 1", PreparedStatement.NO_GENERATED_KEYS)) {
      assertThat(plain.execute()).isTrue();
      assertThatThrownBy(
              () ->
                  connection.prepareStatement("select 1", PreparedStatement.RETURN_GENERATED_KEYS))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
    }
  }
}
